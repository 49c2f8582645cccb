"""`Dressing`: themes and colours of the whole program, and what may reach the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from textual.driver import Driver
from textual.filter import LineFilter

from annotations.article import Article
from tui.attribute_filter import AttributeFilter
from tui.control_filter import ControlFilter
from tui.depth import Depth
from tui.holding import Holding
from tui.launch import Launch
from tui.themes import Palette, our_themes


class Dressing(Holding):
    """Puts on the theme of the article that is read."""

    def __init__(self, launch: Launch, driver_class: type[Driver] | None = None) -> None:
        self.launch = launch  # its depth is asked for while Textual is set up
        super().__init__(driver_class=driver_class)
        self._safety = ControlFilter()
        self._attributes = AttributeFilter()
        for theme in our_themes(launch.depth, launch.config.themes):
            self.register_theme(theme)
        self.theme = self._theme_for(launch.first)
        self.set_class(launch.depth is Depth.NONE, "-colourless")

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Colours of ours that Textual's own themes lack."""
        theme = self.current_theme
        depth = self.launch.depth
        return Palette.of(theme, theme.to_color_system().generate(), depth).variables()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Nothing that a terminal would obey, and no colours where there are none."""
        if self.launch.depth is Depth.NONE:
            return [self._attributes, self._safety]
        return [*super().get_line_filters(), self._safety]

    @property
    def palette(self) -> Palette:
        """The colours."""
        return Palette.of(
            self.current_theme, self.theme_variables, self.launch.depth, safe=self._safe_colors
        )

    @property
    def _safe_colors(self) -> bool:
        return (self.launch.state.colors or self.launch.config.colors) == "safe"

    @property
    def article_shown(self) -> str:
        """The id of the article that is read; empty while none is."""
        raise NotImplementedError

    def repaint(self) -> None:
        """Hand the colours down."""
        raise NotImplementedError

    def _theme_for(self, article: str) -> str:
        """The theme for an article: the one chosen while it was read, else the last, or ours."""
        wanted = self.launch.state.theme_for(article) or self.launch.config.theme
        return wanted if wanted in self.available_themes else "night"

    def dress_for(self, article: Article) -> None:
        """Put on the theme of the article that was opened."""
        self.theme = self._theme_for(article.id)

    def watch_theme(self, theme: str) -> None:
        """Remember the theme, for the article and as the last one, when the user chose it."""
        article = self.article_shown if self.is_running else ""
        if article and theme != self._theme_for(article):
            self.launch.state.choose_theme(theme, article)

    def action_safe_colors(self) -> None:
        """Label colours that the colour-blind tell apart, or the usual ones."""
        self.launch.state.colors = "usual" if self._safe_colors else "safe"
        self.repaint()
