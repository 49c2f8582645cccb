"""A simulated annotator: knows the gold, and corrects by the decisions behind the keys."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from annotations import decisions
from annotations.annotation_set import Annotation, AnnotationSet
from annotations.article import Article
from annotations.corrections import Author
from annotations.decisions import Decision, Scope
from annotations.span import Range
from annotations.tokens import Tokens
from benchmarks.effort.corpora import Key, key

Decide = Callable[[AnnotationSet], Decision]


@dataclass(frozen=True)
class Step:
    """One act: what is decided, and on what."""

    kind: str
    """`label`, `edges`, `add` or `reject`."""
    decide: Decide
    place: Range
    """Where the cursor must be: anywhere in it."""
    to: Range
    """The extent that the act makes."""
    label: str = ""
    narrowed: bool = False
    """Whether `!` takes it back for the other mentions."""


@dataclass(frozen=True)
class Act:
    """A step that was taken, and what came of it."""

    step: Step
    before: AnnotationSet
    after: AnnotationSet
    spoilt: int
    """How many right spans it made wrong, or wrong ones it made elsewhere."""


class Keys(Protocol):
    """What an annotator wants to know of the keyboard."""

    def nearest(self, current: AnnotationSet, wrong: Collection[Key], gold: Collection[Key]) -> Key:
        """What is wrong and takes the fewest keys to get to."""
        raise NotImplementedError

    def estimate(self, current: AnnotationSet, steps: Sequence[Step]) -> int:
        """About how many keys some steps take."""
        raise NotImplementedError


class Annotator:
    """Brings one article to its gold.

    Args:
        article: The article.
        gold: What shall stand.
        scope: How far each decision reaches.
        author: Stamps the decisions.
        keys: Says what is near and what costs many keys; where None, all costs the same.
    """

    def __init__(
        self,
        article: Article,
        gold: frozenset[Key],
        scope: Scope,
        author: Author,
        keys: Keys | None = None,
    ) -> None:
        self.text, self.id = article.text, article.id
        self.tokens = Tokens(article)
        self.gold, self.scope, self.author = gold, scope, author
        self._keys = keys

    def acts(self, current: AnnotationSet) -> Iterator[Act]:
        """One act after the other until nothing is wrong; `send` what stands by then."""
        while True:
            wrong = self._wrong(current)
            if not wrong:
                return
            first = self._keys.nearest(current, wrong, self.gold) if self._keys else min(wrong)
            for step in self._best(current, first):
                after = self._after(current, step)
                spoilt = len(self._wrong(after) - wrong)
                sent = yield Act(step, current, after, spoilt)
                current = sent or after

    def _wrong(self, current: AnnotationSet) -> set[Key]:
        return {key(a.span) for a in current} ^ self.gold

    def _after(self, current: AnnotationSet, step: Step) -> AnnotationSet:
        decision = step.decide(current)
        assert not decision.blocking, step
        return current.with_events(self.author.stamp(self.id, decision.changes))

    def _best(self, current: AnnotationSet, first: Key) -> tuple[Step, ...]:
        """The steps that mend most per act where the first thing is wrong."""
        wrong = len(self._wrong(current))

        def gain(steps: tuple[Step, ...]) -> tuple[float, int, int]:
            after = current
            for step in steps:
                after = self._after(after, step)
            acts = len(steps) + sum(step.narrowed for step in steps)
            presses = self._keys.estimate(current, steps) if self._keys else 0
            return (wrong - len(self._wrong(after))) / acts, -acts, -presses

        found = list(self._ways(current, first))
        assert found, first
        return max(found, key=gain)

    def _ways(self, current: AnnotationSet, first: Key) -> Iterator[tuple[Step, ...]]:
        start, end, _ = first
        scopes = [self.scope] if self.scope is Scope.MENTION else [Scope.ARTICLE, Scope.MENTION]
        golds = [g for g in self.gold if g[0] < end and start < g[1]]
        standing = current.overlapping((start, end))
        right = {key(a.span) for a in standing} & self.gold
        for scope in scopes:
            for a in standing:
                if key(a.span) in right:
                    continue
                yield (self._reject(a, scope),)
                for gold in golds:
                    if gold not in right:
                        yield self._turn(a, gold, scope)
            for gold in golds:
                if gold not in right:
                    yield (self._add(gold, scope),)

    def _turn(self, a: Annotation, gold: Key, scope: Scope) -> tuple[Step, ...]:
        """Make an annotation the gold one: its edges, its label or both."""
        steps: list[Step] = []
        if a.span.range != gold[:2]:
            steps.append(self._resize(a, gold, scope))
        if a.span.label != gold[2]:
            steps.append(self._relabel(a, gold, scope))
        return tuple(steps)

    def _step(self, kind: str, decide: Decide, place: Range, gold: Key, scope: Scope) -> Step:
        narrowed = scope is not self.scope
        return Step(kind, decide, place, gold[:2], gold[2], narrowed)

    def _reject(self, a: Annotation, scope: Scope) -> Step:
        def decide(current: AnnotationSet) -> Decision:
            return decisions.reject(current, current.by_id[a.id], scope)

        return self._step("reject", decide, a.span.range, (*a.span.range, ""), scope)

    def _relabel(self, a: Annotation, gold: Key, scope: Scope) -> Step:
        def decide(current: AnnotationSet) -> Decision:
            return decisions.relabel(current, current.by_id[a.id], gold[2], scope)

        return self._step("label", decide, a.span.range, gold, scope)

    def _resize(self, a: Annotation, gold: Key, scope: Scope) -> Step:
        def decide(current: AnnotationSet) -> Decision:
            found = current.by_id[a.id]
            return decisions.resize(current, self.text, found, gold[:2], scope, force=True)

        return self._step("edges", decide, a.span.range, gold, scope)

    def _add(self, gold: Key, scope: Scope) -> Step:
        def decide(current: AnnotationSet) -> Decision:
            extent, label = gold[:2], gold[2]
            exact = [a for a in current.overlapping(extent) if a.span.range == extent]
            if exact:
                return decisions.relabel(current, exact[0], label, scope)
            return decisions.add(current, self.tokens, self.text, extent, label, scope, force=True)

        return self._step("add", decide, gold[:2], gold, scope)
