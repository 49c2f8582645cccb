"""From paths to the screen: everything that `postil PATH...` does before Textual is there.

Imports little: the first page is painted by what is imported here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.errors import SourceError
from tui.colors import OURS
from tui.config import Config, key_places, load_config
from tui.depth import Depth, depth
from tui.encodings import Encodings, header_name
from tui.failing import MisuseError, tell
from tui.meanwhile import said_meanwhile
from tui.paths import data_dir, folder_of, store_for

if TYPE_CHECKING:
    from annotations.extraction import WorkerProcess
    from annotations.labels import LabelScheme
    from annotations.sources import Collection
    from tui.first_keys import FirstKeys
    from tui.first_page import FirstPage
    from tui.reading_list import ReadingList
    from tui.state import State

REPAINTS = 240
"""Repaints in a second at most: a key is not kept waiting for the next frame."""
LABELS_NAME = "labels.toml"
"""The scheme's file beside the texts."""


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for."""

    paths: tuple[str, ...] = ()
    """What to read; the current folder when empty."""
    demo: bool = False
    """Whether a private copy of the sample articles is to be opened instead."""
    store: str | None = None
    model: str | None = None
    predict: bool = True
    """Whether a pipeline shall predict."""
    memory: bool = True
    """Whether earlier corrections shall propose."""
    labels: str | None = None
    annotator: str | None = None
    encoding: str | None = None
    order: str | None = None
    """Which article comes next."""


def read(wanted: Wanted) -> None:
    """Open the screen, and stay until it is left.

    Raises:
        MisuseError: There is no terminal that can show it.
        PostilError: Something that is named cannot be had.
        SystemExit: The program ended with a problem.
    """
    if not sys.stdout.isatty():
        raise MisuseError("this needs a terminal; without one, try postil export")
    if os.environ.get("TERM") in ("dumb", "unknown"):
        raise MisuseError(
            "this terminal cannot place text (TERM says so); try another, or postil export"
        )
    config = load_config()
    _refuse_order(wanted.order or config.order)
    if not wanted.memory:
        config = replace(config, memory=False)
    if wanted.model:
        _refuse_unknown(wanted.model)
    model = wanted.model or config.model or None
    opened = (demo_copy(),) if wanted.demo else wanted.paths or (("-",) if _is_piped() else (".",))
    worker = _Worker(model) if wanted.predict else None
    try:
        if worker is not None and not _names_folder(opened[0]):
            worker.start()
        _open_screen(opened, wanted, config, worker, model)
    finally:
        if worker is not None:
            worker.close()


def _refuse_unknown(model: str) -> None:
    """Raises ExtractionError for a pipeline that is named and not there."""
    from annotations.extraction import resolve

    resolve(model)


def _refuse_order(order: str) -> None:
    """Raises MisuseError for a queue that there is not."""
    if order != "listed":
        from annotations.library.queue import Order, OrderError

        try:
            Order.parse(order)
        except OrderError as error:
            raise MisuseError(str(error)) from None


class _Worker:
    """The pipeline's process: for an article started before anything slow, so that it loads
    meanwhile; for the library when that is on the screen, which it would hold up."""

    def __init__(self, model: str | None) -> None:
        self._model = model
        self._process: WorkerProcess | None = None

    def start(self) -> WorkerProcess:
        """The process, started at the first call.

        Raises:
            ExtractionError: The system allows no further process.
        """
        from annotations.extraction import spawn

        if self._process is None:
            self._process = spawn(self._model)
        return self._process

    def close(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.close()


def _open_screen(
    paths: Sequence[str],
    wanted: Wanted,
    config: Config,
    worker: _Worker | None,
    model: str | None,
) -> None:
    from tui.reading_list import ReadingList
    from tui.state import remembered

    found = _collect(paths, wanted)
    state = remembered()
    encodings = Encodings(wanted.encoding, state)
    articles = ReadingList(found.refs, encodings.read)
    store_path, notice = store_for(paths, wanted.store)
    if notice:  # the user's own folder, which may not be there yet
        with suppress(OSError):
            store_path.parent.mkdir(parents=True, exist_ok=True)
    notices = [*found.problems, *found.notices, *([notice] if notice else [])]
    library = len(articles) > 1 and _names_folder(paths[0])
    if not library:
        if worker is not None:
            worker.start()
        first = articles.place_of_source(state.last_source(str(store_path))) or 0
        notices += _read_first(articles, first)
    _keyboard_from_terminal()
    colors = depth()
    # A long text is not hashed for nothing before it is shown.
    unknown = library or state.is_fresh
    first_id = "" if unknown else articles.read_again().article.id
    if colors is Depth.MANY:  # terminfo knows terminals that Rich does not
        os.environ.setdefault("TEXTUAL_COLOR_SYSTEM", colors.value)
    os.environ.setdefault("TEXTUAL_FPS", str(REPAINTS))
    page = nullcontext() if library else _first_page(articles, state, first_id, config)
    with page as first_keys:
        from tui.app import PostilApp
        from tui.keymap import check
        from tui.launch import Launch
        from tui.terminal_driver import driver_class

        folder = folder_of(paths) or store_path.parent
        scheme = find_scheme(wanted.labels or config.labels, folder)
        labels_file = Path(wanted.labels or config.labels or folder / LABELS_NAME)
        keymap, problems = check(config.keys, key_places())
        launch = Launch(
            store=store_path,
            articles=articles,
            scheme=scheme,
            labels_file=labels_file,
            config=config,
            annotator=wanted.annotator or config.name(),
            keymap=keymap,
            worker=worker.start if worker is not None else None,
            model=model,
            notices=[*notices, *problems],
            state=state,
            first=first_id,
            depth=colors,
            paths=tuple(paths),
            encodings=encodings,
            library=library,
            order=wanted.order or "",
            first_keys=first_keys,
        )
        if not library:  # before the first page is left, which is read meanwhile
            import_module("tui.screens.desk")
        app = PostilApp(launch, driver_class(first_keys))
        if not os.isatty(0):
            raise MisuseError("there is no keyboard; standard input is no terminal")
        app.run()
    if app.farewell:
        tell(app.farewell)
    if app.return_code:
        sys.exit(app.return_code)


def _collect(paths: Sequence[str], wanted: Wanted) -> Collection:
    """What there is to open.

    Raises:
        SourceError: Nothing; says what a newcomer may have meant.
    """
    from annotations.sources import collect

    try:
        return collect(paths)
    except SourceError as error:
        raise SourceError(f"{error}{_advice(wanted, str(error))}") from None


def _advice(wanted: Wanted, problem: str) -> str:
    if not wanted.paths and not wanted.demo:
        return "; postil --demo opens sample articles"
    word = wanted.paths[0] if len(wanted.paths) == 1 else ""
    if not word.isalpha() or "did you mean" in problem:
        return ""
    from difflib import get_close_matches

    from tui.words import COMMANDS

    close = get_close_matches(word, COMMANDS, n=1, cutoff=0.75)
    return f"; did you mean the command postil {close[0]}?" if close else ""


def _names_folder(path: str) -> bool:
    """Whether it stands for whatever is there, rather than for one article."""
    return os.path.isdir(path) or any(sign in path for sign in "*?[")  # noqa: PTH112


def _first_page(
    articles: ReadingList, state: State, first: str, config: Config
) -> AbstractContextManager[FirstKeys | None]:
    """The first page, on the screen before Textual is imported; none where it could not be kept."""
    from tui.preview import first_page, is_possible

    reading = articles.read_again()
    article, name = reading.article, header_name(articles.ref, reading)
    place = f"{articles.place + 1} of {len(articles)}"
    colors = {**config.themes, **OURS}.get(state.theme_for(first) or config.theme)
    if colors is None or not is_possible():
        return nullcontext()

    def page(size: tuple[int, int]) -> FirstPage:
        from tui.first_page import FirstPage

        offset, centred = state.position(first), config.centred
        return FirstPage(article, name, place, colors, size, config.column, offset, centred=centred)

    def moves() -> dict[bytes, str]:
        from tui.first_keys import moves_by_key

        return moves_by_key(config.keys, letters=config.letters)

    return first_page(page, moves)


def _read_first(articles: ReadingList, first: int) -> list[str]:
    """Read an article, so that the screen begins with text: the one at `first`, or the next.

    Returns:
        A line about each that cannot be read.

    Raises:
        SourceError: None can.
    """
    problems: list[str] = []
    for place in (*range(first, len(articles)), *range(first)):
        try:
            with said_meanwhile(articles.refs[place]):
                articles.read_ahead(place)
        except SourceError as error:
            problems.append(str(error))
        else:
            articles.place = place
            return problems
    raise SourceError(problems[0])


def find_scheme(given: str | None, folder: Path) -> LabelScheme:
    """The label scheme: the one given, else `labels.toml` beside the texts, else OntoNotes.

    Raises:
        LabelSchemeError: The file cannot be read or used.
    """
    from annotations.labels import default_scheme, load_scheme

    if given:
        return load_scheme(Path(given))
    beside = folder / LABELS_NAME
    return load_scheme(beside) if beside.exists() else default_scheme()


def _is_piped() -> bool:
    """Whether another program, or a file, is standard input."""
    from stat import S_ISFIFO, S_ISREG, S_ISSOCK

    try:
        mode = os.fstat(0).st_mode
    except OSError:
        return False
    return S_ISFIFO(mode) or S_ISREG(mode) or S_ISSOCK(mode)


def _keyboard_from_terminal() -> None:
    """Take the keys from the terminal itself: what is piped in may be an article, and is no key."""
    if not os.isatty(0):
        with suppress(OSError):  # said before the screen is opened
            os.dup2(os.open("/dev/tty", os.O_RDWR), 0)


def samples() -> Path:
    """The sample articles: in the wheel, or beside the packages in a checkout."""
    here = Path(__file__).parent
    shipped = here / "sample_texts"
    return shipped if shipped.is_dir() else here.parent / "sample_texts"


def demo_copy() -> str:
    """The user's own copy of the sample articles, made when it is not there."""
    import shutil

    folder = data_dir() / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    for sample in sorted(samples().iterdir()):
        mine = folder / sample.name
        if (
            sample.is_file()
            and not sample.name.startswith("annotations.json")
            and not mine.exists()
        ):
            shutil.copyfile(sample, mine)
    return str(folder)
