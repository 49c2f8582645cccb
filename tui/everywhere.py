"""`Everywhere`: looks for a name in all articles, a little at a time, and changes what was chosen.

Every method blocks: for a thread beside the screen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.errors import SourceError
from annotations.everywhere import Case, Verdict, cases, decision
from annotations.predictions import Predictions
from annotations.search import Query
from annotations.sources import SourceRef
from annotations.span import Range
from annotations.store.refusals import Refusal, append_refusals, read_refusals, refusals_path
from tui.feed import PredictionFeed
from tui.outcome import Part
from tui.reading_list import ReadingList
from tui.session import Session

SLICE = 0.02
"""Seconds of looking before what was found is shown."""
MOST_AT_ONCE = 400
"""Places that are shown at once."""


@dataclass(frozen=True, slots=True)
class Known:
    """An article and what stands in it."""

    article: Article
    current: AnnotationSet
    predictions: tuple[Predictions, ...] = ()
    """What is not in the store yet."""


class Everywhere:
    """All articles: the open one, those in the store, and those that were opened with them.

    Args:
        session: The annotator at work.
        articles: What was opened.
        feed: Knows what was predicted earlier.
    """

    def __init__(self, session: Session, articles: ReadingList, feed: PredictionFeed) -> None:
        self._session, self._articles, self._feed = session, articles, feed
        self._refs: dict[str, SourceRef] = {}
        self.names: dict[str, str] = {}
        """What to call an article, by its id."""
        self.unreadable = 0
        """Articles that could not be read."""

    def walk(self) -> Iterator[Known]:
        """Every article once, the open one first.

        Raises:
            StoreError: The store cannot be read.
        """
        shown = Known(self._session.article, self._session.annotations)
        seen = {shown.article.id}
        sources = set()
        self.unreadable = 0
        if shown.article.text:
            yield self._named(shown)
        for article in self._session.corpus.articles():
            sources.add(_absolute(article.source))
            if article.id not in seen:
                seen.add(article.id)
                yield self._named(self._stored(article))
        for ref in self._articles.refs:
            if _absolute(ref.source) in sources and not ref.is_container:
                continue
            try:
                article = self._articles.read_ref(ref).article
            except SourceError:
                self.unreadable += 1
                continue
            self._refs[article.id] = ref
            if article.id not in seen:
                seen.add(article.id)
                yield self._named(self._stored(article))

    def _named(self, known: Known) -> Known:
        article = known.article
        self.names[article.id] = Path(article.source).name or article.title or article.id[:12]
        return known

    def _stored(self, article: Article) -> Known:
        """An article as the store has it; with what is predicted in it, as far as that is known."""
        current = self._session.corpus.annotations(article.id)
        if current.has_predictions:
            return Known(article, current)
        found = self._feed.known(article)
        if found is None:
            return Known(article, current)
        return Known(article, current.with_predictions(found.spans, found.pipeline), (found,))

    def look(self, verdict: Verdict, query: Query) -> Looking:
        """Begin to look for a name."""
        return Looking(self, verdict, query, self._refused(verdict))

    def _refused(self, verdict: Verdict) -> Mapping[str, frozenset[Range]]:
        return read_refusals(refusals_path(self._session.corpus.path), verdict.label)

    @property
    def count(self) -> int:
        """About how many articles there are."""
        return max(1, len(self._articles), len(self._session.corpus.database.table("articles")))

    def plan(
        self,
        verdict: Verdict,
        query: Query,
        chosen: Iterable[Case],
        shown: Known,
        going: Callable[[int], bool] = lambda _: True,
    ) -> list[Part]:
        """What to write so that the chosen places follow the verdict, as things stand now.

        Args:
            verdict: What was decided.
            query: What found the places.
            chosen: The places.
            shown: The open article.
            going: Told how many articles are made ready; nothing is to be done when it says no.

        Raises:
            StoreError: The store cannot be read.
            SourceError: An article that is not in the store cannot be read again.
        """
        wanted: defaultdict[str, set[Range]] = defaultdict(set)
        for case in chosen:
            wanted[case.article].add(case.range)
        parts = []
        for done, (id, places) in enumerate(wanted.items()):
            if not going(done):
                return []
            known = shown if id == shown.article.id else self._again(id)
            if known is None:
                continue
            found = cases(known.current, known.article, verdict, query, width=0)
            made = decision(case for case in found if case.range in places)
            if made.changes:
                parts.append(Part(known.article, made.changes, made.mentions, known.predictions))
        return parts

    def _again(self, id: str) -> Known | None:
        article = self._session.corpus.article(id)
        if article is None and id in self._refs:
            article = self._articles.read_ref(self._refs[id]).article
        return self._stored(article) if article is not None and article.id == id else None

    def remember(
        self, verdict: Verdict, refused: Iterable[Case], wanted: Iterable[Case], annotator: str
    ) -> None:
        """Offer what was refused unticked from now on, and what was wanted after all as usual.

        Raises:
            StoreError: It cannot be written.
        """
        rows = [
            Refusal(case.article, case.range, case.form, verdict.label, not no)
            for no, some in ((True, refused), (False, wanted))
            for case in some
        ]
        append_refusals(refusals_path(self._session.corpus.path), rows, annotator)


class Looking:
    """A search under way.

    Args:
        everywhere: Where to look.
        verdict: What was decided.
        query: Finds the name.
        refused: Places, by article, that are not wanted.
    """

    def __init__(
        self,
        everywhere: Everywhere,
        verdict: Verdict,
        query: Query,
        refused: Mapping[str, frozenset[Range]],
    ) -> None:
        self._everywhere, self._verdict, self._query = everywhere, verdict, query
        self._refused = refused
        self._found = self._cases()
        self.articles = 0
        """How many articles were looked through."""
        self.complete = False

    def _cases(self) -> Iterator[Case | None]:
        for known in self._everywhere.walk():
            refused = self._refused.get(known.article.id, frozenset())
            yield from cases(known.current, known.article, self._verdict, self._query, refused)
            self.articles += 1
            yield None

    def step(self) -> Sequence[Case]:
        """Look a little further; what was found.

        Raises:
            StoreError: The store cannot be read.
        """
        until, found = monotonic() + SLICE, list[Case]()
        while monotonic() < until and len(found) < MOST_AT_ONCE:
            try:
                case = next(self._found)
            except StopIteration:
                self.complete = True
                break
            if case is not None:
                found.append(case)
        return found


def _absolute(source: str) -> str:
    return str(Path(source).absolute()) if source and "://" not in source else source
