"""`LabelEditor`: the labels of the scheme, with their keys, colours and meanings, to be changed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.getters import query_one

from annotations.errors import LabelSchemeError
from annotations.label_files import change_label, read_source, save_scheme
from annotations.labels import HUES, KEYS, Label, LabelScheme, parse_scheme
from tui.holding import ASKS
from tui.screens.dialog import Dialog, Prompt
from tui.screens.label_picker import MOST, LabelList
from tui.terminal_text import one_line
from tui.themes import Palette
from tui.widgets.row_list import RowList


class LabelEditor(Dialog[LabelScheme]):
    """Answers with the scheme as it was saved last; each change is saved at once.

    Args:
        scheme: The labels.
        path: The scheme's file; made with the first change when it is not there.
        palette: The colours.
    """

    DEFAULT_CSS = """
    LabelEditor > Vertical { width: 84; }
    LabelEditor LabelList { height: auto; background: $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q", "leave", "Back"),
        ("enter,e", "describe", "What it means"),
        ("c", "color", "Colour"),
        ("t", "tag", "Tag"),
        ("n", "new", "New label"),
        ("backspace,delete", "no_key", "No key"),
        ("j,down", "move(1)", "Down"),
        ("k,up", "move(-1)", "Up"),
    ]

    list = query_one(LabelList)

    def __init__(self, scheme: LabelScheme, path: Path, palette: Palette) -> None:
        hint = "0-9 key · ⌫ no key · c colour · t tag · ⏎ meaning · n new · esc back"
        super().__init__(f"Labels · {path.name}", hint)
        self._scheme, self._path, self._palette = scheme, path, palette
        self._saved = False
        self._turn = asyncio.Lock()

    def body(self) -> ComposeResult:
        """The labels."""
        yield LabelList()

    def on_mount(self) -> None:
        """Show them."""
        self.list.palette = self._palette
        self.list.focus()
        self._show_labels()

    def on_resize(self) -> None:
        """As many labels as there is room for."""
        self._show_labels()

    def _show_labels(self) -> None:
        self.list.show(list(self._scheme))
        self.list.styles.height = max(1, min(MOST, self.room, len(self._scheme)))
        self.list.redraw()

    @property
    def _label(self) -> Label | None:
        return self.list.row

    async def _change(self, label: str, fields: Mapping[str, str]) -> None:
        """Save a change, and show the scheme as it is then."""
        try:
            async with self._turn:
                source = await asyncio.to_thread(read_source, self._path, self._scheme)
                changed = change_label(source, label, fields)
                await asyncio.to_thread(save_scheme, self._path, changed)
        except LabelSchemeError as error:
            self.notify(one_line(str(error)), severity="warning", markup=False)
            return
        self._scheme = parse_scheme(changed)
        self._saved = True
        self._show_labels()

    async def on_key(self, event: events.Key) -> None:
        """A digit is the label's key from now on."""
        if event.key in KEYS and self._label is not None:
            event.stop()
            await self._change(self._label.name, {"key": event.key})

    async def action_no_key(self) -> None:
        """The label is reached by the picker only, or by a key that is left."""
        if self._label is not None:
            await self._change(self._label.name, {"key": ""})

    async def action_color(self) -> None:
        """The next hue."""
        if self._label is not None:
            now = self._label.color
            place = HUES.index(now) + 1 if now in HUES else 0
            await self._change(self._label.name, {"color": HUES[place % len(HUES)]})

    @work(name=ASKS)
    async def action_describe(self) -> None:
        """What the label means."""
        await self._ask("description", "What it means:")

    @work(name=ASKS)
    async def action_tag(self) -> None:
        """The small letters beside a span."""
        await self._ask("tag", "Tag of")

    async def _ask(self, field: str, title: str) -> None:
        label = self._label
        if label is None:
            return
        now = getattr(label, field)
        value = await self.app.push_screen_wait(Prompt(f"{title} {label.name}", now))
        if value is not None and value != now:
            await self._change(label.name, {field: value})

    @work(name=ASKS)
    async def action_new(self) -> None:
        """A label more."""
        name = await self.app.push_screen_wait(Prompt("Name of the new label"))
        if name and name not in self._scheme:
            await self._change(name, {})
            self.list.put_cursor(len(self._scheme) - 1)

    def action_move(self, step: int) -> None:
        """Another label."""
        self.list.move_cursor(self.list.cursor + step)

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """A double click asks for the meaning."""
        message.stop()
        self.action_describe()

    def action_leave(self) -> None:
        """Back, with what was saved."""
        self.dismiss(self._scheme if self._saved else None)
