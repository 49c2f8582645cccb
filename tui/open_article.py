"""`OpenArticle`: the article that is worked on, with what stands in it and what is predicted.

Knows no widgets. What touches the disk runs in a thread of its own, one thing after another.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from annotations.annotation_set import AnnotationSet, Status
from annotations.article import Article
from annotations.corrections import Author, Correction, Kind
from annotations.guesses import NO_GUESSES
from annotations.landmarks import leading
from annotations.predictions import Pipeline, Predictions, by_pipeline
from annotations.span import Range, Span
from annotations.tokens import Tokens

if TYPE_CHECKING:
    from annotations.store.corpus import Corpus
    from tui.recall import Recall

T = TypeVar("T")

MANY = 500
"""Events that take longer to fold than a key press may."""


class OpenArticle:
    """One article after another, opened from the store.

    Everything waits for `start`.

    Args:
        store: The store's file.
        author: Who annotates.
        recall: The memory of earlier corrections; None when nothing shall be proposed.
    """

    corpus: Corpus
    """The store; there once `start` has returned."""

    def __init__(self, store: Path, author: Author, recall: Recall | None = None) -> None:
        self.store = store
        self.recall = recall
        self.author = author
        self.article = Article("")
        self.tokens = Tokens(self.article)
        self.annotations = AnnotationSet.fold(self.article.id)
        self.doubts: tuple[Range, ...] = ()
        """Where the memory is not sure, in the open article."""
        self.sureness: tuple[float, ...] = ()
        """How sure it is of each of these places."""
        self.guesses = NO_GUESSES
        """What else may be where, in the open article."""
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._turn = asyncio.Lock()
        self._learning: asyncio.Task[None] | None = None
        self._noticed = 0
        self._aside: list[tuple[Span, Pipeline]] = []

    async def _off_loop(self, work: Callable[..., T], *args: object) -> T:
        """Run what touches the disk away from the event loop, one after another."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, work, *args)

    async def on_store(self, work: Callable[..., T], *args: object) -> T:
        """Run what reads the store in its thread, between two acts."""
        return await self._off_loop(work, *args)

    async def start(self) -> None:
        """Open the store, unless it is open.

        Raises:
            StoreError: The file is not a store, or cannot be read.
        """
        async with self._turn:
            if self.started:
                return
            self.corpus = await self._off_loop(_open_corpus, self.store)
        if self.recall is not None:
            self.recall.begin(self.corpus, self._off_loop, lambda id: id == self.article.id)

    @property
    def started(self) -> bool:
        """Whether the store is open."""
        return hasattr(self, "corpus")

    @property
    def read_only(self) -> bool:
        """Whether corrections are refused."""
        return self.started and self.corpus.read_only

    def new_notices(self) -> list[str]:
        """What the store has to say since this was asked last."""
        notices = list(self.corpus.notices[self._noticed :])
        self._noticed += len(notices)
        if self.recall is not None and self.recall.problem:
            notices.append(self.recall.problem)
            self.recall.problem = ""
        return notices

    async def open(self, article: Article) -> AnnotationSet:
        """Make `article` the one that is worked on.

        Raises:
            StoreError: Its corrections cannot be read.
        """
        self._learn()
        async with self._turn:
            annotations = await self._off_loop(_checked, self.corpus, article)
            self.article, self.tokens = article, Tokens(article)
            self.annotations, self._aside = annotations, []
            self.doubts, self.sureness, self.guesses = (), (), NO_GUESSES
            self.author.saw(annotations.events)
            self.author.keys = 0
            return annotations

    @property
    def touched(self) -> bool:
        """Whether the article has corrections, so that its predictions are in the store."""
        return bool(self.annotations.events)

    @property
    def predicted(self) -> bool:
        """Whether what a pipeline says of the article's text is in the store."""
        known = self.annotations.by_id.values()
        return self.touched and any(a.pipeline and a.pipeline.reads for a in known)

    @property
    def _carried(self) -> bool:
        return any(event.carried for event in self.annotations.events)

    def predict(self, article: str, spans: Iterable[Span], pipeline: Pipeline) -> bool:
        """Take in predictions of an article; True when it is the open one."""
        if article != self.article.id:
            return False
        if self._carried:
            spans = self._shown(list(spans), pipeline)
        elif self.touched:
            spans = [span for span in spans if self._is_free(span)]
        self.annotations = self.annotations.with_predictions(spans, pipeline)
        return True

    def _shown(self, spans: list[Span], pipeline: Pipeline) -> list[Span]:
        """New predictions but those that give way to what was carried over: they wait aside."""
        from annotations.anchoring import covering

        covers, known = covering(self.annotations), self.annotations.by_id
        came_along = {id for id, a in known.items() if a.pipeline and a.pipeline.carried}
        aside = {span for span in spans if span.key in came_along or covers(span)}
        self._aside += [(span, pipeline) for span in aside]
        return [span for span in spans if span not in aside]

    async def _reload(self) -> None:
        """Fold anew: what is carried over, or taken back, changes which predictions stand."""
        stored = await self._off_loop(self.corpus.annotations, self.article.id)
        known = self._predictions()
        self.annotations, self._aside = stored, []
        for made in known:
            if made.proposals:
                self.annotations = self.annotations.with_memory(made)
            elif not made.pipeline.carried:
                self.predict(self.article.id, made.spans, made.pipeline)

    def _is_free(self, span: Span) -> bool:
        """Whether nobody has made a span by hand where one is predicted only now."""
        standing = self.annotations.overlapping(span.range)
        return not any(a.status is Status.ADDED and a.reviewed for a in standing)

    def _learn(self) -> None:
        """Have the memory learn from the open article, in its own time."""
        if self.recall is not None and self.touched:
            learning = self.recall.learn(self.article, self.annotations)
            self._learning = asyncio.create_task(learning)

    async def propose(self, part: float) -> bool:
        """Take in what the memory makes of the predictions; True when it makes something of them.

        Args:
            part: How much of the article was read by the pipeline, 0 to 1.
        """
        article = self.article
        if self.recall is None or self.read_only:
            return False
        found = await self.recall.propose(article, self.annotations, part)
        if found is None or article is not self.article:
            return False
        async with self._turn:
            self.annotations = self.annotations.with_memory(found.predictions)
            self.doubts, self.sureness = found.doubts, found.sureness
            self.guesses = found.guesses
        return True

    def next_doubt(self, offset: int, *, likely: bool = False) -> int | None:
        """Where the next doubtful place behind `offset` begins.

        Places that were judged are doubtful no more; without a memory, what nobody has judged is.

        Args:
            offset: Where to look from.
            likely: Only places that are likely to want a decision, and behind the last the first.
        """
        current, text = self.annotations, self.article.text
        if not self.doubts:
            found = current.beside(offset, 1, new=True)
            return found.span.start if found else None
        doubts = leading(self.doubts, self.sureness) if likely else self.doubts
        behind = [d for d in doubts if d[0] > offset]
        further = [*behind, *doubts[: len(doubts) - len(behind)]] if likely else behind
        return next((d[0] for d in further if not current.is_judged(d, text[slice(*d)])), None)

    async def keep_predictions(self) -> None:
        """Store the predictions of a corrected article anew, now that they are complete.

        Raises:
            StoreError: Nothing was written.
        """
        async with self._turn:
            if self.touched and not self.read_only:
                known = await asyncio.to_thread(self._predictions)
                await self._off_loop(self.corpus.record, (), known, ())

    def _predictions(self) -> list[Predictions]:
        """What is predicted in the open article, by pipeline; long work in a long article."""
        aside = by_pipeline(self.article.id, self._aside)
        return [*self.annotations.as_predictions(), *aside]

    async def used(self, kind: Kind) -> list[str]:
        """The values that corrections of a kind have in this store, the commonest first.

        Raises:
            StoreError: The store cannot be read.
        """
        return await self._off_loop(self.corpus.used, kind) if self.started else []

    async def _take_in(self, events: list[Correction]) -> None:
        """Let events of the open article count; many of them are folded beside the screen."""
        before = self.annotations
        undoing = any(event.kind is Kind.UNDO for event in events)
        if len(events) + undoing * len(before.events) > MANY:
            after = await asyncio.to_thread(before.with_events, events)
            if self.annotations is before:  # no predictions came meanwhile
                self.annotations = after
                return
        self.annotations = self.annotations.with_events(events)

    def sets(self) -> Iterator[tuple[Article, AnnotationSet]]:
        """Every article of the store with what stands in it, and the open one as it is shown.

        Blocks: for a worker thread.

        Raises:
            StoreError: The store cannot be read.
        """
        shown = self.article, self.annotations
        for article in self.corpus.articles():
            if article.id != shown[0].id:
                yield article, self.corpus.annotations(article.id)
        if shown[0].text:
            yield shown

    async def close(self) -> None:
        """Write nothing more; leave a store that stock TinyDB reads.

        Raises:
            StoreError: The disk is full or failing; the corrections are safe in the journal.
        """
        if self.started and self.recall is not None:
            self._learn()
            if self._learning is not None:
                await self._learning
            await self.recall.close(self.corpus)
        async with self._turn:
            if self.started:
                await self._off_loop(self.corpus.close)
        self._writer.shutdown()


def _open_corpus(store: Path) -> Corpus:
    from annotations.store.corpus import Corpus

    return Corpus(store)


def _checked(corpus: Corpus, article: Article) -> AnnotationSet:
    """What stands in an article, each span held against the text."""
    annotations = corpus.annotations(article.id)
    for span, _ in annotations.predicted.values():
        span.check(article.text)
    for annotation in annotations:
        annotation.span.check(article.text)
    return annotations
