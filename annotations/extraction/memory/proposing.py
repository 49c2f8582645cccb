"""From what a pipeline said to what the memory makes of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from annotations.annotation_set import Annotation, AnnotationSet, Status
from annotations.article import Article
from annotations.extraction.memory.features import Reading
from annotations.extraction.memory.guessing import guess
from annotations.extraction.memory.lessons import said_by_pipelines
from annotations.extraction.memory.names import ELSEWHERE, NOTHING, Entry, Names
from annotations.extraction.memory.tagger import Tagger
from annotations.extraction.memory.words import Stretch, Words, stretches
from annotations.guesses import NO_GUESSES, Guess, Guesses
from annotations.predictions import MEMORY, Pipeline, Predictions, Proposal
from annotations.span import Range, Span
from annotations.span_table import SpanTable

PIPELINE = Pipeline(MEMORY, "1")
"""Who proposes."""
SETTLED = 3
"""Mentions with one label that stand against the label of the full name."""


DOUBT = 0.8
"""How sure the memory must be of a word not to doubt it."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the memory has to say of an article."""

    predictions: Predictions
    """What it makes of the predictions."""
    doubts: tuple[Range, ...]
    """Where it is not sure: spans, and places without one that may be one. In order."""
    sureness: tuple[float, ...] = ()
    """How sure it is of each of them, 0 to 1."""
    guesses: Guesses = NO_GUESSES
    """What else may be where."""


def opinion(article: Article, current: AnnotationSet, tagger: Tagger, names: Names) -> Opinion:
    """What the memory has to say of an article.

    Args:
        article: The article.
        current: What pipelines predicted, and what was decided in this article so far.
        tagger: What was learned.
        names: The names that were corrected.
    """
    said = said_by_pipelines(current)
    words = Words.of(article)
    hits = [(extent, e) for extent, e in names.find(article.text) if words.is_whole(extent)]
    reading = Reading(words.texts, words.tags(said), known(words, hits))
    tags, sureness = tagger.tag(reading)
    rows = stretches(tags)
    spans = [Span.of(article.text, *words.extent(a, b), label) for a, b, label in rows]
    spans = _remembered(article.text, spans, hits)
    open_ = _Open(current)
    spans = [span for span in _alike(spans, decided(current), names) if open_.is_free(span)]
    said = [s for s in said if words.is_whole(s.range) and not open_.is_judged(s)]
    likely = dict(guess(reading, tagger))
    doubts = _doubts(words, spans, likely, sureness)
    found = compared(article.id, said, spans)
    found = replace(found, spans=tuple(filter(open_.may_add, found.spans)))
    guesses = (Guess(*words.extent(a, b), label, odd) for (a, b, label), odd in likely.items())
    places, sure = tuple(d for d, _ in doubts), tuple(sure for _, sure in doubts)
    return Opinion(found, places, sure, Guesses(guesses))


def _doubts(
    words: Words,
    spans: Iterable[Span],
    likely: Mapping[Stretch, float],
    sureness: Sequence[float],
) -> list[tuple[Range, float]]:
    """The spans that may be none, or others; and the first of other words that are doubtful."""
    found: list[tuple[Range, float]] = []
    doubtful = [sure < DOUBT for sure in sureness]
    for span in spans:
        first, end = words.within(span.range)
        sure = likely.get((first, end, span.label), 0.0)
        if sure < DOUBT:
            found.append((span.range, sure))
        doubtful[first:end] = [False] * (end - first)
    for place, doubt in enumerate(doubtful):
        if doubt and not (place and doubtful[place - 1]):
            sure = sureness[place] if words.texts[place][0].isupper() else (1 + sureness[place]) / 2
            found.append((words.extent(place, place + 1), sure))
    return sorted(found)


class _Open:
    """What of an article nobody has judged yet."""

    def __init__(self, current: AnnotationSet) -> None:
        judged = [a for a in current.by_id.values() if a.reviewed]
        self._ids = {annotation.id for annotation in judged}
        self._surfaces = {annotation.span.text for annotation in judged}
        self._refused = {a.base.range for a in judged} | {a.span.range for a in judged}
        standing = [a for a in judged if a.status is not Status.REJECTED]
        self._standing = SpanTable[Annotation]().with_changes((), standing)

    def is_judged(self, span: Span) -> bool:
        """Whether a human has judged this prediction."""
        return span.key in self._ids

    def may_add(self, span: Span) -> bool:
        """Whether a span that no pipeline predicted may be proposed.

        What was decided here held for the whole article, or was narrowed on purpose.
        """
        return span.text not in self._surfaces

    def is_free(self, span: Span) -> bool:
        """Whether a span may be proposed: nothing that was judged is in its way."""
        return span.range not in self._refused and not self._standing.overlapping(*span.range)


def known(words: Words, hits: Iterable[tuple[Range, Entry]]) -> list[str]:
    """What the names that were corrected say of each word: label, how often, how surely."""
    found = [""] * len(words)
    for extent, entry in hits:
        label, most = entry.counts.most_common(1)[0] if entry.counts else (entry.told or "", 1)
        label = {NOTHING: "no", ELSEWHERE: "else"}.get(label, label)
        often = "once" if most == 1 else "often"
        sure = "sure" if most >= entry.counts.total() else "unsure"
        first, end = words.within(extent)
        found[first:end] = [f"B {label} {often} {sure}"] + [f"I {label} {often} {sure}"] * (
            end - first - 1
        )
    return found


def decided(current: AnnotationSet) -> dict[str, str]:
    """The label that each surface was given in this article; None of those that got several."""
    labels: defaultdict[str, set[str]] = defaultdict(set)
    for annotation in current:
        if annotation.reviewed:
            labels[annotation.span.text].add(annotation.span.label)
    return {surface: found.pop() for surface, found in labels.items() if len(found) == 1}


def _remembered(text: str, spans: list[Span], hits: Iterable[tuple[Range, Entry]]) -> list[Span]:
    """The spans with what is known of names: their labels, and those that are no entities.

    What corrections say holds where nothing else stands; what the user wrote by hand, always.
    """
    for extent, entry in hits:
        label = entry.verdict
        if label is None:
            continue
        around = [s for s in spans if s.start < extent[1] and extent[0] < s.end]
        if entry.told is None and any(s.range != extent for s in around):
            continue
        spans = [s for s in spans if s not in around]
        if label != NOTHING:
            spans.append(Span.of(text, *extent, label))
    return sorted(spans)


def _alike(spans: Sequence[Span], decided: Mapping[str, str], names: Names) -> list[Span]:
    """The spans with one label for each surface of the article.

    The human's, where the surface was decided in this article; else what most of its mentions
    have; else, for a name of one word, the label of the full name. A surface that had several
    labels before keeps those of its mentions.
    """
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    full: defaultdict[str, set[str]] = defaultdict(set)
    for span in spans:
        counts[span.text][span.label] += 1
        if " " in span.text:
            full[span.text.rpartition(" ")[2]].add(span.label)
    labels: dict[str, str] = {}
    for surface, found in counts.items():
        best, most = found.most_common(1)[0]
        surnames = full.get(surface, set())
        entry = names.get(surface)
        if surface in decided:
            labels[surface] = decided[surface]
        elif entry is not None and entry.is_mixed:
            continue
        elif len(surnames) == 1 and most < SETTLED and not entry:
            labels[surface] = next(iter(surnames))
        elif len(found) > 1 and most > found.total() - most:
            labels[surface] = best
    return [replace(span, label=labels.get(span.text, span.label)) for span in spans]


def compared(article: str, said: Sequence[Span], meant: Sequence[Span]) -> Predictions:
    """The difference between what a pipeline said and what is meant."""
    left = {span.key: span for span in said}
    new: list[Span] = []
    for span in meant:
        if span.key in left:
            del left[span.key]
        else:
            new.append(span)
    proposals: list[Proposal] = []
    added: list[Span] = []
    for span in new:
        target = max(
            (s for s in left.values() if s.overlaps(span)),
            key=lambda s: (min(s.end, span.end) - max(s.start, span.start), -s.start),
            default=None,
        )
        if target is None:
            added.append(span)
        else:
            del left[target.key]
            proposals.append(Proposal(target.key, span))
    dropped = [Proposal(key, None) for key in left]
    return Predictions(article, PIPELINE, tuple(added), (*proposals, *dropped))
