"""`Article`: the exact text, where it came from, and its lines."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from operator import sub

from annotations.errors import ArticleError
from annotations.pieces import LONG, piece_starts


@dataclass(frozen=True)
class Article:
    """A text to read and annotate.

    The text is kept exactly as it was decoded: newlines as they came, nothing stripped or
    normalised. All offsets into it count Unicode code points, half-open.

    Raises:
        ArticleError: The text holds a lone surrogate, which no file can carry.
    """

    text: str
    """What is read and annotated."""
    title: str = ""
    """The headline; empty when none was found."""
    byline: str = ""
    """Who wrote it."""
    date: str = ""
    """When it appeared, as the source says it."""
    language: str = ""
    """ISO 639 code, when the source states one."""
    source: str = ""
    """Path or address it was read from."""
    encoding: str = field(default="utf-8", compare=False)
    """How its bytes were decoded."""
    reader: str = field(default="", compare=False)
    """What made the text out of the source, with its version: `text 1`, `trafilatura 2.0.0`."""
    digest: str = field(default="", compare=False)
    """SHA-256 of the source's bytes; empty where they are the text in UTF-8, and it is `id`."""

    def __post_init__(self) -> None:
        try:
            # Only what can be encoded has an identity; UTF-16 is the quickest to say so.
            self.text.isascii() or self.text.encode("utf-16-le")
        except UnicodeEncodeError as error:
            raise ArticleError(
                f"the text holds a lone surrogate at character {error.start}; save it as UTF-8"
            ) from None

    @cached_property
    def id(self) -> str:
        """The SHA-256 of the text in UTF-8, as 64 hexadecimal digits."""
        from hashlib import sha256  # not loaded before it is asked for

        return sha256(self.text.encode()).hexdigest()

    @cached_property
    def line_starts(self) -> array[int]:
        """Offset of the first character of each line; lines end at `\\n` and nowhere else."""
        starts = array("q", [0])
        starts.extend(newline.end() for newline in re.finditer("\n", self.text))
        return starts

    @property
    def line_count(self) -> int:
        """How many lines there are; one more than there are `\\n`."""
        return len(self.line_starts)

    def line_at(self, offset: int) -> int:
        """The index of the line that holds `offset`."""
        return max(0, bisect_right(self.line_starts, offset) - 1)

    def line_range(self, line: int) -> tuple[int, int]:
        """Start and end of line number `line`, without its `\\n`."""
        starts = self.line_starts
        end = starts[line + 1] - 1 if line + 1 < len(starts) else len(self.text)
        return starts[line], end

    @cached_property
    def piece_starts(self) -> array[int]:
        """Offset of the first character of each piece: of each line, and of parts of long ones."""
        starts = self.line_starts
        ends = starts[1:]
        ends.append(len(self.text))
        if max(map(sub, ends, starts)) <= LONG:
            return starts
        return array("q", piece_starts(self.text, [*starts, len(self.text)]))

    @property
    def piece_count(self) -> int:
        """How many pieces there are."""
        return len(self.piece_starts)

    def piece_at(self, offset: int) -> int:
        """The index of the piece that holds `offset`."""
        return max(0, bisect_right(self.piece_starts, offset) - 1)

    def piece_range(self, piece: int) -> tuple[int, int]:
        """Start and end of piece number `piece`, without the `\\n` of its line."""
        start, end = self.piece_starts[piece], self.piece_end(piece)
        return start, end - (end > start and self.text[end - 1] == "\n")

    def piece_end(self, piece: int) -> int:
        """Where the next piece begins, or the text ends."""
        starts = self.piece_starts
        return starts[piece + 1] if piece + 1 < len(starts) else len(self.text)
