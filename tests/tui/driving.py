"""Drives the real program in one process: real store and files, predictions from a word list."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import pytest
from rich.cells import cell_len
from textual import events
from textual._compositor import LayoutUpdate
from textual.geometry import Offset
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.strip import Strip

from annotations.annotation_set import Annotation
from annotations.article import Article
from annotations.errors import ExtractionError
from annotations.labels import LabelScheme, default_scheme
from annotations.predictions import Pipeline, Predictions
from annotations.sources import collect
from annotations.span import Span
from tui.app import PostilApp
from tui.config import Config
from tui.feed import Arrived
from tui.launch import Launch
from tui.reading_list import ReadingList
from tui.screens.desk import DeskScreen
from tui.widgets.annotation_sidebar import AnnotationSidebar
from tui.widgets.article_moves import ArticlePane

PATIENCE = 20.0
"""Seconds after which what is waited for counts as not coming."""


YIELD = 0.001
"""Seconds between two looks, for threads to work in."""


class Patience:
    """Time that runs out; what a stopped machine slept does not count."""

    def __init__(self, seconds: float = PATIENCE) -> None:
        self._left, self._last = seconds, monotonic()

    def __bool__(self) -> bool:
        now = monotonic()
        self._left -= min(0.5, now - self._last)
        self._last = now
        return self._left > 0


TEXT = """\
Washington looks to Dushanbe

By Ines Calloway

Donald Lu, the assistant secretary of state, went to Tajikistan on Monday. In Tajikistan he met \
the people of the Okno complex, and everybody spoke of Tajikistan's border.

The Pentagon spoke of drones. Dushanbe wants them. Washington will pay $60 million.
"""
"""An article in which the word list is wrong about some names, and misses others."""

WORDS = {
    "Washington": "GPE",
    "Dushanbe": "ORG",
    "Donald Lu": "PERSON",
    "Tajikistan": "NORP",
    "Monday": "DATE",
    "The Pentagon": "ORG",
    "$60 million": "MONEY",
}


def find(text: str, words: Mapping[str, str]) -> list[Span]:
    """Every place where one of the words stands, longer words first."""
    found: list[Span] = []
    for word in sorted(words, key=len, reverse=True):
        at = -1
        while (at := text.find(word, at + 1)) >= 0:
            span = Span.of(text, at, at + len(word), words[word])
            if not any(span.overlaps(other) for other in found):
                found.append(span)
    return sorted(found)


@dataclass
class WordFeed:
    """Stands in for `PredictionFeed`: finds a list of words, at once and in order."""

    words: Mapping[str, str] = field(default_factory=lambda: WORDS)
    parts: int = 1
    """In how many portions the predictions arrive."""
    problem: str = ""
    """What is said of a stretch that could not be read."""
    error: str = ""
    """Why there is no pipeline."""
    between: Callable[[], object] | None = None
    """Called before each portion; its result is awaited when it can be."""
    remembers: bool = True
    """Whether articles that were not opened count as read before."""
    pipeline: Pipeline = Pipeline("wordlist", "1.0")  # noqa: RUF009  (frozen)
    asked: list[str] = field(default_factory=list)
    """The ids of the articles that were predicted."""

    async def predict(self, article: Article, first: int = 0) -> AsyncIterator[Arrived]:
        """The words of the list that stand in the article."""
        self.asked.append(article.id)
        if self.error:
            raise ExtractionError(self.error)
        spans = find(article.text, self.words)
        for part in range(1, self.parts + 1):
            if self.between is not None:
                waiting = self.between()
                if hasattr(waiting, "__await__"):
                    await waiting
            until = len(spans) * part // self.parts
            since = len(spans) * (part - 1) // self.parts
            yield Arrived(tuple(spans[since:until]), self.pipeline, part / self.parts, self.problem)

    def known(self, article: Article) -> Predictions | None:
        """What it says of an article, as if it had been read before."""
        spans = tuple(find(article.text, self.words))
        return Predictions(article.id, self.pipeline, spans) if self.remembers else None


class Desk:
    """The program on its screen, and what a test wants to know of it."""

    def __init__(self, app: PostilApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    # What there is.

    @property
    def screen(self) -> DeskScreen:
        """The desk itself, whatever lies over it."""
        return self.app.desk

    @property
    def view(self) -> ArticlePane:
        """The article pane."""
        return self.screen.view

    @property
    def sidebar(self) -> AnnotationSidebar:
        """The second pane."""
        return self.screen.sidebar

    @property
    def text(self) -> str:
        """The article that is shown."""
        return self.screen.article.text

    @property
    def token(self) -> str:
        """The word under the cursor."""
        return self.text[slice(*self.view.token)] if self.view.token else ""

    @property
    def selected(self) -> str:
        """The selected text."""
        return self.text[slice(*self.view.selection)] if self.view.selection else ""

    @property
    def at(self) -> str:
        """The entity under the cursor."""
        return self.view.current.span.text if self.view.current else ""

    @property
    def cursor_row(self) -> int:
        """The row of the article pane in which the cursor stands."""
        return self.view.layout_row(self.view.cursor.offset) - int(self.view.scroll_offset.y)

    @property
    def cursor_column(self) -> int:
        """The column of the text in which the cursor stands."""
        return self.view._page.cell_of(self.view.cursor.offset)[0]

    @property
    def cursor_in_view(self) -> bool:
        """Whether the cursor can be seen."""
        return 0 <= self.cursor_row < self.view.size.height

    @property
    def annotations(self) -> list[Annotation]:
        """What stands in the article, as it is shown."""
        return list(self.screen.annotations)

    @property
    def entities(self) -> list[str]:
        """What stands: `Dushanbe ORG predicted`, in the order of the text."""
        return [f"{a.span.text} {a.span.label} {a.status}" for a in self.annotations]

    def of(self, surface: str) -> list[str]:
        """What became of each mention with this text: `GPE corrected`."""
        found = (a for a in self.annotations if a.span.text == surface)
        return [f"{a.span.label} {a.status}" for a in found]

    @property
    def said(self) -> str:
        """What the status line says."""
        status = self.screen.status
        return f"{status.strong} {status.said}".strip()

    def told(self, *parts: str) -> bool:
        """Whether the status line says all of this, in this order."""
        at = 0
        for part in parts:
            at = self.said.find(part, at)
            assert at >= 0, f"{part!r} is not said in {self.said!r}"
        return True

    @property
    def saved(self) -> str:
        """Whether the status line says that it is saved."""
        return str(self.screen.status.saved)

    @property
    def notices(self) -> list[str]:
        """The notifications."""
        return [str(notification.message) for notification in self.app._notifications]

    @property
    def rows(self) -> list[str]:
        """The sidebar's rows as they are drawn."""
        front = self.sidebar.front
        assert self.screen.palette is not None
        return [
            "".join(
                segment.text
                for segment in front.draw(row, 40, self.screen.palette, on=False, focused=False)
            ).rstrip()
            for row in front.rows
        ]

    @property
    def row(self) -> str:
        """The text of the sidebar's row under the cursor."""
        row = self.sidebar.front.row
        return str(getattr(row, "surface", getattr(row, "label", row)))

    def strips(self) -> list[Strip]:
        """The whole terminal, row by row, as it goes to the terminal."""
        return strips_of(self.app)

    @property
    def lines(self) -> list[str]:
        """The whole terminal as text."""
        return ["".join(segment.text for segment in strip) for strip in self.strips()]

    @property
    def page(self) -> str:
        """The whole terminal as one text."""
        return "\n".join(self.lines)

    # What is done.

    async def settle(self) -> None:
        """Wait until nothing is under way: no message, no write, no article being opened."""
        patience = Patience()
        quiet = 0
        while quiet < 3:
            if quiet == 1:
                await self.pilot.pause(0)  # draws what has changed
            else:
                await self.pilot._wait_for_screen()
            if not self.app.is_running:
                return
            pumps = [self.app, *self.app.screen.walk_children(with_self=True)]
            busy = (
                any(pump.message_queue_size for pump in pumps)
                or any(w.group == "open" and not w.is_finished for w in self.app.workers)
                or self.app.session._turn.locked()
                or self.app._held
            )
            quiet = 0 if busy else quiet + 1
            if busy:
                await asyncio.sleep(YIELD)
            assert patience, "the program does not come to rest"

    async def press(self, *keys: str) -> None:
        """Press keys, each when the one before has done its work."""
        for key in keys:
            self.strike(key)
            await self.settle()

    def strike(self, key: str) -> None:
        """Press a key and wait for nothing."""
        name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
        self.app.post_message(events.Key(name, _character_of(key)))

    async def type(self, text: str) -> None:
        """Type into what has the keyboard."""
        await self.press(*text)

    async def until_pending(self, predicate: Callable[[], object], what: str) -> None:
        """Wait for something to come true while something else is held up."""
        patience = Patience()
        while not predicate():
            assert patience, f"waited in vain for {what}"
            await asyncio.sleep(0.001)

    async def until(self, predicate: Callable[[], object], what: str) -> None:
        """Wait for something to come true.

        Args:
            predicate: Asked again and again.
            what: Names it, for when it does not come.
        """
        patience = Patience()
        while not predicate():
            assert patience, f"waited in vain for {what}:\n{self.page}"
            await self.pilot.pause(0)
            await asyncio.sleep(YIELD)
        await self.settle()

    async def put(self, word: str, nth: int = 0) -> None:
        """Put the cursor on the first character of a word of the article."""
        self.view.go_to(self.place(word, nth))
        await self.settle()

    def place(self, word: str, nth: int = 0) -> int:
        """Where a word stands in the article, counted from 0."""
        at = -1
        for _ in range(nth + 1):
            at = self.text.index(word, at + 1)
        return at

    async def dialog(self, name: str) -> None:
        """Wait for a screen to be on top."""
        await self.until(lambda: type(self.app.screen).__name__ == name, f"the {name}")

    async def quit(self) -> None:
        """Leave with the key."""
        await self.press("q")
        await self.until(lambda: self.app._exit, "the end of the program")

    # The mouse.

    def cell(self, word: str, *, into: int = 0) -> Offset:
        """The cell of the screen where a word of the article begins, or so many cells on."""
        x, y = self.view._page.cell_of(self.place(word))
        region = self.view.content_region
        return Offset(
            region.x + self.view.margin + x + into, region.y + y - int(self.view.scroll_offset.y)
        )

    async def click(self, at: Offset, times: int = 1) -> None:
        """Click on a cell of the screen."""
        await self.pilot.click(offset=at, times=times)
        await self.settle()

    async def drag(self, start: Offset, end: Offset, **modifiers: bool) -> None:
        """Press the button, move, let go."""
        await self.pilot.mouse_down(offset=start)
        await self.pilot._post_mouse_events([events.MouseMove], offset=end, button=1, **modifiers)
        await self.pilot.mouse_up(offset=end)
        await self.settle()

    async def resize(self, width: int, height: int) -> None:
        """Make the terminal another size."""
        await self.pilot.resize_terminal(width, height)
        await self.settle()


def _character_of(key: str) -> str | None:
    if len(key) == 1:
        return key
    if key == "space":
        return " "
    with suppress(KeyError):
        return unicodedata.lookup(key.replace("_", " ").upper())
    return "\r" if key == "enter" else None


def strips_of(app: PostilApp) -> list[Strip]:
    """What the terminal shows: all screens, the dialogs over the desk."""
    width, height = app.size
    screen = app.screen
    update = screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    assert isinstance(update, LayoutUpdate)
    strips = [Strip.join(row) for row in update.strips]
    assert len(strips) == height
    assert all(strip.cell_length == width for strip in strips)
    assert all(cell_len(segment.text) == segment.cell_length for s in strips for segment in s)
    return strips


@dataclass
class Workplace:
    """A folder with articles, and the program over it, as often as it is opened."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch

    @property
    def store(self) -> Path:
        """The store beside the articles."""
        return self.folder / "annotations.json"

    def write(self, texts: str | Mapping[str, str | bytes]) -> None:
        """Put articles into the folder, by file name; a single text as `article.txt`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, text in ({"article.txt": texts} if isinstance(texts, str) else texts).items():
            data = text.encode() if isinstance(text, str) else text
            (self.folder / name).write_bytes(data)

    def launch(
        self,
        *,
        scheme: LabelScheme | None = None,
        config: Config | None = None,
        keymap: Mapping[str, str] | None = None,
        annotator: str = "ann",
        notices: Sequence[str] = (),
        paths: Iterable[str] | None = None,
        store: Path | None = None,
        library: bool = False,
        order: str = "",
    ) -> Launch:
        """What the command line would prepare."""
        opened = tuple(paths or [str(self.folder)])
        articles = ReadingList(collect(opened).refs)
        if not library:
            articles.read_ahead(0)
        return Launch(
            store=store or self.store,
            articles=articles,
            scheme=scheme or default_scheme(),
            labels_file=self.folder / "labels.toml",
            config=config or Config(memory=False),  # it speaks when it is ready
            annotator=annotator,
            keymap=dict(keymap or {}),
            worker=None,
            notices=notices,
            first="" if library else articles.read_again().article.id,
            paths=opened,
            library=library,
            order=order,
        )

    def app(self, feed: WordFeed | None = None, **launch: object) -> PostilApp:
        """The program, not yet running."""
        feed = feed or WordFeed()
        self.monkeypatch.setattr("tui.rooms.PredictionFeed", lambda *_: feed)
        return PostilApp(self.launch(**launch))  # type: ignore[arg-type]

    @asynccontextmanager
    async def open(
        self,
        texts: str | Mapping[str, str | bytes] | None = None,
        *,
        size: tuple[int, int] = (100, 30),
        words: Mapping[str, str] | None = None,
        feed: WordFeed | None = None,
        ready: bool = True,
        **launch: object,
    ) -> AsyncIterator[Desk]:
        """Open the program.

        Args:
            texts: Articles to write first; what is in the folder stays.
            size: Columns and rows of the terminal.
            words: What the pipeline finds, with labels.
            feed: The pipeline, when it shall do more than find words.
            ready: Wait until the predictions are there.
            launch: What the command line says otherwise.
        """
        if texts is not None:
            self.write(texts)
        app = self.app(feed or WordFeed(words if words is not None else WORDS), **launch)
        try:
            async with app.run_test(size=size, notifications=True) as pilot:
                desk = Desk(app, pilot)
                if ready:
                    await desk.until(lambda: is_ready(desk), "the first article")
                yield desk
        finally:
            with suppress(RuntimeError):  # it has been closed
                await app.session.close()


def is_ready(desk: Desk) -> bool:
    """Whether an article is open, with all that is predicted in it."""
    return (
        hasattr(desk.app, "desk")
        and desk.screen.query("HeaderBar")
        and desk.screen.palette is not None
        and desk.app.session.article.id == desk.screen.article.id
        and not desk.screen.header.working
        and not any(not worker.is_finished for worker in desk.app.workers)
    )
