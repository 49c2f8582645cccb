"""`Format`: an annotation format, and what of an annotation set it can carry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Flag, auto
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, runtime_checkable

if TYPE_CHECKING:
    from annotations.formats.document import Document
    from annotations.formats.draft import Refuse
    from annotations.formats.losses import LossReport
    from annotations.formats.sniffing import Head


class Feature(Flag):
    """Something that an annotation set holds and a format may be unable to carry."""

    NESTED = auto()
    """Spans inside others, or on the same place."""
    OVERLAPPING = auto()
    """Spans that cross."""
    DISCONTINUOUS = auto()
    """Spans in several parts."""
    SUB_TOKEN = auto()
    """Spans that begin or end inside a token."""
    NOTES = auto()
    """Notes on spans."""
    LINKS = auto()
    """Canonical names and knowledge-base ids."""
    RELATIONS = auto()
    """Relations between spans."""
    TAGS = auto()
    """The article's tags."""
    STATE = auto()
    """Whether the article is done or flagged, and its note."""
    METADATA = auto()
    """Title, byline, date and language of the article."""
    STATUSES = auto()
    """Which spans were accepted, corrected, added or only predicted."""
    ANNOTATORS = auto()
    """Who decided."""
    SCORES = auto()
    """How sure the pipeline was."""
    HISTORY = auto()
    """What was predicted, and every correction."""
    EMPTY = auto()
    """Articles in which nothing stands."""
    TEXT = auto()
    """The article's text to the character; else its spacing or what XML forbids is made up."""
    LABELS = auto()
    """Labels as they are spelt."""

    def __str__(self) -> str:
        """`sub-token`; several are joined by commas."""
        return ", ".join((one.name or "").lower().replace("_", "-") for one in self)


CONTEXT = (
    Feature.TAGS | Feature.STATE | Feature.METADATA | Feature.STATUSES | Feature.ANNOTATORS
    | Feature.SCORES | Feature.HISTORY | Feature.EMPTY | Feature.TEXT
)  # fmt: skip
"""What is known of the article and of how annotations came about, rather than what they say."""


@runtime_checkable
class Format(Protocol):
    """An annotation format that can be written.

    Options of a format are fields of a frozen dataclass, so that `dataclasses.replace` makes
    the format with another choice.
    """

    @property
    def name(self) -> str:
        """Short and plain, as given on the command line: `csv`."""

    @property
    def title(self) -> str:
        """What it is, in a few words."""

    @property
    def extensions(self) -> tuple[str, ...]:
        """With their dot and in small letters; the usual one first."""

    @property
    def media_type(self) -> str:
        """As a server would announce it."""

    @property
    def carries(self) -> Feature:
        """What survives being written; the rest is in the loss report."""

    def write(
        self, target: Path | BinaryIO, documents: Iterable[Document], *, strict: bool = False
    ) -> LossReport:
        """Write documents, each as it comes.

        Args:
            target: A file, replaced only when everything is written, or a binary stream,
                which is left open.
            documents: What to write; may be a generator.
            strict: Write nothing at all when something serious would be lost.

        Returns:
            What could not be carried.

        Raises:
            FormatError: The file cannot be written; an older one stands as it was.
            LossError: It would lose something, and `strict` forbids it.
        """


@runtime_checkable
class ReadableFormat(Format, Protocol):
    """An annotation format that can be read as well."""

    def recognizes(self, head: Head) -> bool:
        """Whether a file that begins so looks like one of this format, and of no other.

        Asked where the file's extension leaves it open; a doubtful file is better left to
        the user, who names the format.
        """

    def read(self, source: Path | BinaryIO, *, refuse: Refuse) -> Iterator[Document]:
        """Read documents, each as it comes.

        Args:
            source: A file (a folder for a format that is one), or a binary stream.
            refuse: Told of each record that is left out, and why; the rest is read.

        Raises:
            FormatError: The file cannot be read at all, or is not of this format.
        """
