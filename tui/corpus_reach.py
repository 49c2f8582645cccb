"""`CorpusReach`: looks through all articles for what was typed, a little at a time, and labels what
was chosen.

Every method blocks: for a thread beside the screen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import monotonic

from annotations.article import Article
from annotations.corpus_index import CorpusIndex, IndexStoppedError
from annotations.corpus_query import CorpusQuery
from annotations.corpus_search import Found, search_article, search_slowly
from annotations.errors import SourceError
from annotations.everywhere import cases_at, decision
from annotations.search import hit_at
from annotations.sources import SourceRef
from annotations.span import Range
from tui.everywhere import MOST_AT_ONCE, SLICE, Everywhere, Known
from tui.feed import PredictionFeed
from tui.outcome import Part
from tui.reading_list import ReadingList
from tui.session import Session

MOST = 50_000
"""Places after which no more are looked for."""
KEPT = 64_000_000
"""Characters of articles that no store has yet which are held, not to be read at every letter."""


@dataclass(frozen=True, slots=True)
class Place:
    """Something that was found, in its context."""

    article: str
    """The article's id."""
    source: str
    name: str
    """What to call the article."""
    start: int
    end: int
    left: str
    form: str
    right: str
    label: str = ""
    """Of the entity that stands there; empty where none does."""
    status: str = ""
    by: str = ""
    """Who decided; empty when nobody has."""

    @property
    def range(self) -> Range:
        """Start and end."""
        return self.start, self.end


class CorpusReach(Everywhere):
    """All articles: the open one, those in the store by its index, and those opened beside it.

    Args:
        session: The annotator at work.
        articles: What was opened.
        feed: Knows what was predicted earlier.
        index: The file of the store's index.
    """

    def __init__(
        self, session: Session, articles: ReadingList, feed: PredictionFeed, index: Path
    ) -> None:
        super().__init__(session, articles, feed)
        self._index = index
        self._making, self._closed = Lock(), False
        self.doing = ""
        """What takes time."""
        self.left = 0
        """Places that the last label did not reach, because something spoke against it."""
        self._held: dict[SourceRef, Article] = {}
        self._known: dict[str, Article] = {}
        self._size = 0
        self._sources: frozenset[str] | None = None

    def search(self, query: CorpusQuery) -> Searching:
        """Begin to look for something."""
        return Searching(self, query)

    def found(self, query: CorpusQuery, going: Callable[[], bool]) -> Generator[Found | None]:
        """What a query finds, with None from time to time.

        Raises:
            FindError: The regular expression is none, or takes too long.
            StoreError: The store cannot be read.
            IndexStoppedError: `going` said no while the index was made.
        """
        shown = Known(self._session.article, self._session.annotations)
        if shown.article.text:
            yield from search_article(shown.article, shown.current, query)
        yield None
        corpus = self._session.corpus
        with self._open_index(going) as index:
            for one in search_slowly(corpus, index, query.resolved(index.values)):
                if one is None or one.hit.article.id != shown.article.id:
                    yield one
        for article in self._files(shown.article.id):
            if article is not None:
                yield from search_article(article, self._stored(article).current, query)
            yield None

    def _open_index(self, going: Callable[[], bool]) -> CorpusIndex:
        """The index, up to date. What one search has begun to make, the next one waits for."""
        while not self._making.acquire(timeout=0.02):
            if not going():
                raise IndexStoppedError("nobody waits for it")
        try:
            self.doing = "making the index…"
            return CorpusIndex(self._session.corpus, self._index, lambda: not self._closed)
        finally:
            self.doing = "looking…"
            self._making.release()

    def close(self) -> None:
        """Nobody looks any more."""
        self._closed = True

    def _files(self, shown: str) -> Iterator[Article | None]:
        """The articles that were opened and are not in the store."""
        if self._sources is None:
            self._sources = frozenset(a.source for a in self._session.corpus.articles())
            yield None
        self.unreadable = 0
        for ref in self._articles.refs:
            if not ref.is_container and str(Path(ref.source).absolute()) in self._sources:
                continue
            try:
                article = self._held.get(ref) or self._articles.read_ref(ref).article
            except SourceError:
                self.unreadable += 1
                continue
            self._hold(ref, article)
            mine = article.id != shown and not self._session.corpus.knows(article.id)
            yield article if mine else None

    def _hold(self, ref: SourceRef, article: Article) -> None:
        if ref not in self._held and self._size < KEPT:
            self._held[ref] = article
            self._size += len(article.text)
        self._known[article.id] = article

    def _again(self, id: str) -> Known | None:
        article = self._session.corpus.article(id) or self._known.get(id)
        return self._stored(article) if article is not None else None

    def label(
        self, label: str, chosen: Iterable[Place], shown: Known, *, judged: bool
    ) -> list[Part]:
        """What to write so that places get a label, as things stand now; counts `left`.

        Nothing, when it was closed meanwhile.

        Args:
            label: What they shall be; `NOTHING` for no entity.
            chosen: The places.
            shown: The open article.
            judged: Whether it reaches places where something speaks against it.

        Raises:
            StoreError: The store cannot be read.
        """
        wanted = defaultdict[str, set[Range]](set)
        for place in chosen:
            wanted[place.article].add(place.range)
        self.left = 0
        parts = list[Part]()
        for done, (id, ranges) in enumerate(wanted.items()):
            if self._closed:
                return []
            self.doing = f"labelling… {done:,} articles ready · esc stops"
            known = shown if id == shown.article.id else self._again(id)
            if known is None:
                continue
            hits = (hit_at(known.article, *place, width=0) for place in sorted(ranges))
            found = list(cases_at(known.current, hits, label))
            cases = [case for case in found if judged or not case.reason]
            self.left += len(found) - len(cases)
            made = decision(cases)
            if made.changes:
                parts.append(Part(known.article, made.changes, made.mentions, known.predictions))
        return parts


class Searching:
    """A search under way.

    Args:
        reach: Where to look.
        query: What for.
    """

    def __init__(self, reach: CorpusReach, query: CorpusQuery) -> None:
        self._found = reach.found(query, lambda: not self._stopped)
        self._stopped = False
        self._at_work = Lock()
        self.count = 0
        """How many places were found."""
        self.articles = set[str]()
        """The articles in which something was found."""
        self.complete = False

    @property
    def full(self) -> bool:
        """Whether there is more than anybody looks through."""
        return self.count >= MOST

    def stop(self) -> None:
        """Nobody waits for it any more: let go of the index."""
        self._stopped = True
        if self._at_work.acquire(blocking=False):
            self._found.close()
            self._at_work.release()

    def step(self) -> Sequence[Place]:
        """Look a little further; what was found.

        Raises:
            FindError: The regular expression is none, or takes too long.
            StoreError: The store cannot be read.
        """
        with self._at_work:
            places = self._look()
            self.count += len(places)
            self.articles |= {place.article for place in places}
            if self._stopped or self.full:
                self._found.close()
                self.complete = True
        return places

    def _look(self) -> list[Place]:
        until, places = monotonic() + SLICE, list[Place]()
        try:
            while not self._stopped and len(places) < MOST_AT_ONCE and monotonic() < until:
                if (found := next(self._found)) is not None:
                    places.append(_place(found))
        except (StopIteration, IndexStoppedError):
            self.complete = True
        return places


def _place(found: Found) -> Place:
    hit, entity = found.hit, found.entity
    article = hit.article
    name = Path(article.source).name or article.title or article.id[:12]
    place = article.id, article.source, name, hit.start, hit.end, hit.left, hit.form, hit.right
    if entity is None:
        return Place(*place)
    return Place(*place, entity.label, entity.status, entity.annotator)
