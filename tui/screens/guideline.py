"""`Guideline`: what a label means, at hand where it is given."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from annotations.labels import Label
from tui.screens.dialog import Dialog
from tui.terminal_text import displayable, one_line
from tui.themes import Palette


class Guideline(Dialog[None]):
    """A label's name, key, meaning and examples."""

    DEFAULT_CSS = """
    Guideline VerticalScroll { height: auto; max-height: 70vh; scrollbar-size-vertical: 1; }
    """
    BINDINGS = [("f1,enter,q", "dismiss(None)", "Back")]  # noqa: RUF012  (Textual's own form)

    def __init__(self, label: Label, palette: Palette, *, known: bool = True) -> None:
        super().__init__(label.name, "esc back")
        self._label, self._palette, self._known = label, palette, known

    def body(self) -> ComposeResult:
        """What there is to know of it."""
        with VerticalScroll(can_focus=True):
            yield Static(Content.assemble(*self._parts()))

    def _parts(self) -> Iterator[tuple[str, Style]]:
        label, p = self._label, self._palette
        colors = p.label(label.color)
        dim, text = Style(foreground=p.dim), Style(foreground=p.text)
        yield f" {one_line(label.tag)} ", Style(foreground=colors.text, background=colors.ground)
        yield (f"  key {label.key}" if label.key else "  no key"), dim
        if not self._known:
            yield "\n\nThe scheme does not name this label; its spans stay as they are.", text
        elif not (label.description or label.examples):
            yield "\n\nThe scheme says nothing more of it.", dim
        if label.description:
            yield f"\n\n{displayable(label.description)}", text
        if label.examples:
            yield "\n\nFor example\n", dim
            for example in label.examples:
                yield f"  {one_line(example)}\n", text
