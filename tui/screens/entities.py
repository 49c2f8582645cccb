"""`EntitiesScreen`: everything that is named in all articles; merged, split, gone to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from annotations.corrections import Kind
from annotations.entities import Entity, EntityIndex, Form
from annotations.errors import PostilError
from annotations.knowledge import Knowledge
from annotations.labels import LabelScheme
from tui.entity_reading import EntityReading, naming
from tui.holding import ASKS
from tui.outcome import Outcome
from tui.screens.desk_words import about_undo, plural, quoted
from tui.screens.entity_listing import EntityListing
from tui.session import Session
from tui.terminal_text import one_line
from tui.themes import Palette

MANY = 1000
"""Mentions from which on naming them is asked about."""
SHARED = 2
"""Articles that two share to be joined in a graph."""

Ask = Callable[[Kind, str, str, str], Awaitable[str | None]]
"""Asks for a name: the kind, a title, what it is now, and a surface."""


class EntitiesScreen(EntityListing):
    """Answers with the mention that was gone to.

    Args:
        session: Knows the articles, and writes.
        ask: Asks for a canonical name.
        knowledge: Names what canonical names are ids of.
        scheme: The labels.
        palette: The colours.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m,equals_sign", "merge", "Merge, or name"),
        Binding("s", "split", "Split"),
        Binding("enter", "mentions", "Mentions"),
        Binding("u,ctrl+z", "undo", "Undo"),
        Binding("ctrl+r,ctrl+y", "redo", "Redo"),
        Binding("E", "export", "Export"),
    ]
    hints = (
        ("⏎", "mentions"), ("space", "mark"), ("m", "merge, name"), ("s", "split"),
        ("f", "filter"), ("S", "sort"), ("p", "plots"), ("u", "undo"), ("E", "export"),
        ("esc", "back"),
    )  # fmt: skip

    def __init__(
        self,
        session: Session,
        ask: Ask,
        knowledge: Knowledge,
        scheme: LabelScheme,
        palette: Palette,
    ) -> None:
        super().__init__(session, knowledge, scheme, palette)
        self._ask = ask
        self._stopped = False

    def action_back(self) -> None:
        """Leave; while names are made ready, stop that; marks are taken away first."""
        if self._naming is not None:
            self._stopped = True
        elif self.list.marked and self.list.has_focus:
            self.list.marked.clear()
            self.list.redraw()
            self.changed_row()
        else:
            super().action_back()

    # Naming.

    @work(name=ASKS, exclusive=True, group="name")
    async def action_merge(self) -> None:
        """Give what is marked, or the row, one canonical name."""
        chosen = self.list.chosen
        if not self._may_write() or not chosen:
            return
        first = max(chosen, key=lambda entity: (bool(entity.link), entity.mentions))
        count = sum(entity.mentions for entity in chosen)
        what = plural(len(chosen), "name") if len(chosen) > 1 else quoted(chosen[0].name)
        title = f"Canonical name of {what} · {plural(count, 'mention')}"
        name = await self._ask(Kind.LINK, title, first.link or first.name, first.name)
        if name:
            forms = [form for entity in chosen for form in entity.forms]
            await self._give(forms, chosen, name)

    @work(name=ASKS, exclusive=True, group="name")
    async def action_split(self) -> None:
        """Take some of the forms of the row away from it."""
        from tui.screens.splitting import SplitDialog

        entity = self.list.row
        if not self._may_write() or entity is None:
            return
        forms = await self.app.push_screen_wait(SplitDialog(entity, self._palette))
        if not forms:
            return
        own = forms[0].surface if any(form.link for form in forms) else ""
        title = f"Canonical name of what is split off {quoted(entity.name)}; none: by their text"
        name = await self._ask(Kind.LINK, title, "", own or forms[0].surface)
        if name is not None:
            await self._give(forms, [entity], name)

    def _may_write(self) -> bool:
        """Whether anything can be named now; says why not."""
        if self._session.read_only:
            self.warn("The store is read-only: nothing is changed.")
        elif not self.complete:
            self.say("", "still reading…")
        return self.complete and not self._session.read_only

    async def _give(self, forms: Collection[Form], of: Iterable[Entity], name: str) -> None:
        """Write a name, in one act, and show what became of it."""
        from tui.screens.dialog import Confirm

        entities = [*of]
        count = sum(entity.forms.get(form, 0) for entity in entities for form in forms)
        if count >= MANY:
            question = f"Name {count:,} mentions {quoted(name)}?"
            if not await self.app.push_screen_wait(Confirm(question, "One undo takes it back.")):
                return
        places = [place for entity in entities for place in entity.places]
        outcome = await self._written(forms, places, name)
        if outcome is None:
            return
        self.list.marked.clear()
        said = f" · {plural(outcome.decision.mentions, 'mention')} · u undo"
        became = f"are {quoted(name)} now" if name else "stand by their own text now"
        self._again(outcome, name, f"{became}{said}" if outcome.events else "had that name")

    async def _written(
        self, forms: Collection[Form], places: Iterable[int], name: str
    ) -> Outcome | None:
        self._naming, self._stopped = 0, False
        showing = self.set_interval(0.1, lambda: self._tell(self._reading))

        def going(ready: int) -> bool:
            self._naming = ready
            return not self._stopped

        plan = naming(self._session, self.index, frozenset(forms), places, name, going)
        try:
            outcome = await self._session.decide_each(plan)
        except PostilError as error:
            self.warn(str(error))
            return None
        finally:
            showing.stop()
            self._naming = None
            self._tell(self._reading)
        return None if self._stopped else outcome

    def _again(self, outcome: Outcome, keep: str, said: str) -> None:
        """Read what an act has changed."""
        known = EntityReading(self._session, self._knowledge, self.index.articles, outcome.articles)
        self.notify(one_line(said), markup=False)
        self._read(known, self._name_of(keep))

    def _name_of(self, link: str) -> str:
        return self.index.name_of(Form("", "", link)) if link else ""

    async def action_undo(self) -> None:
        """Take the last act back, whatever it was."""
        await self._take_back(self._session.undo, "undo")

    async def action_redo(self) -> None:
        """Repeat what was taken back."""
        await self._take_back(self._session.redo, "redo")

    async def _take_back(self, take: Callable[[], Awaitable[Outcome]], word: str) -> None:
        if not self._may_write():
            return
        try:
            outcome = await take()
        except PostilError as error:
            self.warn(str(error))
            return
        strong, said = about_undo(outcome.taken_back, word)
        if outcome.events:
            self._again(outcome, "", f"{strong} {said}".strip())
        else:
            self.say("", said)

    # Going on.

    @work(name=ASKS, exclusive=True, group="go")
    async def action_mentions(self) -> None:
        """Every mention of what is marked, or of the row, in its context."""
        from tui.screens.mentions import MentionsScreen

        chosen = self.list.chosen
        if not chosen:
            return
        screen = MentionsScreen(self._session, self.index, chosen, self._scheme, self._palette)
        place = await self.app.push_screen_wait(screen)
        if place is not None:
            self.dismiss(place)

    @work(name=ASKS, exclusive=True, group="go")
    async def action_export(self) -> None:
        """Write what is shown as a table, or as a graph."""
        from tui.screens.dialog import Prompt

        entities = list(self.list.rows)
        title = f"Export {plural(len(entities), 'name')}: .csv, or .graphml for a graph"
        file = str(self._session.store.parent / "entities.csv")
        typed = await self.app.push_screen_wait(Prompt(title, file))
        if not typed:
            return
        try:
            said = await asyncio.to_thread(export, Path(typed).expanduser(), self.index, entities)
        except PostilError as error:
            self.warn(str(error))
        else:
            self.notify(one_line(said), timeout=10, markup=False)


def export(file: Path, index: EntityIndex, entities: Sequence[Entity]) -> str:
    """Write entities as a table, or as a graph when the file's name ends so.

    Returns:
        What was written, in one line.

    Raises:
        FormatError: It could not be written; the old file is as it was.
    """
    from annotations.entity_files import write_csv, write_graphml

    if file.suffix == ".graphml":
        write_graphml(file, index, entities, least=SHARED)
        joined = f", joined where they share {SHARED} articles"
    else:
        write_csv(file, index, entities)
        joined = ""
    return f"{plural(len(entities), 'name')} written to {file}{joined}"
