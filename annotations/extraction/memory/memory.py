"""`Memory`: what corrections taught, and what it makes of the next article."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.extraction.memory.features import Reading
from annotations.extraction.memory.lessons import Lesson
from annotations.extraction.memory.names import Evidence, Names
from annotations.extraction.memory.proposing import Opinion, known, opinion
from annotations.extraction.memory.tagger import Tagger
from annotations.predictions import Predictions

ROUNDS = 2
"""How often a new lesson is gone through."""
REPEATED = 6
"""Earlier lessons that are gone through again with each new one."""
KEPT = 240
"""Lessons that are kept to be repeated."""

Exercise = tuple[Reading, list[str | None]]


class Memory:
    """Names that were corrected, and a learned corrector over them.

    The same articles in the same order make the same memory.
    """

    def __init__(self) -> None:
        self.names = Names()
        self.tagger = Tagger()
        self.learned: dict[str, Evidence] = {}
        """What each article taught of names, by its id."""
        self._exercises: dict[str, Exercise] = {}

    @property
    def is_empty(self) -> bool:
        """Whether it knows nothing yet."""
        return not self.learned and not len(self.names)

    def learn(self, article: Article, current: AnnotationSet, *, train: bool = True) -> None:
        """Learn what people made of an article; in place of what it taught before.

        Args:
            article: The article.
            current: What stands in it.
            train: Whether to learn word by word as well, not the names alone.
        """
        lesson = Lesson(article, current)
        self.forget(article.id)
        if lesson.is_empty:
            return
        if train:
            self._train(lesson)
        evidence = lesson.evidence(self.names)
        self.names.add(evidence)
        self.learned[article.id] = evidence

    def forget(self, article: str) -> None:
        """Unlearn what an article taught of names."""
        self._exercises.pop(article, None)
        evidence = self.learned.pop(article, None)
        if evidence:
            self.names.add(evidence, -1)

    def propose(self, article: Article, current: AnnotationSet) -> Predictions:
        """What the memory makes of an article's predictions.

        Args:
            article: The article.
            current: What pipelines predicted, and what was decided in it so far.
        """
        return self.opinion(article, current).predictions

    def opinion(self, article: Article, current: AnnotationSet) -> Opinion:
        """What the memory makes of an article's predictions, and where it is not sure.

        Args:
            article: The article.
            current: What pipelines predicted, and what was decided in it so far.
        """
        return opinion(article, current, self.tagger, self.names)

    def _train(self, lesson: Lesson) -> None:
        id = lesson.article.id
        self._exercises[id] = exercise = self._exercise(lesson)
        for _ in range(ROUNDS):
            self.tagger.learn(*exercise)
        for earlier in self._earlier(id):
            self.tagger.learn(*earlier)
        if len(self._exercises) > KEPT:
            del self._exercises[next(iter(self._exercises))]

    def _exercise(self, lesson: Lesson) -> Exercise:
        words, text = lesson.words, lesson.article.text
        hits = [(extent, e) for extent, e in self.names.find(text) if words.is_whole(extent)]
        return Reading(words.texts, lesson.said, known(words, hits)), lesson.right

    def _earlier(self, but: str) -> Iterator[Exercise]:
        """Some earlier lessons, and others each time; by chance, but always the same chance."""
        others = [id for id in self._exercises if id != but]
        chosen = Random(len(others)).sample(others, min(REPEATED, len(others)))
        return (self._exercises[id] for id in chosen)
