"""`Hinting`: which keys are shown in the bottom row."""

from __future__ import annotations

from textual.getters import query_one

from tui.screens.finding import Finding
from tui.screens.lettering import Lettering
from tui.screens.relating import Relating
from tui.widgets.hint_bar import Hint, HintBar


class Hinting(Finding, Relating, Lettering):
    """Says what the keys would do here, and nothing else."""

    hints = query_one(HintBar)

    def show_hints(self) -> None:
        """Say what the keys would do here."""
        self.hints.hints = self._hints()

    def _hints(self) -> tuple[Hint, ...]:
        words, view = self.words, self.view
        if self.finder.is_open:
            return words.for_typing()
        if self.sidebar.filter_line.line.has_focus:
            return words.for_filter()
        if self.pointing:
            return words.for_relating()
        if self.sidebar.front.has_focus:
            return words.for_sidebar(self.sidebar.tab)
        if view.selection:
            return words.for_selection()
        if view.found.at:
            return words.for_found(len(view.found))
        if self.lettering:
            return words.for_letters()
        if self.reviewing:
            return words.for_review()
        if view.current is not None:
            return words.for_annotation(view.current)
        return words.for_token(self.session.annotations.unreviewed)
