"""The learned part of the memory: a linear model that rewrites what a pipeline said.

Multinomial logistic regression over hashed features (Weinberger et al. 2009), word by word from
left to right, trained as corrections come with AdaGrad (Duchi et al. 2011). It begins as the
pipeline itself, and departs from it where it has learned to be sure. The same lessons in the
same order make the same model.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from annotations.extraction.memory.features import ROWS, Reading
from annotations.extraction.memory.words import OUTSIDE

RATE = 0.15
PRIOR = 3.0
"""How much the pipeline's word counts before anything is learned."""
SURE = 0.6
"""The probability from which on the pipeline is contradicted."""
DAMPING = 0.1
NOT_YET = 0.02
"""A gradient below this changes nothing."""
GROWTH = 8


class Tagger:
    """Weights, and what they say."""

    def __init__(self) -> None:
        self.tags: list[str] = [OUTSIDE]

    @cached_property
    def weights(self) -> Any:
        """A row for each feature, a column for each tag; made when something is learned."""
        return _zeros(ROWS, GROWTH)

    @cached_property
    def squares(self) -> Any:
        """The squares of the steps taken so far, as AdaGrad wants them."""
        return _zeros(ROWS, GROWTH)

    def tag(self, reading: Reading) -> tuple[list[str], list[float]]:
        """What the words of a text are thought to be, and how surely, 0 to 1."""
        self._meet(reading.said)
        tags: list[str] = []
        sureness: list[float] = []
        before, sure = OUTSIDE, 1.0
        for at in range(len(reading)):
            if reading.is_plain(at, before):
                before, sure = OUTSIDE, 1.0
            else:
                before, sure = self._best(reading, at, before)
            tags.append(before)
            sureness.append(sure)
        return tags, sureness

    def learn(self, reading: Reading, right: Sequence[str | None]) -> None:
        """Learn from a text what its words are; nothing from those that are None."""
        self._meet(reading.said)
        self._meet(tag for tag in right if tag is not None)
        before = OUTSIDE
        for at, tag in enumerate(right):
            if tag is None:
                before = reading.said[at]
                continue
            if tag != OUTSIDE or not reading.is_plain(at, before):
                self._step(reading.features(at, before), reading.said[at], tag)
            before = tag

    def odds(self, reading: Reading, at: int, before: Sequence[str]) -> dict[str, dict[str, float]]:
        """How likely each tag is for a word, by the tag that stands before it.

        Args:
            reading: The text.
            at: The word's number.
            before: The tags that may stand before it.
        """
        import numpy as np

        count, said = len(self.tags), reading.said[at]
        own = self.weights[reading.own(at)].sum(axis=0)[:count].astype(np.float64)
        own[self.tags.index(said)] += PRIOR
        found = {}
        for last in before:
            scores = own + self.weights[reading.chained(at, last)].sum(axis=0)[:count]
            odds = np.exp(scores - scores.max()).tolist()
            left = {t: odd for t, odd in zip(self.tags, odds, strict=True) if _follows(t, last)}
            total = sum(left.values())
            found[last] = {tag: odd / total for tag, odd in left.items()}
        return found

    def _meet(self, tags: Any) -> None:
        """Make room for labels that are new."""
        for tag in tags:
            if tag not in self.tags:
                label = tag[2:]
                self.tags += [f"B-{label}", f"I-{label}"]
        if len(self.tags) > self.weights.shape[1]:
            more = len(self.tags) + GROWTH - self.weights.shape[1]
            self.weights, self.squares = _wider(self.weights, more), _wider(self.squares, more)

    def _probabilities(self, rows: list[int], said: str) -> Any:
        import numpy as np

        scores = self.weights[rows].sum(axis=0)[: len(self.tags)].astype(np.float64)
        scores[self.tags.index(said)] += PRIOR
        odds = np.exp(scores - scores.max())
        return odds / odds.sum()

    def _best(self, reading: Reading, at: int, before: str) -> tuple[str, float]:
        said = reading.said[at]
        probabilities = self._probabilities(reading.features(at, before), said)
        for place in probabilities.argsort()[::-1]:
            tag = self.tags[place]
            if not _follows(tag, before):
                continue
            if tag != said and probabilities[place] < SURE and _follows(said, before):
                tag = said
            return tag, float(probabilities[self.tags.index(tag)])
        return OUTSIDE, 0.0

    def _step(self, rows: list[int], said: str, right: str) -> None:
        import numpy as np

        count = len(self.tags)
        gradient = -self._probabilities(rows, said)
        gradient[self.tags.index(right)] += 1
        gradient[np.abs(gradient) < NOT_YET] = 0
        squares = self.squares[rows]
        squares[:, :count] += gradient * gradient
        self.squares[rows] = squares
        step = RATE * gradient / np.sqrt(DAMPING + squares[:, :count])
        weights = self.weights[rows]
        weights[:, :count] += step
        self.weights[rows] = weights


def _follows(tag: str, before: str) -> bool:
    """Whether a tag can stand behind another."""
    return tag[0] != "I" or before[1:] == tag[1:]


def _zeros(rows: int, columns: int) -> Any:
    import numpy as np

    return np.zeros((rows, columns), dtype=np.float32)


def _wider(matrix: Any, more: int) -> Any:
    import numpy as np

    return np.pad(matrix, ((0, 0), (0, more)))
