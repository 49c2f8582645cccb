"""`RowPainter`: one row of the page as a strip of styled cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from annotations.annotation_set import Annotation
from annotations.labels import LabelScheme
from annotations.span import Range
from annotations.structure import Role
from tui.page.layout import Row
from tui.terminal_text import Cells
from tui.themes import Palette


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands out on the page now."""

    token: Range | None = None
    """The token under the cursor."""
    current: Annotation | None = None
    """The annotation under the cursor."""
    selection: Range | None = None
    """The selected stretch."""
    found: Sequence[Range] = ()
    """The places in the row that the reader looks for."""
    at: Range | None = None
    """The one of them that the reader is at."""

    @property
    def extents(self) -> Iterator[Range]:
        """The stretches that look otherwise because of the cursor."""
        for extent in (self.token, self.selection, self.current and self.current.span.range):
            if extent:
                yield extent


NOTHING = Marks()


class RowPainter:
    """Draws rows in a palette's colours.

    Args:
        palette: The colours.
        scheme: What colour each label has.
    """

    def __init__(self, palette: Palette, scheme: LabelScheme) -> None:
        self.palette = palette
        self._scheme = scheme
        self._label_style = lru_cache(maxsize=1024)(self._make_label_style)
        self._tag_style = lru_cache(maxsize=256)(self._make_tag_style)
        self._dimmed = lru_cache(maxsize=256)(self._make_dimmed)
        self._role_styles = self._make_role_styles()
        self.blank = _style(palette.text, palette.page)

    def _make_role_styles(self) -> dict[Role, Style]:
        p = self.palette
        title = _style(p.title, p.page, bold=True)
        dim, faint = _style(p.dim, p.page), _style(p.faint, p.page)
        quote = _style(p.text.blend(p.dim, 0.5), p.page, italic=True)
        return {
            Role.TITLE: title, Role.HEADING: title,
            Role.BYLINE: dim, Role.DATE: dim, Role.META: dim,
            Role.FURNITURE: faint, Role.QUOTE: quote,
        }  # fmt: skip

    def _make_label_style(self, label: str, reviewed: bool, conflict: bool) -> Style:
        ink = self.palette.label(self._scheme.get(label).color)
        return ink.style(reviewed=reviewed, conflict=conflict)

    def _make_tag_style(self, label: str) -> Style:
        return self.palette.tag(self._scheme.get(label).color)

    def _marked(
        self, base: Style, *, token: bool, current: bool, selected: bool, found: bool, at: bool
    ) -> Style:
        p = self.palette
        if selected:
            return base + Style(
                color=p.on_selection.rich_color, bgcolor=p.selection.rich_color, bold=token
            )
        if token:
            return base + Style(color=p.on_accent.rich_color, bgcolor=p.accent.rich_color)
        if at or current:
            return base + Style(
                color=p.on_current.rich_color, bgcolor=p.current.rich_color, bold=at or None
            )
        if found:
            return base + Style(color=p.on_found.rich_color, bgcolor=p.found.rich_color)
        return base

    def gutter(self, number: str, width: int, *, marked: bool) -> Segment:
        """The paragraph's number, or the sign of a bookmark, in `width` cells left of the text."""
        p = self.palette
        if marked:
            number = "◆" if width < 4 else f"{number} ◆" if width >= len(number) + 4 else "◆"
        text = f"{number.rjust(max(0, width - 2))}  "[:width]
        return Segment(text, _style(p.accent if marked else p.number, p.page))

    def dimmed(self, strip: Strip) -> Strip:
        """A row of a paragraph that is not read now."""
        return Strip(
            [Segment(text, self._dimmed(style)) for text, style, _ in strip], strip.cell_length
        )

    def _make_dimmed(self, style: Style | None) -> Style:
        page, faint = self.palette.page.rich_color, self.palette.faint.rich_color
        underline = style.underline if style else None
        return Style(color=faint, bgcolor=page, underline=underline)

    def paint(
        self,
        row: Row,
        cells: Cells,
        width: int,
        role: Role,
        annotations: Sequence[Annotation],
        marks: Marks,
    ) -> Strip:
        """The row's text, styled, in exactly `width` cells."""
        text = row.text
        base = self._role_styles.get(role, self.blank)
        spans = [(*_clip(row, cells, e), a) for a in annotations for e in _covered(a)]
        inlays = _inlays(row)
        cuts = {0, len(text)}
        cuts.update(cut for start, end, _ in (*spans, *inlays) for cut in (start, end))
        token, selected = (
            _clip(row, cells, extent) if extent else None
            for extent in (marks.token, marks.selection)
        )
        current = [_clip(row, cells, e) for e in _covered(marks.current)] if marks.current else []
        found = [_clip(row, cells, extent) for extent in marks.found]
        at = _clip(row, cells, marks.at) if marks.at in marks.found and marks.at else None
        cuts.update(cut for mark in (token, selected, *current, *found) if mark for cut in mark)
        ordered = sorted(cut for cut in cuts if 0 <= cut <= len(text))
        segments: list[Segment] = []
        for start, end in pairwise(ordered):
            style = self._style_at(start, base, spans, inlays)
            style = self._marked(
                style,
                token=_holds(token, start),
                current=any(_holds(mark, start) for mark in current),
                selected=_holds(selected, start),
                found=any(_holds(mark, start) for mark in found),
                at=_holds(at, start),
            )
            segments.append(Segment(_drawn(text[start:end], cells, start), style))
        used = Cells(text).width  # a space that hangs may belong to the last grapheme
        segments.append(Segment(" " * max(0, width - used), self.blank))
        return Strip(segments, max(width, used))

    def _style_at(
        self,
        at: int,
        base: Style,
        spans: Iterable[tuple[int, int, Annotation]],
        inlays: Iterable[tuple[int, int, str]],
    ) -> Style:
        for start, end, label in inlays:
            if start <= at < end:
                return self._tag_style(label)
        over = [(end - start, a) for start, end, a in spans if start <= at < end]
        if not over:
            return base
        inner = min(over, key=lambda pair: pair[1].span.end - pair[1].span.start)[1]
        return self._label_style(inner.span.label, inner.reviewed, inner.conflict)


def _covered(annotation: Annotation) -> tuple[Range, ...]:
    """What an annotation covers: its fragments when it has some."""
    return annotation.span.fragments or (annotation.span.range,)


def _clip(row: Row, cells: Cells, extent: Range) -> Range:
    """An article range as positions in the row's text, graphemes kept whole."""
    line = row.line
    start = line.to_display(max(extent[0], line.start)) - row.first
    end = line.end_to_display(extent[1]) - row.first
    length = len(row.text)
    return cells.whole(max(0, min(start, length)), max(0, min(end, length)))


def _inlays(row: Row) -> list[tuple[int, int, str]]:
    return [
        (at - row.first, at + length - row.first, inlay.label)
        for at, length, inlay in row.line.inlays
        if row.first <= at < row.last
    ]


def _holds(extent: Range | None, at: int) -> bool:
    return extent is not None and extent[0] <= at < extent[1]


def _drawn(text: str, cells: Cells, start: int) -> str:
    """The characters as they go to the terminal: tabs drawn to their stop."""
    if "\t" not in text:
        return text
    return "".join(
        " " * (cells.cell_of(start + place + 1) - cells.cell_of(start + place))
        if char == "\t"
        else char
        for place, char in enumerate(text)
    )


@lru_cache(maxsize=1024)
def _style(text: Color, ground: Color, bold: bool = False, italic: bool = False) -> Style:
    return Style(
        color=text.rich_color, bgcolor=ground.rich_color, bold=bold or None, italic=italic or None
    )
