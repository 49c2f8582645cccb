"""`Encodings`: how files are decoded: as was asked, as was asked before, else as is found out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from annotations.sources import Kind, Reading, SourceRef, read
from tui.state import State

DETECT = "detect"
"""Asks for no encoding, and forgets the one that was asked for."""

OPENING = 2000
"""Characters of a text in which its byline and its date would stand."""


class Encodings:
    """Reads sources in the encoding that was asked for them.

    An article is its text: read otherwise, it is another one, without its corrections. So what
    was asked for once holds for the source until something else is asked for.

    Args:
        given: `--encoding`; None to read as before.
        state: Remembers.
    """

    def __init__(self, given: str | None, state: State) -> None:
        self._given = given
        self._state = state

    @property
    def given(self) -> str:
        """What is asked for every source; empty when nothing is, or to find out."""
        return "" if self._given in (None, DETECT) else str(self._given)

    @property
    def asked(self) -> Mapping[str, str]:
        """What was asked for single sources, by absolute path."""
        return {} if self._given is not None else self._state.encodings

    def read(self, ref: SourceRef) -> Reading:
        """The article at a source. May take seconds.

        Raises:
            SourceError: It cannot be read.
        """
        source = _identity(ref)
        if self._given is None:
            return read(ref, self._state.encoding(source) or None)
        name = None if self._given == DETECT else self._given
        reading = read(ref, name)
        if ref.kind is not Kind.STDIN:
            self._state.remember_encoding(source, name or "")
        return reading


def _identity(ref: SourceRef) -> str:
    return ref.source if ref.path is None else str(Path(ref.source).absolute())


def header_name(ref: SourceRef, reading: Reading) -> str:
    """What the header calls an article: where it is from, its encoding when unusual, and when
    it appeared and who wrote it where the text does not say so."""
    article = reading.article
    opening = article.text[:OPENING]
    said = [one for one in (article.date, article.byline) if one and one not in opening]
    encoding = [] if article.encoding == "utf-8" else [article.encoding]
    return " · ".join([ref.name, *encoding, *said])
