"""`Viewing`: what changes how the desk looks, and nothing else."""

from __future__ import annotations

from textual.reactive import var

from tui.screens.desk_part import DeskPart
from tui.screens.desk_words import quoted


class Viewing(DeskPart):
    """The panes, the column, the tags, the theme, and the clipboard."""

    column: var[int] = var(84, init=False)
    """The widest the text is set, handed down."""
    show_tags: var[bool] = var(True, init=False)
    """Whether label tags stand in the text, handed down."""

    centred: var[bool] = var(True, init=False)
    """Whether the column stands in the middle, handed down."""
    focus_mode: var[bool] = var(False, init=False)
    """Whether all but the paragraph under the cursor is dimmed, handed down."""

    def action_other_pane(self) -> None:
        """The keyboard goes to the other pane."""
        to_list = not self.sidebar.front.has_focus
        self.set_class(to_list, "-drawer")
        (self.sidebar.front if to_list else self.view).focus()

    def action_tab(self) -> None:
        """The sidebar shows its next tab."""
        self.sidebar.next_tab()
        self.show_hints()

    def action_filter(self) -> None:
        """Begin to type what the sidebar shows."""
        self.add_class("-drawer")
        self.sidebar.open_filter()

    def action_sort(self) -> None:
        """Sort the sidebar by the next thing."""
        self.sidebar.next_sort()
        self.say("", f"entities by {self.sidebar.sort}")

    def action_escape(self) -> None:
        """Clear the selection, else what was found; from the sidebar, back to the article."""
        if not self.view.selection and not self.sidebar.front.has_focus:
            if self.end_review():
                return
            self.forget_found()
        self.view.cursor.clear()
        self.view.moved()
        if self.sidebar.front.has_focus:
            self.action_other_pane()

    def action_tags(self) -> None:
        """Label tags in the text, or not."""
        self.show_tags = not self.show_tags

    def action_wider(self) -> None:
        """A wider column."""
        self.column = min(self.view.text_width, self.column) + 4

    def action_narrower(self) -> None:
        """A narrower column."""
        self.column = max(28, min(self.view.text_width, self.column)) - 4

    def action_centre(self) -> None:
        """The column in the middle of the pane, or at its left."""
        self.centred = not self.centred

    def action_focus_mode(self) -> None:
        """All but the paragraph under the cursor dimmed, or not."""
        self.focus_mode = not self.focus_mode

    def action_theme(self) -> None:
        """The other of our themes."""
        self.app.theme = "paper" if self.app.current_theme.dark else "night"

    def action_copy(self) -> None:
        """The selection, the entity or the token goes to the clipboard."""
        view = self.view
        extent = view.selection or (view.current.span.range if view.current else view.token)
        if extent:
            surface = view.article.text[slice(*extent)]
            self.app.copy_to_clipboard(surface)
            self.say(quoted(surface), "copied")
