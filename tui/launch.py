"""`Launch`: what the command line prepares for the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.extraction import WorkerProcess
from annotations.labels import LabelScheme
from tui.config import Config
from tui.depth import Depth, depth
from tui.encodings import Encodings
from tui.reading_list import ReadingList
from tui.state import State, remembered

if TYPE_CHECKING:
    from tui.first_keys import FirstKeys


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
    worker: Callable[[], WorkerProcess] | None
    """Gives the pipeline's process; None when there shall be no predictions."""
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
    first_keys: FirstKeys | None = None
    """What obeyed keys on the page that was painted before; None when there was none."""
