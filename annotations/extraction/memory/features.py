"""What the learned part of the memory looks at, word by word."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from zlib import crc32

from annotations.extraction.memory.words import OUTSIDE, stretches

ROWS = 1 << 17
"""Rows of weights; features share them by their hash."""
AROUND = 6
"""Words before a name that may belong to it."""
EDGE = "<>"
_SAME = re.compile(r"(.)\1+")
_CLASSES = re.compile(r"[A-Z]|[a-z]|\d")


class Reading:
    """A text as the learner sees it: words, what the pipeline said, what is known by name.

    Args:
        words: The words.
        said: The pipeline's tag of each.
        known: What the names that were corrected say of each; empty for nothing.
    """

    def __init__(self, words: Sequence[str], said: Sequence[str], known: Sequence[str]) -> None:
        self.words, self.said = words, said
        self._words = [EDGE, EDGE, *words, EDGE, EDGE]
        self._lower = [word.lower() for word in self._words]
        self._shapes = [shape(word) for word in self._words]
        self._said = [EDGE, EDGE, *said, EDGE, EDGE]
        self._known = [*known, EDGE]
        self._votes = votes(words, said)
        self._names = _whole_names(words, said)
        self._far = _far(self)

    def __len__(self) -> int:
        return len(self.words)

    def is_plain(self, at: int, before: str) -> bool:
        """Whether nobody would take a word for a part of a name: it need not be looked at.

        Args:
            at: The word's number.
            before: The tag given to the word before it.
        """
        if before != OUTSIDE or self._known[at]:
            return False
        around = self._said[at + 1 : at + 4]
        plain = self.words[at].islower() or not self.words[at][0].isalnum()
        return plain and all(tag in (OUTSIDE, EDGE) for tag in around)

    def is_far(self, at: int) -> bool:
        """Whether nothing that may be of a name stands near behind a word."""
        return self._far[at]

    def features(self, at: int, before: str) -> list[int]:
        """The rows of weights that speak of a word.

        Args:
            at: The word's number.
            before: The tag given to the word before it.
        """
        return [*self.own(at), *self.chained(at, before)]

    def own(self, at: int) -> list[int]:
        """The rows that speak of a word whatever is said of the one before it."""
        i = at + 2
        lower, shapes, said = self._lower, self._shapes, self._said
        word, low, form, tag = self._words[i], lower[i], shapes[i], said[i]
        last, next_, known = lower[i - 1], lower[i + 1], self._known[at]
        vote, name = self._votes.get(word, ""), self._names[at]
        head = name.rpartition(" ")[2]
        return _rows(
            "bias", f"w {word}", f"l {low}", f"f {form}", f"p3 {low[:3]}", f"s3 {low[-3:]}",
            f"p4 {low[:4]}", f"s2 {low[-2:]}", f"l- {last}", f"l+ {next_}",
            f"l-- {lower[i - 2]}", f"l++ {lower[i + 2]}",
            f"l-2 {lower[i - 2]} {last}", f"l+2 {next_} {lower[i + 2]}",
            f"f3 {shapes[i - 1]} {form} {shapes[i + 1]}",
            f"t {tag}", f"tl {tag} {low}", f"tf {tag} {form}", f"t- {said[i - 1]} {tag}",
            f"t+ {tag} {said[i + 1]}", f"t4 {said[i - 1]} {tag} {said[i + 1]} {said[i + 2]}",
            f"tl- {tag} {last}", f"tl+ {tag} {next_}",
            f"tf+ {tag} {shapes[i + 1]}", f"tf- {tag} {shapes[i - 1]}",
            f"k {known}", f"kt {known} {tag}", f"k+ {known} {self._known[at + 1]} {tag}",
            f"n {tag[:1]} {name}", f"h {tag} {head}",
            f"v {vote}", f"vt {vote} {tag}",
        )  # fmt: skip

    def chained(self, at: int, before: str) -> list[int]:
        """The rows that speak of a word behind one with a tag."""
        i = at + 2
        tag, low, form, known = self._said[i], self._lower[i], self._shapes[i], self._known[at]
        vote = self._votes.get(self._words[i], "")
        return _rows(
            f"b {before}", f"bt {before} {tag}", f"bl {before} {low}", f"bk {before} {known}",
            f"btf {before} {tag} {form}", f"bvt {before} {vote} {tag}",
        )  # fmt: skip


def _far(reading: Reading) -> list[bool]:
    """For each word, whether the next words are plain ones."""
    found, distance = [False] * len(reading), AROUND + 1
    for at in range(len(reading) - 1, -1, -1):
        distance = distance + 1 if reading.is_plain(at, OUTSIDE) else 0
        found[at] = distance > AROUND
    return found


def _rows(*features: str) -> list[int]:
    return [crc32(feature.encode("utf-8", "surrogatepass")) % ROWS for feature in features]


def shape(word: str) -> str:
    """`Xxx` for `Washington`, `X.X.` for `U.S.`, `dd` for `1999`."""
    if word.isascii():
        formed = _CLASSES.sub(_class, word)
    else:
        formed = "".join(map(_class_of, word))
    return _SAME.sub(r"\1\1", formed)


def _class(match: re.Match[str]) -> str:
    return _class_of(match[0])


def _class_of(sign: str) -> str:
    if sign.isupper():
        return "X"
    return "x" if sign.islower() else "d" if sign.isdigit() else sign


def votes(words: Sequence[str], said: Sequence[str]) -> dict[str, str]:
    """What the pipeline mostly said of each capitalised word of an article, and how surely."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word, tag in zip(words, said, strict=True):
        if word[:1].isupper():
            counts[word][tag[2:]] += 1
    found = {}
    for word, labels in counts.items():
        label, most = labels.most_common(1)[0]
        total = labels.total()
        sure = "once" if total == 1 else "always" if most == total else "mostly"
        found[word] = f"{label} {sure}"
    return found


def _whole_names(words: Sequence[str], said: Sequence[str]) -> list[str]:
    """For each word, the span that the pipeline put it in, as text."""
    names = [""] * len(words)
    for first, end, label in stretches(said):
        names[first:end] = [f"{label} {' '.join(words[first:end])}"] * (end - first)
    return names
