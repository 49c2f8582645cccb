"""Acts of the library: what is to be written so that something holds for many articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.decisions import Decision
from annotations.errors import SourceError
from annotations.library.entry import Entry
from tui.feed import PredictionFeed
from tui.outcome import Part, Plan
from tui.reading_list import ReadingList
from tui.session import Session

Decide = Callable[[AnnotationSet], Decision]
"""What becomes of an article."""


class LibraryActs:
    """Makes plans for a session to carry out.

    Args:
        session: The annotator at work.
        articles: Reads what is not in the store.
        feed: Knows what was predicted earlier.
    """

    def __init__(self, session: Session, articles: ReadingList, feed: PredictionFeed) -> None:
        self._session, self._articles, self._feed = session, articles, feed
        self.unreadable: list[str] = []
        """Why articles could not be read, the last time."""

    def plan(self, entries: Iterable[Entry], decide: Decide) -> Plan:
        """An act over articles.

        Args:
            entries: The articles; those whose text was never read are read now.
            decide: What becomes of each.
        """
        wanted = list(entries)

        def plan(shown: Article, current: AnnotationSet) -> list[Part]:
            self.unreadable = []
            parts = (self._part(entry, shown, current, decide) for entry in wanted)
            made = {part.article.id: part for part in parts if part is not None}
            return list(made.values())

        return plan

    def _part(
        self, entry: Entry, shown: Article, current: AnnotationSet, decide: Decide
    ) -> Part | None:
        if shown.text and entry.facts.id == shown.id:
            made = decide(current)
            return Part(shown, made.changes, made.mentions) if made.changes else None
        try:
            article = self._article(entry)
        except SourceError as error:
            self.unreadable.append(str(error))
            return None
        if article.id == shown.id:
            return self._part(entry._replace(facts=entry.facts._replace(id=shown.id)), shown,
                              current, decide)  # fmt: skip
        found = self._session.corpus.annotations(article.id)
        known = None if found.has_predictions else self._feed.known(article)
        if known is not None:
            found = found.with_predictions(known.spans, known.pipeline)
        made = decide(found)
        predictions = (known,) if known is not None else ()
        return Part(article, made.changes, made.mentions, predictions) if made.changes else None

    def _article(self, entry: Entry) -> Article:
        """The article as the store has it, else as its source has it now."""
        stored = self._session.corpus.article(entry.facts.id) if entry.facts.id else None
        return stored or self._articles.read_ref(entry.ref).article
