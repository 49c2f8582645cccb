"""`PostilApp`: wiring only. Themes, keys, the desk, the store and the pipeline's process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import SystemCommand
from textual.binding import BindingType
from textual.dom import DOMNode
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import Screen

from annotations.article import Article
from annotations.corrections import Author
from annotations.decisions import Scope
from annotations.errors import SourceError, StoreError
from annotations.extraction import Client, PredictionCache, WorkerProcess
from annotations.extraction import State as ClientState
from annotations.labels import LabelScheme
from tui.attribute_filter import AttributeFilter
from tui.commands import COMMANDS, Where, bindings, shown_keys
from tui.config import Config
from tui.control_filter import ControlFilter
from tui.crash import farewell
from tui.depth import Depth, depth
from tui.encodings import Encodings
from tui.feed import PredictionFeed
from tui.page.geometry import HEIGHTS, WIDTHS
from tui.paths import cache_dir, config_dir
from tui.reading_list import ReadingList
from tui.recall import Recall
from tui.screens.desk import DeskScreen
from tui.screens.desk_words import Hints
from tui.screens.library_message import Back, Open, Trouble
from tui.searching import Asked
from tui.session import Session
from tui.state import State, remembered
from tui.surveying import Surveying
from tui.terminal_text import one_line
from tui.themes import Palette, our_themes
from tui.widgets.find_bar import FindBar

if TYPE_CHECKING:
    from tui.screens.library import LibraryScreen


@dataclass(frozen=True)
class Launch:
    """What the command line prepared."""

    store: Path
    """Where corrections are kept."""
    articles: ReadingList
    scheme: LabelScheme
    config: Config
    annotator: str
    keymap: dict[str, str]
    worker: WorkerProcess | None
    """The pipeline's process; None when there shall be no predictions."""
    model: str | None = None
    notices: Sequence[str] = ()
    state: State = field(default_factory=remembered)
    """What is remembered from earlier."""
    labels_file: Path = Path("labels.toml")
    """Where the scheme is changed."""
    first: str = ""
    """The id of the article that is shown first, whose theme is put on from the start."""
    depth: Depth = field(default_factory=depth)
    """How many colours the terminal has."""
    paths: tuple[str, ...] = ()
    """What was named on the command line."""
    encodings: Encodings | None = None
    """How sources are decoded."""
    library: bool = False
    """Whether the library is shown first, rather than an article."""
    order: str = ""
    """The queue that was asked for."""


class PostilApp(Surveying):
    """Postil on a terminal."""

    TITLE = "Postil"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.APP)]
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    CSS = """
    Toast { background: $panel; color: $foreground; }
    .-narrow Toast { width: 1fr; max-width: 100%; margin: 0; padding: 0 1; }
    .-low Toast { max-height: 2; }
    .-low ToastRack { margin: 0; max-height: 40%; }
    * {
        scrollbar-background: $background; scrollbar-background-hover: $background;
        scrollbar-background-active: $background; scrollbar-color: $postil-faint 50%;
        scrollbar-color-hover: $postil-dim; scrollbar-color-active: $postil-accent;
    }
    Input > .input--placeholder { color: $postil-dim; }
    .-colourless Dialog > Vertical, .-colourless HelpScreen > VerticalScroll,
    .-colourless CommandPalette > Vertical, .-colourless Toast { border: round $foreground; }
    EntityList { scrollbar-background: $postil-side; scrollbar-background-hover: $postil-side; }
    """

    def __init__(self, launch: Launch, driver_class: type[Driver] | None = None) -> None:
        self._launch = launch  # its depth is asked for while Textual is set up
        super().__init__(driver_class=driver_class)
        self._state = launch.state
        self._safety = ControlFilter()
        self._attributes = AttributeFilter()
        for theme in our_themes(launch.depth, launch.config.themes):
            self.register_theme(theme)
        recall = Recall(cache_dir() / "memory") if launch.config.memory else None
        author, scope = Author(launch.annotator), Scope(launch.config.scope)
        self.session = Session(launch.store, author, scope, recall)
        self.client: Client | None = None
        self.library: LibraryScreen | None = None
        """All articles; made when it is shown first."""
        self.asked = Asked()
        """What was looked for in all articles last."""
        self.farewell = ""
        """What is to be said after the screen was restored."""
        self.theme = self._theme_for(launch.first)
        self.set_class(launch.depth is Depth.NONE, "-colourless")
        self.set_keymap(launch.keymap)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Colours of ours that Textual's own themes lack."""
        theme = self.current_theme
        depth = self._launch.depth
        return Palette.of(theme, theme.to_color_system().generate(), depth).variables()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Nothing that a terminal would obey, and no colours where there are none."""
        if self._launch.depth is Depth.NONE:
            return [self._attributes, self._safety]
        return [*super().get_line_filters(), self._safety]

    def on_mount(self) -> None:
        """Bring the desk up."""
        launch = self._launch
        cache = PredictionCache(cache_dir() / "predictions")
        if launch.worker is not None:
            self.client = Client(launch.worker, on_state=self._client_changed, cache=cache)
        self.feed = PredictionFeed(self.client, cache, launch.model)
        self.desk = DeskScreen(
            self.session, launch.articles, self.feed, self._state, Hints(launch.keymap)
        )
        self.desk.set_reactive(DeskScreen.scheme, launch.scheme)
        self.desk.labels_file, self.desk.keymap = launch.labels_file, launch.keymap
        self.desk.keys_file = config_dir() / "keys.toml"
        self.desk.set_reactive(DeskScreen.column, launch.config.column)
        self.desk.set_reactive(DeskScreen.centred, launch.config.centred)
        self.desk.set_reactive(DeskScreen.show_tags, launch.config.tags)
        self.desk.set_reactive(DeskScreen.palette, self._palette)
        self.desk.begin_with_letters = launch.config.letters
        if launch.config.kb:
            self.desk.knowledge_base = config_dir() / Path(launch.config.kb).expanduser()
        self.desk.fit(self.size)
        self.install_screen(self.desk, "desk")
        if launch.library:
            self.action_library()
        else:
            self.push_screen(self.desk)
        self.watch(self.desk, "article", self._dress, init=False)
        self.theme_changed_signal.subscribe(self, self._theme_changed)
        for notice in launch.notices:
            self.notify(one_line(notice), severity="warning", timeout=10, markup=False)

    # The library and the desk: one of them is shown.

    def action_library(self) -> None:
        """All articles."""
        if self.library is None:
            self.library = self._make_library()
            self.install_screen(self.library, "library")
        if self.desk.is_running:
            self.desk.leave()
        if self.library.is_running:
            self.library.come_back()
        self._switch_to(self.library)

    def _make_library(self) -> LibraryScreen:
        from tui.screens.library import LibraryScreen, Opened

        launch = self._launch
        left_before = bool(self._state.library(str(launch.store)))
        opened = Opened(
            articles=launch.articles,
            paths=launch.paths,
            state=self._state,
            encodings=launch.encodings or Encodings(None, self._state),
            hints=Hints(launch.keymap),
            cache=cache_dir() / "library",
            order=launch.order or ("" if left_before else launch.config.order),
        )
        library = LibraryScreen(opened, self.session, self.feed)
        library.set_reactive(LibraryScreen.palette, self._palette)
        return library

    def _switch_to(self, screen: Screen[None]) -> None:
        if len(self.screen_stack) > 1:
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    @on(Open)
    async def _open(self, message: Open) -> None:
        await self.show_article(message.place)

    @on(Back)
    async def _back(self) -> None:
        await self.show_article(self._launch.articles.place)

    async def show_article(self, place: int) -> None:
        """Put the desk in front, with the article at a place of the list."""
        articles = self._launch.articles
        if self.desk.is_running:
            if place != articles.place:
                self.desk.turn_to(place)
            else:
                self.desk.come_back()
        else:
            try:
                await asyncio.to_thread(articles.read_ahead, place)
            except SourceError as error:
                self.notify(one_line(str(error)), severity="warning", timeout=10, markup=False)
                return
            articles.place = place
        self._switch_to(self.desk)

    @property
    def in_front(self) -> DeskScreen | LibraryScreen:
        """The one of them that is shown."""
        if self.library is not None and self.library in self.screen_stack:
            return self.library
        return self.desk

    @property
    def launch(self) -> Launch:
        """What the command line prepared."""
        return self._launch

    @property
    def palette(self) -> Palette:
        """The colours."""
        return self._palette

    @property
    def _palette(self) -> Palette:
        return Palette.of(
            self.current_theme, self.theme_variables, self._launch.depth, safe=self._safe_colors
        )

    @property
    def _safe_colors(self) -> bool:
        return (self._state.colors or self._launch.config.colors) == "safe"

    def _theme_changed(self, *_: object) -> None:
        self._repaint()

    def _repaint(self) -> None:
        """Hand the colours down."""
        self.desk.palette = self._palette
        if self.library is not None:
            self.library.palette = self._palette

    def _client_changed(self, _state: ClientState) -> None:
        """Tell of a pipeline that is not there, or that fell over."""
        if self.client is not None and self.client.problem:
            self.in_front.warn(self.client.problem)

    def _theme_for(self, article: str) -> str:
        """The theme for an article: the one chosen while it was read, else the last, or ours."""
        wanted = self._state.theme_for(article) or self._launch.config.theme
        return wanted if wanted in self.available_themes else "night"

    def _dress(self, article: Article) -> None:
        """Put on the theme of the article that was opened."""
        self.theme = self._theme_for(article.id)

    def watch_theme(self, theme: str) -> None:
        """Remember the theme, for the article and as the last one, when the user chose it."""
        desk = self.is_running and hasattr(self, "desk") and self.in_front is self.desk
        article = self.desk.article.id if desk else ""
        if article and theme != self._theme_for(article):
            self._state.choose_theme(theme, article)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: every command with its keys, and the themes."""
        desk, launch_keys = self.desk, self._launch.keymap
        targets = self._targets()
        for command in COMMANDS:
            if command.palette and command.where in targets:
                run = _runner(self, targets[command.where], command.action)
                keys = shown_keys(launch_keys.get(command.id, command.keys))
                help = " · ".join(filter(None, (keys, command.help)))
                yield SystemCommand(command.title, help, run)
        if self.in_front is desk:
            yield SystemCommand("Edit labels…", "Keys, colours, meanings", desk.action_edit_labels)
            yield SystemCommand(
                "Rename a label…", "In every article, as one act", desk.action_rename_label
            )
            yield SystemCommand("Change a key…", "Kept in keys.toml", desk.action_change_key)
        yield SystemCommand("Change theme", "Textual's themes, and ours", self.action_change_theme)

    def _targets(self) -> dict[Where, DOMNode]:
        """What runs the commands of each place that is in front."""
        if isinstance(self.in_front, DeskScreen):
            desk = self.desk
            return {Where.ARTICLE: desk.view, Where.SIDEBAR: desk.sidebar.list, Where.DESK: desk,
                    Where.APP: self}  # fmt: skip
        return {Where.LIBRARY: self.in_front, Where.APP: self}

    async def on_event(self, event: events.Event) -> None:
        """Count keys and clicks: the report card says what an article costs."""
        if isinstance(event, events.Key | events.MouseDown) and not event.is_forwarded:
            self.session.author.keys += 1
        await super().on_event(event)

    def _fatal_error(self) -> None:
        """Say in one line that the program failed, and keep the details in a file.

        Textual would print the traceback with the values of variables: untrusted text.
        """
        self.farewell = farewell()
        self._close_messages_no_wait()

    @on(DeskScreen.Failed)
    @on(Trouble)
    def _failed(self, message: DeskScreen.Failed | Trouble) -> None:
        self.leave_with(message.problem)

    def action_safe_colors(self) -> None:
        """Label colours that the colour-blind tell apart, or the usual ones."""
        self._state.colors = "usual" if self._safe_colors else "safe"
        self._repaint()
        self.in_front.say("", f"label colours: {self._state.colors}")

    @work(exclusive=True, group="search")
    async def action_search_corpus(self, typed: str = "") -> None:
        """Search all articles, and open what is chosen."""
        from tui.searching import search_corpus

        await search_corpus(self, typed)

    @on(FindBar.Widened)
    def _widened(self, message: FindBar.Widened) -> None:
        self.asked.pattern = message.pattern
        self.action_search_corpus(message.query)

    def action_help(self) -> None:
        """What every key does."""
        from tui.screens.help import HelpScreen

        if self.in_front.palette is not None and not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.in_front.palette, self._launch.keymap))

    async def action_quit(self) -> None:
        """Leave: everything is saved, the store is made fit for other programs."""
        if self.desk.is_running:
            self.desk.leave()
        if self.library is not None:
            self.library.leave()
        self._state.save()
        if self.client is not None:
            self.client.close()
        try:
            await self.session.close()
        except StoreError as error:
            self.leave_with(str(error))
        else:
            self.exit()

    def leave_with(self, problem: str) -> None:
        """Leave because of a problem; the command line says it when the screen is restored."""
        self.farewell = problem
        self.exit(return_code=1)


def _runner(app: PostilApp, target: DOMNode, action: str) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        await app.run_action(action, target)

    return run
