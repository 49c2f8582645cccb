"""`Surveying`: the screens about all articles, which any screen can call for."""

from __future__ import annotations

from typing import Any

from textual import work
from textual.app import App

from tui.screens.desk import DeskScreen


class Surveying(App[Any]):
    """Opens the entities and the report card, and goes where they lead."""

    desk: DeskScreen

    @work(exclusive=True, group="survey")
    async def action_entities(self) -> None:
        """Everything that is named in all articles."""
        from tui.screens.entities import EntitiesScreen

        desk = self.desk
        if desk.palette is None or not await desk.has_settled():
            return
        knowledge = await desk.known_entries()
        screen = EntitiesScreen(
            desk.session, desk.ask_for, knowledge, desk.scheme, desk.palette
        )  # fmt: skip
        place = await self.push_screen_wait(screen)
        desk.show_annotations()
        if place is not None:
            await self.go_to(place.article, place.start)

    @work(exclusive=True, group="survey")
    async def action_report_card(self) -> None:
        """How good the pipelines are."""
        from tui.screens.report_card import ReportCardScreen

        desk = self.desk
        if desk.palette is not None and await desk.has_settled():
            self.push_screen(ReportCardScreen(desk.session, desk.palette))

    async def go_to(self, article: str, start: int) -> None:
        """Open an article at a place of its text."""
        desk = self.desk
        if article != desk.article.id:
            await desk.open_article(article)
        if article == desk.article.id:
            desk.view.cursor.clear()
            desk.view.go_to(start)
