"""Facts about an article as other files state them, beside the text: `Document.meta` read back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotations.annotation_set import ArticleState, Status
from annotations.article import Article
from annotations.errors import ArticleError
from annotations.formats.document import encodable
from annotations.formats.draft import Draft, RecordError
from annotations.predictions import Pipeline

NAMES = frozenset(
    ["id", "title", "byline", "date", "language", "source", "tags", "note", "status", "flagged"]
)
"""What `Document.meta` states."""


def article_of(text: Any, meta: Any = None) -> Article:
    """An article with what is known of it.

    The source is taken over only from our own files: elsewhere the field means a publisher.

    Raises:
        RecordError: The text is none, or holds a lone surrogate.
    """
    if not isinstance(text, str):
        raise RecordError(
            "it has no text" if text is None else f"the text is {type(text).__name__}"
        )
    known = facts(meta)
    fields = {name: string(known.get(name)) for name in ("title", "byline", "date", "language")}
    try:
        article = Article(text, **fields)
        if known.get("source") and known.get("id") == article.id:
            return Article(text, source=string(known["source"]), **fields)
    except ArticleError as error:
        raise RecordError(str(error)) from None
    return article


def draft_of(text: Any, meta: Any = None, **options: Any) -> Draft:
    """A draft of an article with what is known of it, and of its state.

    Raises:
        RecordError: The text is none, or holds a lone surrogate.
    """
    draft = Draft(article_of(text, meta), **options)
    draft.state = state_of(meta)
    return draft


def state_of(meta: Any) -> ArticleState:
    """What was said of the article as a whole."""
    known = facts(meta)
    tags = known.get("tags")
    names = tags if isinstance(tags, list | tuple) else ()
    return ArticleState(
        known.get("status") == "done",
        known.get("flagged") is True,
        string(known.get("note")),
        frozenset(string(tag) for tag in names if isinstance(tag, str)),
    )


def facts(meta: Any) -> Mapping[str, Any]:
    """The mapping that `meta` is, or none."""
    return meta if isinstance(meta, Mapping) else {}


def string(value: Any) -> str:
    """A text that any file can hold; empty for what is no text."""
    return encodable(value) if isinstance(value, str) else ""


def number(value: Any) -> float | None:
    """A score; None for what is no number."""
    return float(value) if type(value) in (int, float) else None


def pipeline_of(value: Any) -> Pipeline | None:
    """A pipeline by its name, or by its name and version with a space between."""
    name, _, version = string(value).rpartition(" ")
    if name and version[:1].isdigit():
        return Pipeline(name, version)
    return Pipeline(string(value)) if string(value) else None


def status_of(value: Any, otherwise: Status) -> Status:
    """The status that is stated; another one where none is."""
    return _STATUSES.get(value, otherwise) if isinstance(value, str) else otherwise


_STATUSES = {str(status): status for status in Status}
