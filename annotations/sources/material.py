"""What goes into a reader and what comes out of it."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from annotations.article import Article
from annotations.errors import SourceError
from annotations.sources.reference import Kind


class Material(NamedTuple):
    """The bytes of a source, not yet a text."""

    data: bytes
    source: str
    """What `Article.source` will say."""
    kind: Kind
    encoding: str | None = None
    """The encoding that was asked for."""
    declared: str | None = None
    """The encoding that a web server named."""


class Reading(NamedTuple):
    """An article, and what its reader should know about how it was read."""

    article: Article
    notices: tuple[str, ...] = ()
    """A guessed encoding, damaged characters: one line each."""


def finished(article: Article, data: bytes, *notices: str | None, exact: bool = False) -> Reading:
    """The reading of an article made from `data`.

    Args:
        article: What was read.
        data: What it was made from.
        notices: What its reader should know.
        exact: Whether `data` is known to be the text in UTF-8.

    Raises:
        SourceError: There is nothing to read in it.
    """
    if not article.text or article.text.isspace():
        raise SourceError("empty; there is nothing to read in it")
    if not exact and article.text.encode() != data:
        from hashlib import sha256  # a plain text needs none to be shown

        article = replace(article, digest=sha256(data).hexdigest())
    return Reading(article, tuple(notice for notice in notices if notice))
