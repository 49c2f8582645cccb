"""`DeskPart`: what the parts of the desk may ask of each other."""

from __future__ import annotations

from textual.getters import query_one
from textual.screen import Screen

from annotations.annotation_set import Annotation
from annotations.decisions import Scope
from tui.outcome import Act, Outcome
from tui.screens.desk_words import Hints
from tui.session import Session
from tui.themes import Palette
from tui.widgets.annotation_sidebar import AnnotationSidebar
from tui.widgets.article_moves import ArticlePane
from tui.widgets.status_line import StatusLine


class DeskPart(Screen[None]):
    """A part of the desk: some keys and what they do. Each part answers for some of these."""

    session: Session
    words: Hints
    palette: Palette | None
    view = query_one(ArticlePane)
    sidebar = query_one(AnnotationSidebar)
    status = query_one(StatusLine)

    def say(self, strong: str, said: str) -> None:
        """Tell in the status line, until the cursor moves."""
        raise NotImplementedError

    def warn(self, message: str) -> None:
        """Tell so that it is not overlooked."""
        raise NotImplementedError

    def show_hints(self) -> None:
        """Say what the keys would do here."""
        raise NotImplementedError

    def show_annotations(self) -> None:
        """Hand the session's annotations down."""
        raise NotImplementedError

    def forget_found(self) -> None:
        """Show no more what was looked for."""
        raise NotImplementedError

    def end_review(self) -> bool:
        """Leave the way through what is doubtful; False when nobody was on it."""
        raise NotImplementedError

    async def open_article(self, id: str) -> None:
        """Turn to the article with this id, when it is in the list."""
        raise NotImplementedError

    @property
    def target(self) -> Annotation | None:
        """What a decision is about: the sidebar's row, or the entity under the cursor."""
        raise NotImplementedError

    async def has_settled(self) -> bool:
        """Wait until the session has the article that is shown; False when it cannot be had."""
        raise NotImplementedError

    async def decide(self, act: Act, scope: Scope | None = None) -> Outcome | None:
        """Write a decision; None when it could not be written."""
        raise NotImplementedError

    def leave(self) -> None:
        """The open article is left: each part may have something to put away."""
