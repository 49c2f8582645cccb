"""`Corpus`: the articles, predictions and corrections of one store.

The store's tables, one document each:

- `articles`: an `Article`, by its `id`;
- `predictions`: what a pipeline said of an article, by `article`;
- `corrections`: an event, by `article`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.corrections import Correction, in_order
from annotations.errors import StoreError
from annotations.predictions import Predictions
from annotations.store import Database

ARTICLE_FIELDS = ("text", "title", "byline", "date", "language", "source", "encoding", "reader")


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

    def earlier(self, article: Article) -> Article | None:
        """The newest registered article from the same source with another text."""
        source = self._document(article).get("source", "-")
        found = self._articles.find("source", source) if source != "-" else []
        others = [document for document in found if document.get("id") != article.id]
        return self._article(others[-1]) if others else None

    def articles(self) -> Iterator[Article]:
        """Every registered article, in the order of registration."""
        for document in self._articles:
            yield self._article(document)

    def predictions(self, article: str) -> list[Predictions]:
        """What pipelines said of an article."""
        return [Predictions.from_dict(d) for d in self._predictions.find("article", article)]

    def corrections(self, article: str) -> list[Correction]:
        """Every event about an article, in order."""
        found = self._corrections.find("article", article)
        return in_order(Correction.from_dict(document) for document in found)

    def recent(self, count: int) -> list[Correction]:
        """The last `count` events that were written, in order."""
        found = self._corrections.newest(count)
        return in_order(Correction.from_dict(document) for document in found)

    def batch(self, id: str) -> list[Correction]:
        """Every event of one act, in order."""
        found = self._corrections.find("batch", id)
        return in_order(Correction.from_dict(document) for document in found)

    @property
    def last_correction(self) -> int:
        """The number of the last event that was written; they are numbered as they come."""
        return max(self._corrections.doc_ids(), default=0)

    def corrected_since(self, number: int) -> Iterator[str]:
        """The ids of the articles with events behind a number, in the order of their last ones."""
        numbers = [doc_id for doc_id in self._corrections.doc_ids() if doc_id > number]
        found = [str(event["article"]) for event in self._corrections.get(doc_ids=numbers)]
        return reversed(dict.fromkeys(reversed(found)))

    def annotations(self, article: str) -> AnnotationSet:
        """What stands in an article."""
        return AnnotationSet.fold(article, self.predictions(article), self.corrections(article))

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

    def _put(self, prediction: Predictions) -> None:
        data = prediction.to_dict()
        for stored in self._predictions.find("article", prediction.article):
            if all(stored.get(k) == data[k] for k in ("pipeline", "version", "parameters")):
                if _extent(stored) < _extent(data):
                    self._predictions.update(data, doc_ids=[stored.doc_id])
                return
        self._predictions.insert(data)

    def _document(self, article: Article) -> dict[str, Any]:
        """An article as it is stored: its path as seen from the store's folder, if it is in it."""
        fields = {name: getattr(article, name) for name in ARTICLE_FIELDS}
        with suppress(ValueError, OSError):
            inside = Path(article.source).absolute().relative_to(self.path.parent.absolute())
            fields["source"] = inside.as_posix()
        return {"id": article.id, **{name: value for name, value in fields.items() if value}}

    def _article(self, document: dict[str, Any]) -> Article:
        fields = {name: document[name] for name in ARTICLE_FIELDS if name in document}
        source = fields.get("source", "")
        if source and source != "-" and "://" not in source:
            fields["source"] = str(self.path.parent / source)
        article = Article(**fields)
        if article.id != document.get("id"):
            raise StoreError(
                f"the text of article {document.get('id', '?')[:12]} was changed in the store; "
                "run postil check"
            )
        return article


def _extent(prediction: Mapping[str, Any]) -> int:
    """How much a stored prediction says."""
    return len(prediction["spans"]) + len(prediction.get("proposals", ()))
