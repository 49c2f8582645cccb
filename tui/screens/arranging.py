"""`Arranging`: labels and keys as the user wants them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from textual import work
from textual.reactive import var

from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.errors import PostilError
from annotations.labels import LabelScheme, default_scheme
from tui.holding import ASKS
from tui.keymap import save_key
from tui.outcome import Part
from tui.screens.desk_part import DeskPart
from tui.screens.desk_words import plural, quoted
from tui.terminal_text import one_line


class Arranging(DeskPart):
    """The guideline of a label, the editor of the scheme, a label's name, a command's key."""

    scheme: var[LabelScheme] = var(default_scheme, init=False)
    """The labels, handed down."""

    labels_file = Path("labels.toml")
    """The scheme's file."""
    keys_file = Path("keys.toml")
    """The file of the user's keys."""
    keymap: dict[str, str]
    """The user's keys by command."""

    def action_guideline(self) -> None:
        """What the label under the cursor means."""
        from tui.screens.guideline import Guideline

        target = self.target
        if target is None:
            self.app.run_worker(self.app.run_action("app.help"))
        elif self.palette is not None:
            label = self.scheme.get(target.span.label)
            known = label.name not in self._unknown
            self.app.push_screen(Guideline(label, self.palette, known=known))

    _unknown: frozenset[str] = frozenset()
    """Labels that spans carry and the scheme does not name."""

    def take_labels(self, names: list[str]) -> None:
        """Show labels that the scheme lacks at its end."""
        self._unknown |= {name for name in names if name not in self.scheme}
        self.scheme = self.scheme.with_labels(names)

    @work(name=ASKS)
    async def action_edit_labels(self) -> None:
        """Change keys, colours and meanings of the labels."""
        from tui.screens.label_editor import LabelEditor

        if self.palette is None:
            return
        editor = LabelEditor(self.scheme, self.labels_file, self.palette)
        changed = await self.app.push_screen_wait(editor)
        if changed is not None:
            self._unknown -= {label.name for label in changed}
            self.scheme = changed.with_labels(label.name for label in self.scheme)
            self.say("", f"labels saved in {one_line(str(self.labels_file))}")

    @work(name=ASKS)
    async def action_rename_label(self) -> None:
        """Give a label another name, in every article."""
        from tui.screens.dialog import Prompt
        from tui.screens.label_picker import LabelPicker

        if self.palette is None or not await self.has_settled():
            return
        now = self.target.span.label if self.target else ""
        picker = LabelPicker("Rename the label", self.scheme, self.palette, now)
        old = await self.app.push_screen_wait(picker)
        new = old and await self.app.push_screen_wait(Prompt(f"New name of {old}", old))
        if old and new and new != old:
            await self._rename(old, new)

    async def _rename(self, old: str, new: str) -> None:
        from annotations.renaming import rename_label

        def plan(_article: Article, _current: AnnotationSet) -> list[Part]:
            found = ((a, rename_label(current, old, new)) for a, current in self.session.sets())
            return [
                Part(article, made.changes, made.mentions)
                for article, made in found
                if made.changes
            ]

        try:
            outcome = await self.session.decide_each(plan)
            await asyncio.to_thread(self._rename_in_file, old, new)
        except PostilError as error:
            self.warn(str(error))
            return
        self.scheme = _renamed(self.scheme, old, new)
        self.show_annotations()
        spans, articles = len(outcome.events), len(outcome.articles)
        where = f"{plural(spans, 'span')} in {plural(articles, 'article')}"
        undo = self.words.key("judge.undo")
        self.say(quoted(old), f"is {one_line(new)} now · {where} · {undo} undo")

    def _rename_in_file(self, old: str, new: str) -> None:
        from annotations.label_files import change_label, read_source, save_scheme
        from annotations.labels import parse_scheme

        if self.labels_file.exists():
            source = read_source(self.labels_file, self.scheme)
            scheme = parse_scheme(source, str(self.labels_file))
            if old in scheme and new not in scheme:
                save_scheme(self.labels_file, change_label(source, old, {"name": new}))

    @work(name=ASKS)
    async def action_change_key(self) -> None:
        """Pick a command and press the key it shall have."""
        from tui.screens.key_changer import CommandPicker, KeyCatcher

        if self.palette is None:
            return
        id = await self.app.push_screen_wait(CommandPicker(self.keymap, self.palette))
        key = id and await self.app.push_screen_wait(KeyCatcher(id, self.keymap))
        if not id or not key:
            return
        try:
            changed = await asyncio.to_thread(save_key, self.keys_file, id, key, self.keymap)
        except PostilError as error:
            self.warn(str(error))
            return
        self.keymap.update(changed)
        self.app.set_keymap(self.keymap)
        self.say(self.words.key(id), f"is the key of: {one_line(id)}")
        self.refresh_bindings()


def _renamed(scheme: LabelScheme, old: str, new: str) -> LabelScheme:
    """A scheme in which a label has another name; where that is there already, it is one less."""
    named = (replace(label, name=new) if label.name == old else label for label in scheme)
    labels = {label.name: label for label in named}
    relations = (
        replace(
            relation,
            sources=tuple(new if name == old else name for name in relation.sources),
            targets=tuple(new if name == old else name for name in relation.targets),
        )
        for relation in scheme.relations
    )
    return replace(scheme, labels=tuple(labels.values()), relations=tuple(relations))
