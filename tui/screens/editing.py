"""`EditDialog`: label, text, canonical name and note of a row's mentions, in four lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from annotations.annotation import Annotation
from annotations.editing import Edit, nearest
from tui.screens.desk_words import plural, quoted
from tui.screens.dialog import Dialog
from tui.terminal_text import one_line

FIELDS = ("label", "text", "name", "note")


class EditDialog(Dialog[Edit]):
    """Answers with what is to be changed.

    Args:
        mentions: The annotations to edit, the first of which is shown.
        text: The article's text.
        labels: The labels to complete.
    """

    DEFAULT_CSS = """
    EditDialog Horizontal { height: 1; }
    EditDialog .field { width: 8; color: $postil-dim; }
    EditDialog Input { width: 1fr; }
    EditDialog .wrong { color: $postil-accent; height: 1; margin-top: 1; }
    EditDialog.-low .wrong { margin-top: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "app.focus_next", "Next", show=False, priority=True),
        Binding("up", "app.focus_previous", "Previous", show=False, priority=True),
    ]

    def __init__(self, mentions: Sequence[Annotation], text: str, labels: Sequence[str]) -> None:
        first = mentions[0]
        name = quoted(first.span.text)
        title = f"{name} · {plural(len(mentions), 'mention')}" if len(mentions) > 1 else name
        super().__init__(title, "tab next · ⏎ keep · esc back")
        self._places = [a.span.range for a in mentions]
        self._text, self._labels = text, list(labels)
        self._now = {
            "label": _common(mentions, lambda a: a.span.label),
            "text": first.span.text,
            "name": _common(mentions, lambda a: a.link),
            "note": _common(mentions, lambda a: a.note),
        }

    def body(self) -> ComposeResult:
        """A line for each."""
        for field in FIELDS:
            now = self._now[field]
            with Horizontal():
                yield Static(field, classes="field")
                yield Input(
                    one_line(now or ""),
                    placeholder="several" if now is None else "",
                    suggester=SuggestFromList(self._labels) if field == "label" else None,
                    id=field,
                )
        yield Static(classes="wrong")

    def _typed(self, field: str) -> str | None:
        """What a field shall be; None when it is as it was."""
        value, now = self.query_one(f"#{field}", Input).value, self._now[field]
        return None if value == one_line(now or "") else value.strip()

    def _problem(self, edit: Edit) -> str:
        if edit.label == "":
            return "a label is needed"
        if edit.surface == "":
            return "a text is needed; x deletes the entity"
        if edit.surface is not None:
            found = (nearest(self._text, place, edit.surface) for place in self._places)
            if not any(found):
                return f"{quoted(edit.surface)} does not stand there"
        return ""

    @property
    def edit(self) -> Edit:
        """What was typed."""
        return Edit(*(self._typed(field) for field in FIELDS))

    @on(Input.Changed)
    def _check(self) -> None:
        self.query_one(".wrong", Static).update(Content(one_line(self._problem(self.edit))))

    @on(Input.Submitted)
    def _keep(self) -> None:
        edit = self.edit
        if not self._problem(edit):
            self.dismiss(edit)


def _common(mentions: Sequence[Annotation], value: Callable[[Annotation], str]) -> str | None:
    """What all mentions have in common; None when they differ."""
    values = {value(a) for a in mentions}
    return values.pop() if len(values) == 1 else None
