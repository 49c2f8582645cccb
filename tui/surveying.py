"""`Surveying`: the screens about all articles, which any screen can call for."""

from __future__ import annotations

from typing import Any, cast

from textual import work
from textual.app import App

from tui.screens.desk import DeskScreen
from tui.session import Session
from tui.themes import Palette


class Surveying(App[Any]):
    """Opens the entities and the report card, and goes where they lead."""

    desk: DeskScreen
    session: Session

    @property
    def palette(self) -> Palette:
        """The colours."""
        raise NotImplementedError

    @work(exclusive=True, group="survey")
    async def action_entities(self) -> None:
        """Everything that is named in all articles."""
        from tui.app import PostilApp
        from tui.screens.entities import EntitiesScreen
        from tui.searching import open_place

        if not await self._is_ready():
            return
        desk = self.desk
        knowledge = await desk.known_entries()
        place = await self.push_screen_wait(
            EntitiesScreen(self.session, desk.ask_for, knowledge, desk.scheme, self.palette)
        )
        if desk.is_running:  # the library looks by itself
            desk.show_annotations()
        if place is not None:
            await open_place(cast(PostilApp, self), place)

    @work(exclusive=True, group="survey")
    async def action_report_card(self) -> None:
        """How good the pipelines are."""
        from tui.screens.report_card import ReportCardScreen

        if await self._is_ready():
            self.push_screen(ReportCardScreen(self.session, self.palette))

    def at_work(self) -> None:
        """Somebody is kept waiting: garbage can wait, a full collection takes too long."""
        if self.desk.is_running:
            self.desk.on_key()

    async def _is_ready(self) -> bool:
        """Whether the store is open, and the article that is shown as well."""
        if self.desk in self.screen_stack:
            return await self.desk.has_settled()
        return self.session.started
