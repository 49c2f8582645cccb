"""Where a corpus stands: one line an article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.corrections import Kind

if TYPE_CHECKING:
    from annotations.store.corpus import Corpus


@dataclass(frozen=True, slots=True)
class Summary:
    """Where one article stands. Titles, sources and tags are untrusted text."""

    id: str
    title: str
    source: str
    date: str
    """When it appeared, as the source says it."""
    status: str
    """`new`, `started` or `done`."""
    entities: int
    """How many stand."""
    unreviewed: int
    """How many of them nobody has judged."""
    corrections: int
    """How many events count; undone ones do not."""
    tags: tuple[str, ...]
    """In alphabetical order."""
    flagged: bool

    @property
    def name(self) -> str:
        """What to call the article: its title, else its file, else how its id begins."""
        return self.title or Path(self.source).name or self.id[:12]


def summary(article: Article, found: AnnotationSet) -> Summary:
    """Where an article stands.

    Args:
        article: The article.
        found: What stands in it.
    """
    corrections = sum(event.kind is not Kind.UNDO for event in found.live_events)
    return Summary(
        article.id, article.title, article.source, article.date, found.progress, len(found),
        found.unreviewed, corrections, tuple(sorted(found.state.tags)), found.state.flagged,
    )  # fmt: skip


def overview(corpus: Corpus) -> Iterator[Summary]:
    """Where every registered article stands, in the order of registration.

    Raises:
        StoreError: An article cannot be read.
    """
    for article in corpus.articles():
        yield summary(article, corpus.annotations(article.id))
