"""What a corrected article teaches: which words are what, and what became of each surface."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from annotations.annotation_set import Annotation, AnnotationSet, Status
from annotations.article import Article
from annotations.extraction.memory.names import ELSEWHERE, NOTHING, Names
from annotations.extraction.memory.words import OUTSIDE, Words
from annotations.predictions import MEMORY
from annotations.span import Span


@dataclass(frozen=True)
class Lesson:
    """One article and what people made of it."""

    article: Article
    current: AnnotationSet

    @cached_property
    def words(self) -> Words:
        """The article's words."""
        return Words.of(self.article)

    @cached_property
    def said(self) -> list[str]:
        """What pipelines said of each word."""
        return self.words.tags(said_by_pipelines(self.current))

    @cached_property
    def judged(self) -> list[Annotation]:
        """What humans judged, the rejected too."""
        return [a for a in self.current.by_id.values() if a.reviewed]

    @cached_property
    def standing(self) -> list[Span]:
        """What humans let stand."""
        return [a.span for a in self.judged if a.status is not Status.REJECTED]

    @cached_property
    def right(self) -> list[str | None]:
        """What each word is; None where nobody has said so yet."""
        tags = self.words.tags(self.standing)
        if self.current.state.done:
            return list(tags)
        known: list[str | None] = [tag if tag != OUTSIDE else None for tag in tags]
        for annotation in self.judged:
            for span in filter(None, (annotation.predicted, annotation.span)):
                for place in range(*self.words.within(span.range)):
                    known[place] = tags[place]
        return known

    @property
    def is_empty(self) -> bool:
        """Whether nobody has judged anything."""
        return not self.judged and not self.current.state.done

    def evidence(self, names: Names) -> Counter[tuple[str, str]]:
        """How often each surface was what.

        Args:
            names: Those known, of which the places without a mark count as well.
        """
        found: Counter[tuple[str, str]] = Counter()
        taken = {span.range for span in self.standing}
        for span in self.standing:
            found[span.text, span.label] += 1
        for annotation in self.judged:
            span = annotation.predicted or annotation.span
            if annotation.status is Status.REJECTED and not self._covers(span):
                found[span.text, NOTHING] += 1
                taken.add(span.range)
        if self.current.state.done:
            for extent, entry in names.find(self.article.text):
                if extent not in taken and self.words.is_whole(extent):
                    found[entry.surface, ELSEWHERE] += 1
        return found

    def _covers(self, span: Span) -> bool:
        return any(other.overlaps(span) for other in self.standing)


def said_by_pipelines(current: AnnotationSet) -> list[Span]:
    """What others than the memory predicted, in document order."""
    return sorted(span for span, pipe in current.predicted.values() if pipe.name != MEMORY)
