"""The list widget with 50,000 rows, against Textual's own: mount, cursor, one row, filter.

    python benchmarks/bench_lists.py [ROWS]

Each in a small app in a pseudo-terminal; a repaint is over when the driver was given it.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from pane_probe import Watch
from terminal import seconds_until, verdict

TURNS = 25


def rows(count: int) -> list[str]:
    """Names to list."""
    return [f"{place:06} Dushanbe {place % 97} of the Okno complex" for place in range(count)]


def own_list(names: list[str]):
    """Ours."""
    from rich.segment import Segment
    from textual.strip import Strip

    from tui.themes import NIGHT, Palette
    from tui.widgets.bar import ink
    from tui.widgets.row_list import RowList

    class Names(RowList[str]):
        def draw(self, row, width, palette, *, on, focused):
            style = ink(palette.text, palette.accent if on else palette.page)
            return Strip([Segment(row, style)]).adjust_cell_length(width, style)

        def on_mount(self) -> None:
            variables = {**NIGHT.to_color_system().generate(), **NIGHT.variables}
            self.palette = Palette.of(NIGHT, variables)
            self.show(names)

        def move(self) -> None:
            self.move_cursor(self.cursor + 1)

        def update_one(self) -> None:
            changed = list(self.rows)
            changed[self.cursor] += "!"
            self.show(changed)

        def filter(self, typed: str) -> None:
            self.show([name for name in names if typed in name])

    return Names()


def data_table(names: list[str]):
    """Textual's."""
    from textual.widgets import DataTable

    class Names(DataTable):
        def on_mount(self) -> None:
            self.cursor_type = "row"
            self.add_column("name", key="name")
            for place, name in enumerate(names):
                self.add_row(name, key=str(place))

        def move(self) -> None:
            self.move_cursor(row=self.cursor_row + 1)

        def update_one(self) -> None:
            self.update_cell(str(self.cursor_row), "name", "changed!")

        def filter(self, typed: str) -> None:
            self.clear()
            for place, name in enumerate(names):
                if typed in name:
                    self.add_row(name, key=str(place))

    return Names()


KINDS = {"own": own_list, "DataTable": data_table}


def probe(kind: str, count: int, out: Path) -> None:
    """Be the small app, watched."""
    from textual.app import App

    names = rows(count)

    class Small(App[None]):
        def on_mount(self) -> None:
            self.call_after_refresh(self.begin)

        def begin(self) -> None:
            self.measuring = asyncio.ensure_future(measure(self))

    async def measure(app) -> None:
        await asyncio.sleep(0.3)
        watch, found = Watch(app._driver), {}
        widget = KINDS[kind](names)
        found["mount"] = await watch.after(lambda: app.mount(widget), quiet=0.5)
        widget.focus()
        await asyncio.sleep(0.3)
        for name, act in (("cursor", widget.move), ("one row", widget.update_one)):
            took = [await watch.after(act) for _ in range(TURNS)]
            found[name] = statistics.median(took)
        blocked = []
        for typed in ("D", "Du", "Dus", "9", "97", "no such name", ""):
            start = time.perf_counter()
            widget.filter(typed)
            blocked.append(time.perf_counter() - start)
            await asyncio.sleep(0.1)
        found["filter"] = max(blocked)
        part = out.with_suffix(".part")
        part.write_text(json.dumps(found))
        part.replace(out)

    Small().run()


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            out = Path(folder, kind)
            argv = [sys.executable, __file__, "--probe", kind, str(count), str(out)]
            seconds_until(argv, until=out.exists, patience=120)
            found[kind] = json.loads(out.read_text())
    print(f"{count:,} rows, ms" + "".join(f"{kind:>12}" for kind in KINDS))
    for name in found["own"]:
        print(f"{name:<16}" + "".join(f"{1000 * found[kind][name]:12.1f}" for kind in KINDS))
    for name, most in (("mount", 60), ("cursor", 4), ("one row", 4), ("filter", 17)):
        verdict(f"{name}, ms", 1000 * found["own"][name], most)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--probe"]:
        probe(sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
    else:
        main()
