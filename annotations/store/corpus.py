"""`Corpus`: the articles, predictions and corrections of one store.

The store's tables, one document each:

- `articles`: an `Article`, by its `id`;
- `predictions`: what a pipeline said of an article, by `article`;
- `corrections`: an event, by `article`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from os.path import normpath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.corrections import Correction, Kind, in_order, undone_batches
from annotations.errors import StoreError
from annotations.predictions import Predictions
from annotations.store import Database

if TYPE_CHECKING:
    from annotations.anchoring import Revision

ARTICLE_FIELDS = (
    "text", "title", "byline", "date", "language", "source", "encoding", "reader", "digest",
)  # fmt: skip

_NO_CONTENT = (Kind.UNDO, Kind.STATUS)
"""What is not said of a text's words."""


class Corpus:
    """What people trust Postil with.

    Args:
        path: The store's file. It appears with the first correction.
        read_only: Never write.

    Raises:
        StoreError: The file is not a store, or cannot be read.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.database = Database(path, read_only=read_only)
        self._articles = self.database.table("articles")
        self._predictions = self.database.table("predictions")
        self._corrections = self.database.table("corrections")

    def __enter__(self) -> Corpus:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The store's file."""
        return self.database.path

    @property
    def read_only(self) -> bool:
        """Whether corrections are refused."""
        return self.database.read_only

    @property
    def notices(self) -> Sequence[str]:
        """What the user should know of the store, a line each; more may come."""
        return self.database.notices

    def close(self) -> None:
        """Leave a file that stock TinyDB reads.

        Raises:
            StoreError: The disk is full or failing; the corrections are safe in the journal.
        """
        self.database.close()

    def knows(self, article: str) -> bool:
        """Whether an article is registered."""
        return bool(self._articles.find("id", article))

    def article(self, id: str) -> Article | None:
        """The registered article with this id."""
        found = self._articles.find("id", id)
        return self._article(found[0]) if found else None

    def numbered(self, number: int) -> Article | None:
        """The article that was registered under a number; reads no other."""
        document = self._articles.get(doc_id=number)
        return self._article(document) if document else None

    @property
    def version(self) -> str:
        """Changes with everything that is written, by whatever program."""
        number, checksum = self.database.version
        with suppress(OSError):
            status = self.path.stat()
            return f"{number} {checksum} {status.st_size} {status.st_mtime_ns}"
        return f"{number} {checksum}"

    def earlier(self, article: Article) -> Article | None:
        """The article that its source held before, when people decided something about it
        that is not in this one: of several, the one they worked on last."""
        source = self._stored_source(article.source)
        found = self._articles.find("source", source) if _is_lasting(source) else []
        others = [document for document in found if document["id"] != article.id]
        here = self._decided(article.id) if others else []
        carried = frozenset(str(event.carried.get("event")) for event in here)
        times = [self._last_decision(d["id"], article.id, carried) for d in others]
        newest = max(times, default="")
        return self._article(others[times.index(newest)]) if newest else None

    def revision(self, article: Article) -> Revision | None:
        """What people decided about the article's earlier text, and where that is in this one.

        None when nothing is left that was not carried over.
        """
        from annotations.anchoring import revise

        old = self.earlier(article)
        if old is None:
            return None
        here = self.annotations(article.id)
        return revise(self.annotations(old.id), old, article, here) or None

    def _last_decision(self, article: str, new: str, carried: frozenset[str]) -> str:
        """When something was decided about an article that is not in the new one."""
        events = (e for e in self._decided(article) if e.id not in carried)
        return max((e.time for e in events if e.carried.get("article") != new), default="")

    def _decided(self, article: str) -> list[Correction]:
        """The events that say something of an article's content and were not undone."""
        events = self.corrections(article)
        undone = undone_batches(events)
        return [e for e in events if e.kind not in _NO_CONTENT and e.batch not in undone]

    def articles(self) -> Iterator[Article]:
        """Every registered article, in the order of registration."""
        for document in self._articles:
            yield self._article(document)

    def predictions(self, article: str) -> list[Predictions]:
        """What pipelines said of an article."""
        return [Predictions.from_dict(d) for d in self._predictions.find("article", article)]

    def is_predicted(self, article: str) -> bool:
        """Whether a pipeline has read an article, and not only an earlier text of it."""
        return any(made.pipeline.reads for made in self.predictions(article))

    def is_only_corrected(self, article: str) -> bool:
        """Whether an article has corrections, and no predictions at all."""
        return not self._predictions.find("article", article) and bool(self.corrections(article))

    def corrections(self, article: str) -> list[Correction]:
        """Every event about an article, in order."""
        found = self._corrections.find("article", article)
        return in_order(Correction.from_dict(document) for document in found)

    def recent(self, count: int) -> list[Correction]:
        """The last `count` events that were written, and the rest of the oldest act among them.

        In order. An act may be an import of many thousands of events.
        """
        found = self._corrections.newest(count)
        events = [Correction.from_dict(document) for document in found]
        if len(events) == count and events:
            events += self.act(min(events, key=lambda event: event.order).batch)
        return in_order(events)

    def act(self, batch: str) -> list[Correction]:
        """Every event of one act, in whatever articles, in order."""
        found = self._corrections.find("batch", batch)
        return in_order(Correction.from_dict(document) for document in found)

    def used(self, kind: Kind) -> list[str]:
        """The values that corrections of a kind have, the commonest first; empty ones left out."""
        found = (event for event in self._corrections if event.get("kind") == kind)
        return [v for v, _ in Counter(e["value"] for e in found if e.get("value")).most_common()]

    @property
    def last_correction(self) -> int:
        """The number of the last event that was written; they are numbered as they come."""
        return max(self._corrections.doc_ids(), default=0)

    @property
    def last_prediction(self) -> int:
        """The number of the last predictions that were added."""
        return max(self._predictions.doc_ids(), default=0)

    def predicted_since(self, number: int) -> Iterator[str]:
        """The ids of the articles that have predictions behind a number, each once."""
        numbers = [doc_id for doc_id in self._predictions.doc_ids() if doc_id > number]
        found = [str(made["article"]) for made in self._predictions.get(doc_ids=numbers)]
        return iter(dict.fromkeys(found))

    def stamps(self) -> dict[str, int]:
        """A number for each registered article that changes with everything stored of it."""
        articles = self._articles.stamps("id")
        predictions = self._predictions.stamps("article")
        corrections = self._corrections.stamps("article")
        return {
            id: stamp + 3 * predictions.get(id, 0) + 5 * corrections.get(id, 0)
            for id, stamp in articles.items()
        }

    def corrected_since(self, number: int) -> Iterator[str]:
        """The ids of the articles with events behind a number, in the order of their last ones."""
        numbers = [doc_id for doc_id in self._corrections.doc_ids() if doc_id > number]
        found = [str(event["article"]) for event in self._corrections.get(doc_ids=numbers)]
        return reversed(dict.fromkeys(reversed(found)))

    def annotations(self, article: str) -> AnnotationSet:
        """What stands in an article."""
        predictions, events = self.predictions(article), self.corrections(article)
        if any(event.carried for event in events):
            from annotations import anchoring

            return anchoring.fold(article, predictions, events)
        return AnnotationSet.fold(article, predictions, events)

    def record(
        self,
        articles: Iterable[Article],
        predictions: Iterable[Predictions],
        corrections: Iterable[Correction],
    ) -> None:
        """Write at once, all or nothing; it is on the disk when this returns.

        Args:
            articles: Registered unless they are.
            predictions: Stored, in place of an incomplete one of the same pipeline.
            corrections: Appended.

        Raises:
            StoreError: Nothing was written; the message says why.
        """
        with self.database.transaction():
            for article in articles:
                if not self.knows(article.id):
                    self._articles.insert(self._document(article))
            for prediction in predictions:
                self._put(prediction)
            events = [event.to_dict() for event in corrections]
            if events:
                self._corrections.insert_multiple(events)

    def last_import(self) -> tuple[str, str]:
        """When predictions were imported last, and the import's name; empty when none were."""
        found = [document.get("parameters", {}) for document in self._predictions]
        imports = [(p.get("imported", ""), p["import"]) for p in found if p.get("import")]
        return max(imports, default=("", ""))

    def withdraw(self, name: str) -> tuple[int, int]:
        """Remove the predictions of an import, but for those that were judged since.

        Returns:
            How many were removed, and how many stay.

        Raises:
            StoreError: Nothing was removed.
        """
        removed = kept = 0
        with self.database.transaction():
            for document in list(self._predictions):
                if document.get("parameters", {}).get("import") != name:
                    continue
                current = self.annotations(document["article"])
                judged = {event.target for event in current.live_events}
                spans = Predictions.from_dict(document).spans
                left = [span.to_dict() for span in spans if span.key in judged]
                removed, kept = removed + len(spans) - len(left), kept + len(left)
                if left:
                    self._predictions.update({"spans": left}, doc_ids=[document.doc_id])
                else:
                    self._predictions.remove(doc_ids=[document.doc_id])
        return removed, kept

    def _put(self, prediction: Predictions) -> None:
        data = prediction.to_dict()
        for stored in self._predictions.find("article", prediction.article):
            if all(stored.get(k) == data[k] for k in ("pipeline", "version", "parameters")):
                if prediction.pipeline.carried:  # some came along then, and others now
                    new = [span for span in data["spans"] if span not in stored["spans"]]
                    data["spans"] = [*stored["spans"], *new]
                if _extent(stored) < _extent(data):
                    self._predictions.update(data, doc_ids=[stored.doc_id])
                return
        self._predictions.insert(data)

    def _document(self, article: Article) -> dict[str, Any]:
        """An article as it is stored: its path as seen from the store's folder, if it is in it."""
        fields = {name: getattr(article, name) for name in ARTICLE_FIELDS}
        fields["source"] = self._stored_source(article.source)
        return {"id": article.id, **{name: value for name, value in fields.items() if value}}

    def _stored_source(self, source: str) -> str:
        if not _is_path(source):
            return source
        with suppress(OSError):
            path = Path(normpath(Path(source).absolute()))
            folder = Path(normpath(self.path.parent.absolute()))
            return (path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix()
        return source

    def _article(self, document: dict[str, Any]) -> Article:
        fields = {name: document[name] for name in ARTICLE_FIELDS if name in document}
        fields.setdefault("text", "")  # what is empty is not stored
        source = fields.get("source", "")
        if _is_path(source):
            fields["source"] = str(self.path.parent / source)
        article = Article(**fields)
        if article.id != document.get("id"):
            raise StoreError(
                f"the text of article {document.get('id', '?')[:12]} was changed in the store; "
                "run postil check"
            )
        return article


def _is_path(source: str) -> bool:
    return source not in ("", "-") and "://" not in source


def _is_lasting(source: str) -> bool:
    """Whether a source can be read again, and hold another text then."""
    return source not in ("", "-")


def _extent(prediction: Mapping[str, Any]) -> int:
    """How much a stored prediction says."""
    return len(prediction["spans"]) + len(prediction.get("proposals", ()))
