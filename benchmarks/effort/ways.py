"""Ways to annotate a corpus, and what each costs."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from annotations import decisions
from annotations.annotation_set import AnnotationSet
from annotations.corrections import Author
from annotations.decisions import Scope
from annotations.extraction.memory import Memory
from annotations.guesses import NO_GUESSES
from annotations.predictions import Predictions
from annotations.span import Range
from benchmarks.effort.annotator import Act, Annotator
from benchmarks.effort.corpora import Key, Task, key
from benchmarks.effort.keys import Keyboard


@dataclass
class Cost:
    """What a corpus cost."""

    gold: int = 0
    acts: Counter[str] = field(default_factory=Counter)
    """By kind; `narrowed` are those of `!`."""
    moving: int = 0
    acting: int = 0
    proposals: Counter[tuple[str, bool]] = field(default_factory=Counter)
    """What the memory proposed, by kind, and whether it was right."""
    examples: list[str] = field(default_factory=list)
    """Proposals that were wrong."""
    proposing: float = 0.0
    learning: float = 0.0
    """Seconds."""

    def per_hundred(self) -> float:
        """Acts per 100 gold entities."""
        return 100 * self.acts.total() / self.gold

    def keys(self) -> float:
        """Key presses per gold entity, moving included."""
        return (self.moving + self.acting) / self.gold


@dataclass(frozen=True)
class Way:
    """How a corpus is annotated."""

    name: str
    predicted: bool = True
    """Whether the annotator begins with what the pipeline says."""
    scope: Scope = Scope.ARTICLE
    memory: bool = False
    letters: bool = False
    """Whether places wear letters to go by, and decisions lead on."""


WAYS = (
    Way("by hand", predicted=False, scope=Scope.MENTION),
    Way("one by one, Postil's keys", scope=Scope.MENTION),
    Way("a decision for the article", scope=Scope.ARTICLE),
    Way("with the memory", memory=True),
    Way("everything on", memory=True, letters=True),
)


def annotate(tasks: Sequence[Task], labels: Iterable[str], way: Way) -> Cost:
    """Annotate articles in order; what an article teaches, only later ones know."""
    cost, memory, author = Cost(), Memory(), Author("simulated")
    labels = list(labels)
    cost.acting += way.letters  # p, once and for all
    for task in tasks:
        current = _opened(task, way)
        doubts: Sequence[Range] = ()
        sureness: Sequence[float] = ()
        guesses = NO_GUESSES
        if way.memory:
            begin = time.perf_counter()
            opinion = memory.opinion(task.article, current)
            current = current.with_memory(opinion.predictions)
            doubts, sureness = opinion.doubts, opinion.sureness
            guesses = opinion.guesses
            cost.proposing += time.perf_counter() - begin
            _judge(cost, task, opinion.predictions)
        keyboard = Keyboard(task.article, labels, doubts, sureness, guesses, letters=way.letters)
        annotator = Annotator(task.article, task.gold, way.scope, author, keyboard)
        for act in annotator.acts(current):
            _count(cost, act, keyboard)
            current = act.after
        cost.acting += 1  # d: the article is done
        cost.gold += len(task.gold)
        finished = author.stamp(task.article.id, decisions.finish(current).changes)
        current = current.with_events(finished)
        if {key(a.span) for a in current} != task.gold:
            raise AssertionError("the annotator did not reach the gold")
        if way.memory:
            begin = time.perf_counter()
            memory.learn(task.article, current)
            cost.learning += time.perf_counter() - begin
    return cost


def _opened(task: Task, way: Way) -> AnnotationSet:
    predictions = [task.predictions] if way.predicted else []
    return AnnotationSet.fold(task.article.id, predictions)


def _count(cost: Cost, act: Act, keyboard: Keyboard) -> None:
    cost.acts[act.step.kind] += 1
    cost.acts["narrowed"] += act.step.narrowed
    pressed = keyboard.press(act)
    cost.moving += pressed.moving
    cost.acting += pressed.acting
    cost.acts["slip"] += pressed.slips


def _judge(cost: Cost, task: Task, proposed: Predictions) -> None:
    """Which proposals are right: those that make gold, or remove what is none."""
    said = {span.key: span for span in task.predictions.spans}
    for span in proposed.spans:
        _note(cost, "added", key(span) in task.gold, f"+ “{span.text}” {span.label}")
    for proposal in proposed.proposals:
        before, after = said[proposal.target], proposal.span
        if after is None:
            kind, right = "dropped", key(before) not in task.gold
        else:
            kind = "relabelled" if after.range == before.range else "resized"
            right = _better(key(before), key(after), task.gold)
        made = f"“{after.text}” {after.label}" if after else "nothing"
        _note(cost, kind, right, f"“{before.text}” {before.label} → {made}")


def _better(before: Key, after: Key, gold: frozenset[Key]) -> bool:
    """Whether a change leaves less to correct, or as much of what was wrong in both ways."""
    return after in gold or (before not in gold and _at(after, gold) > _at(before, gold))


def _at(place: Key, gold: frozenset[Key]) -> bool:
    return any(place[:2] == g[:2] for g in gold)


def _note(cost: Cost, kind: str, right: bool, example: str) -> None:
    cost.proposals[kind, right] += 1
    if not right:
        cost.examples.append(" ".join(example.split()))
