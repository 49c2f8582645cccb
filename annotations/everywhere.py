"""A decision carried to every other place where the same text stands. Pure: nothing is written.

`Verdict` is what was decided about a name; `cases` are the places in one article where it would
change something, each with what, and with why it had better not; `decision` makes the chosen ones
an act.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from annotations.annotation_set import Annotation, AnnotationSet, Status
from annotations.article import Article
from annotations.corrections import Change, Kind
from annotations.decisions import REPLACED, Decision, added, replaced, settle
from annotations.predictions import MEMORY
from annotations.search import WIDTH, Hit, Query
from annotations.span import Range, Span
from annotations.tokens import Tokens

NOTHING = ""
"""The label of what is no entity."""

NOT_WANTED = "not wanted before"
"""The reason against a place where the human did not want it before."""

_ABOUT_SPANS = frozenset({Kind.ACCEPT, Kind.REJECT, Kind.RELABEL, Kind.RESIZE, Kind.ADD})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided about a name."""

    surface: str
    """The name as it shall stand."""
    label: str
    """Its label; `NOTHING` when it is no entity."""
    was: str = ""
    """The text before its edges were moved; empty when they were not."""

    @classmethod
    def of(cls, annotation: Annotation) -> Verdict:
        """What an annotation says of its text as it stands."""
        label = NOTHING if annotation.status is Status.REJECTED else annotation.span.label
        return cls(annotation.span.text, label)

    @classmethod
    def of_changes(cls, changes: Iterable[Change]) -> Verdict | None:
        """What an act decided; None when it was not about one name alone."""
        found: dict[str, tuple[Change, Change]] = {}
        for change in changes:
            if change.kind in _ABOUT_SPANS and change.value not in (REPLACED, MEMORY):
                first, _ = found.get(change.target, (change, change))
                found[change.target] = first, change
        verdicts = {verdict for pair in found.values() if (verdict := cls._between(*pair))}
        return verdicts.pop() if len(verdicts) == 1 else None

    @classmethod
    def _between(cls, first: Change, last: Change) -> Verdict | None:
        if last.kind is Kind.REJECT:
            return cls(last.before.text, NOTHING) if last.before else None
        if last.after is None:
            return None
        moved = first.before is not None and first.before.text != last.after.text
        was = first.before.text if first.before and moved else ""
        return cls(last.after.text, last.after.label, was)


class Effect(StrEnum):
    """What would become of a place."""

    ACCEPT = "accept"
    RELABEL = "relabel"
    RESIZE = "resize"
    ADD = "add"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Case:
    """A place where the verdict would change something."""

    article: str
    """The article's id."""
    start: int
    end: int
    left: str
    """What stands before it in its line."""
    form: str
    """The mention as it stands in the text."""
    right: str
    """What stands behind it."""
    effect: Effect
    before: str
    """The label that stands there; empty when there is none."""
    after: str
    """The label that would stand there; empty when none would."""
    reason: str
    """Why it had better stay as it is; empty when nothing speaks against it."""
    changes: tuple[Change, ...] = field(compare=False, repr=False)

    @property
    def range(self) -> Range:
        """Start and end."""
        return self.start, self.end


def query_for(verdict: Verdict, tokens: Tokens) -> Query:
    """How a name is looked for at first: as whole words when it stands in whole words."""
    surface = verdict.surface
    possessive = surface.casefold().endswith(("'s", "’s"))
    return Query(surface, possessives=not possessive, whole=bool(tokens.occurrences(surface)))


def cases(
    current: AnnotationSet,
    article: Article,
    verdict: Verdict,
    query: Query,
    refused: Collection[Range] = (),
    width: int = WIDTH,
) -> Iterator[Case]:
    """The places of one article where a verdict would change something, in order.

    Args:
        current: What stands in it.
        article: The article.
        verdict: What was decided.
        query: Finds the name.
        refused: Places where the human did not want it before.
        width: Characters of context on each side.
    """
    if not query.stem or not query.pattern.search(article.text):
        return
    yield from _ruled(_Ruling(current, verdict, refused), query.find(article, width))


def cases_at(current: AnnotationSet, hits: Iterable[Hit], label: str) -> Iterator[Case]:
    """What a label, or `NOTHING`, would change at places of one article, whatever stands there.

    Args:
        current: What stands in the article.
        hits: The places.
        label: What they shall be.
    """
    return _ruled(_Ruling(current, Verdict("", label), ()), hits)


def _ruled(ruling: _Ruling, hits: Iterable[Hit]) -> Iterator[Case]:
    for hit in hits:
        outcome = ruling.at(hit)
        if outcome is None:
            continue
        changes, before, reason = outcome
        yield Case(
            hit.article.id, hit.start, hit.end, hit.left, hit.form, hit.right,
            _effect(changes), before, ruling.label, reason, tuple(changes),
        )  # fmt: skip


class _Outcome(NamedTuple):
    changes: list[Change]
    before: str
    reason: str


class _Ruling:
    """Applies a verdict to the places of one article."""

    def __init__(
        self, current: AnnotationSet, verdict: Verdict, refused: Collection[Range]
    ) -> None:
        self._current, self._verdict, self._refused = current, verdict, refused
        self.label = verdict.label
        gone = (a for a in current.by_id.values() if a.status is Status.REJECTED and a.predicted)
        self._gone = {a.span.range: a for a in gone}

    def at(self, hit: Hit) -> _Outcome | None:
        """What becomes of a place; None when it is as it shall be."""
        if self._verdict.label == NOTHING:
            return self._none_at(hit)
        in_way = self._current.overlapping(hit.range)
        exact = [a for a in in_way if a.span.range == hit.range]
        if any(a.reviewed and a.span.label == self._verdict.label for a in exact):
            return None
        target = self._target(hit, in_way, exact)
        if target is not None:
            changes = settle(target, _moved(target.span, hit, self._verdict.label))
        else:
            changes = [added(Span.of(hit.article.text, *hit.range, self._verdict.label))]
        changes += replaced(a for a in in_way if a is not target)
        before = target.span.label if target in in_way and target else ""
        return _Outcome(changes, before, self._against(hit, in_way))

    def _target(
        self, hit: Hit, in_way: list[Annotation], exact: list[Annotation]
    ) -> Annotation | None:
        """The annotation that becomes what was decided."""
        label = self._verdict.label
        if exact:
            return next((a for a in exact if a.span.label == label), exact[0])
        if in_way:
            return max(in_way, key=lambda a: (_shared(a, hit), a.span.label == label))
        return self._gone.get(hit.range)

    def _none_at(self, hit: Hit) -> _Outcome | None:
        standing = [a for a in self._current.overlapping(hit.range) if _is_mention(a, hit)]
        if not standing:
            return None
        changes = [Change(Kind.REJECT, a.id, a.base) for a in standing]
        return _Outcome(changes, standing[0].span.label, self._against(hit, standing))

    def _against(self, hit: Hit, in_way: list[Annotation]) -> str:
        """Why a place had better stay as it is."""
        for a in in_way:
            said = a.span.label if _is_mention(a, hit) else f"“{a.span.text}” {a.span.label}"
            if a.reviewed:
                return f"{said} by {a.annotator}"
            if _covers(a, hit) and a.span.text != self._verdict.was:
                return f"inside {said}"
        gone = self._gone.get(hit.range)
        if not in_way and gone is not None and gone.reviewed:
            return f"no entity by {gone.annotator}"
        if not in_way and self._current.state.done:
            return "the article is done"
        return NOT_WANTED if hit.range in self._refused else ""


def _moved(span: Span, hit: Hit, label: str) -> Span:
    """A span at the place of a hit, with a label; its fragments stay where its extent does."""
    if span.range == hit.range:
        return span.relabelled(label) if span.label != label else span
    return Span.of(hit.article.text, *hit.range, label)


def _is_mention(annotation: Annotation, hit: Hit) -> bool:
    """Whether an annotation is the hit, with its possessive ending or without."""
    start, end = annotation.span.range
    return start == hit.start and (end == hit.end or (hit.possessive and end == hit.end + 2))


def _covers(annotation: Annotation, hit: Hit) -> bool:
    inside = annotation.span.start <= hit.start and hit.end <= annotation.span.end
    return inside and not _is_mention(annotation, hit)


def _shared(annotation: Annotation, hit: Hit) -> int:
    return min(annotation.span.end, hit.end) - max(annotation.span.start, hit.start)


def _effect(changes: Iterable[Change]) -> Effect:
    kinds = {c.kind for c in changes if c.value != REPLACED}
    for kind in (Kind.RESIZE, Kind.RELABEL, Kind.ACCEPT, Kind.ADD, Kind.REJECT):
        if kind in kinds:
            return Effect(kind.value)
    raise AssertionError("an outcome without a change")


def decision(chosen: Iterable[Case]) -> Decision:
    """The act that carries a verdict to the chosen places of one article.

    Where two places would change one annotation, the first does.
    """
    changes: list[Change] = []
    touched: set[str] = set()
    settled = 0
    for case in chosen:
        targets = {change.target for change in case.changes}
        if targets & touched:
            continue
        touched |= targets
        changes += case.changes
        settled += 1
    return Decision(tuple(changes), settled)
