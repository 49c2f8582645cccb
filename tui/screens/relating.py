"""`Relating`: relations from one entity to another, parts of an entity, tags of the article."""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Sequence
from pathlib import Path

from textual import work

from annotations.annotation import Annotation
from annotations.corrections import Kind
from annotations.errors import KnowledgeError, StoreError
from annotations.knowledge import Knowledge, load_knowledge
from annotations.relating import add_fragment, flag, name_of, relate, tag, unrelate
from annotations.span import Range
from tui.holding import ASKS
from tui.page.found import NOTHING_FOUND, Found
from tui.screens.completing import Completing, Suggestion, among
from tui.screens.desk_words import quoted
from tui.screens.listing import Listing
from tui.screens.viewing import Viewing
from tui.widgets.relation_list import RelationRow


class Relating(Viewing, Listing):
    """Joins what belongs together."""

    pointing = ""
    """The entity that a relation starts from, while its other end is looked for."""
    _last_on = ""
    """The entity that the cursor was on last."""

    def point_out(self, places: Sequence[Range]) -> None:
        """Make some places of the article stand out; none as before."""
        found = NOTHING_FOUND
        if places:
            starts, ends = zip(*sorted(places), strict=True)
            found = Found(array("q", starts), array("q", ends))
        if places or self._pointed_out:
            self.forget_found()
            self.view.found = found
        self._pointed_out = bool(places)

    _pointed_out = False
    knowledge_base: Path | None = None
    """The file of a knowledge base, until it is read."""
    _known = Knowledge()

    def remember(self, current: Annotation | None) -> None:
        """The cursor is on an entity."""
        if current is not None:
            self._last_on = current.id

    # Relations.

    def action_relate(self) -> None:
        """Begin a relation at the entity, or end it there."""
        target = self.target
        if self.pointing:
            self._end_relation()
        elif target is None:
            self.say("", "no entity here")
        else:
            self.pointing = target.id
            self.point_out([target.span.range])
            self.view.focus()
            self.remove_class("-drawer")
            self.say(quoted(name_of(target.span)), "is related to … move there, then enter")
            self.show_hints()

    def action_pick_label(self) -> None:
        """While a relation is made, its other end is here."""
        if self.pointing:
            self._end_relation()
        else:
            super().action_pick_label()

    def action_escape(self) -> None:
        """Make no relation; else what escape does."""
        if self.pointing:
            self._point_no_more()
            self.say("", "no relation")
        else:
            self.point_out([])
            super().action_escape()

    def leave(self) -> None:
        """The article is left, and with it the relation that was begun."""
        self._last_on = ""
        self._point_no_more()
        super().leave()

    def _point_no_more(self) -> None:
        self.pointing = ""
        self.point_out([])
        self.show_hints()

    def _end_relation(self) -> None:
        source, target = self.session.annotations.by_id.get(self.pointing), self.target
        if source is None:
            self._point_no_more()
        elif target is None or target.id == source.id:
            self.say(quoted(name_of(source.span)), "is related to … move to another entity first")
        else:
            self._point_no_more()
            self._relate(source, target)

    @work(name=ASKS)
    async def _relate(self, source: Annotation, target: Annotation) -> None:
        names = [quoted(name_of(end.span)) for end in (source, target)]
        scheme = self.view.scheme
        fitting = scheme.relations_between(source.span.label, target.span.label)
        if scheme.relations and not fitting:
            labels = f"{source.span.label} to {target.span.label}"
            self.say("", f"the label scheme has no relation from {labels}")
            return
        used = [] if scheme.relations else await self._used(Kind.RELATE)
        offered = [Suggestion(r.name, r.description, r.key) for r in fitting]
        offered += [Suggestion(name) for name in used]
        dialog = Completing(
            f"{names[0]} → … → {names[1]}", among(offered), self.palette,
            placeholder="relation", only_these=bool(scheme.relations),
        )  # fmt: skip
        label = await self.app.push_screen_wait(dialog)
        if not label:
            return
        outcome = await self.decide(lambda current, _: relate(current, source.id, target.id, label))
        if outcome is not None:
            done = f"{label} → {names[1]}" if outcome.events else "is related like that already"
            self.say(names[0], f"→ {done}" if outcome.events else done)

    async def action_reject(self) -> None:
        """On a relation's row: there is none."""
        row: object = self.sidebar.front.row
        if not (self.sidebar.front.has_focus and isinstance(row, RelationRow)):
            await super().action_reject()
            return
        id = row.id
        outcome = await self.decide(lambda current, _: unrelate(current, [id]))
        if outcome is not None and outcome.events:
            self.point_out([])
            self.say(quoted(row.source), f"→ {row.label} → {row.target} deleted")

    # Parts.

    async def action_fragment(self) -> None:
        """The selection becomes a part of the entity that the cursor was on last."""
        part, id = self.view.selection, self._last_on
        known = self.session.annotations.by_id.get(id)
        if part is None or known is None:
            self.say("", "select the part first" if known else "go to the entity, then select")
            return
        text = self.session.article.text
        outcome = await self.decide(lambda current, _: add_fragment(current.by_id[id], text, part))
        if outcome is not None and outcome.events:
            after = self.session.annotations.by_id[id].span
            self.say(quoted(name_of(after)), f"{after.label} · {len(after.fragments) or 1} parts")

    # Tags and names.

    @work(name=ASKS)
    async def action_tag(self) -> None:
        """Tag the article, or take a tag away."""
        now = self.session.annotations.state.tags
        used = await self._used(Kind.TAG)
        offered = [Suggestion(name, "take away") for name in sorted(now)]
        offered += [Suggestion(name) for name in used if name not in now]
        title = f"Tag the article · {', '.join(sorted(now))}" if now else "Tag the article"
        dialog = Completing(title, among(offered), self.palette, placeholder="tag")
        name = await self.app.push_screen_wait(dialog)
        if name:
            outcome = await self.decide(lambda current, _: tag(current, name))
            if outcome is not None:
                kept = name in self.session.annotations.state.tags
                self.say(quoted(name), "tagged" if kept else "tag taken away")

    async def action_flag(self) -> None:
        """Flag the article, or not."""
        flagged = not self.session.annotations.state.flagged
        if await self.decide(lambda current, _: flag(current, flagged=flagged)) is not None:
            self.say("", "flagged" if flagged else "flag taken away")

    async def ask_for(self, kind: Kind, title: str, now: str, surface: str) -> str | None:
        """Ask for a note, or for a name with those known already."""
        if kind is not Kind.LINK:
            return await super().ask_for(kind, title, now, surface)
        used = among(Suggestion(name) for name in await self._used(Kind.LINK))
        known = await self.known_entries()

        def names(typed: str) -> list[Suggestion]:
            entries = known.matching(typed or surface)
            found = [Suggestion(e.id, f"{e.name} {e.description}".strip()) for e in entries]
            return list({s.value: s for s in [*used(typed), *found]}.values())

        dialog = Completing(title, names, self.palette, now=now)
        return await self.app.push_screen_wait(dialog)

    async def _used(self, kind: Kind) -> list[str]:
        """What corrections of a kind said before; nothing when the store cannot be read."""
        try:
            return await self.session.used(kind)
        except StoreError as error:
            self.warn(str(error))
            return []

    async def known_entries(self) -> Knowledge:
        """The knowledge base, read when it is first asked for."""
        path, self.knowledge_base = self.knowledge_base, None
        if path is not None:
            try:
                self._known = await asyncio.to_thread(load_knowledge, path)
            except KnowledgeError as error:
                self.warn(str(error))
        return self._known
