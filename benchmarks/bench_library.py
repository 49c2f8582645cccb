"""The library of many articles: from exec to the first key, a filter's keystrokes, memory.

    python benchmarks/bench_library.py [ARTICLES]

Against a Textual DataTable of the same rows. The store is warm: the library was open before.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import time
from pathlib import Path

from terminal import Program, in_turn, seconds_until_key, show, verdict

HERE = Path(__file__).parent
TEXT = (HERE.parent / "sample_texts" / "washington-looks-to-dushanbe.txt").read_text("utf-8")
RUNS = 5
KEYSTROKES = ("d", "du", "dush", "200", "2001", "label:ORG", "label:ORG from:2010", "no such", "")

TABLE = """
import json, sys
from textual.app import App
from textual.widgets import DataTable
rows = json.load(open(sys.argv[1]))
class Table(App):
    BINDINGS = [("G", "bottom", "End")]
    def compose(self): yield DataTable(cursor_type="row")
    def on_mount(self):
        table = self.query_one(DataTable)
        table.add_columns("title", "source", "date", "status", "entities", "new")
        table.add_rows(rows)
    def action_bottom(self):
        self.query_one(DataTable).move_cursor(row=len(rows) - 1)
        self.bell(); self.notify("at the end")
Table().run()
"""


def make(folder: Path, count: int) -> list[list[str]]:
    """Articles and a store that knows them; the rows of a table of them."""
    from annotations.article import Article
    from annotations.corrections import Author, Change, Kind
    from annotations.predictions import Pipeline, Predictions
    from annotations.span import Span
    from annotations.store.corpus import Corpus

    author, rows = Author("ann"), []
    with Corpus(folder / "annotations.json") as corpus:
        for first in range(0, count, 500):
            articles, made, events = [], [], []
            for number in range(first, min(count, first + 500)):
                year = 2000 + number % 20
                place = folder / str(year) / f"article-{number:05}.txt"
                place.parent.mkdir(exist_ok=True)
                start = number * 37 % 2000
                text = f"Article {number} of many\n\n24 May {year}\n\n{TEXT[start : start + 1500]}"
                place.write_text(text, encoding="utf-8", newline="")
                article = Article(text, f"Article {number} of many", date=f"24 May {year}",
                                  source=str(place))  # fmt: skip
                found = (m.span() for m in re.finditer(r"\b[A-Z]\w+", text))
                spans = tuple(Span.of(text, *at, ("ORG", "GPE", "DATE")[at[0] % 3]) for at in found)
                articles.append(article)
                made.append(Predictions(article.id, Pipeline("capitals", "1"), spans))
                if number % 6 == 0:
                    events += author.stamp(article.id, [Change(Kind.STATUS, value="done")])
                rows.append([article.title, place.name, str(year), "new", str(len(spans)), "1"])
            corpus.record(articles, made, events)
    return rows


def warm(argv: list[str]) -> None:
    """Let the library learn all there is to learn."""
    with Program(argv) as program:
        quiet, seen = 0.0, -1
        while program.seconds - quiet < 6 and program.seconds < 240:
            program.read(0.2)
            if len(program.seen) != seen:
                quiet, seen = program.seconds, len(program.seen)
        program.type("q")
        try:
            program.until(lambda: False, program.seconds + 5)
        except TimeoutError:
            return


def memory(argv: list[str], text: str) -> float:
    """Megabytes of a program that shows a text, once it has come to rest."""
    with Program(argv) as program:
        program.until(lambda: text in program.plain, 60)
        until = program.seconds + 4
        while program.seconds < until:
            program.read(0.1)
        pages = int(Path(f"/proc/{program.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def keystrokes(folder: Path) -> float:
    """The longest that a filter's keystroke keeps the event loop from other work, in seconds."""
    import asyncio

    from annotations.sources import collect
    from tui.app import Launch, PostilApp
    from tui.config import Config
    from tui.reading_list import ReadingList

    launch = Launch(
        store=folder / "annotations.json", articles=ReadingList(collect([str(folder)]).refs),
        scheme=_scheme(), config=Config(memory=False), annotator="ann", keymap={}, worker=None,
        paths=(str(folder),), library=True,
    )  # fmt: skip
    found: list[float] = []

    async def measure() -> None:
        app = PostilApp(launch)
        async with app.run_test(size=(120, 36)) as pilot:
            library = app.library
            while library is None or not library.is_up_to_date:
                await pilot.pause(0.05)
                library = app.library
            for typed in KEYSTROKES:
                await pilot.pause(0.1)
                start = time.perf_counter()
                library.filter_line.line.value = typed
                library.filter_by(typed)
                found.append(time.perf_counter() - start)
                await asyncio.sleep(0.05)

    asyncio.run(measure())
    return max(found)


def _scheme():
    from annotations.labels import default_scheme

    return default_scheme()


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as place:
        folder, home = Path(place, "texts"), Path(place, "home")
        folder.mkdir()
        os.environ.update(HOME=str(home), XDG_CACHE_HOME=str(home / "cache"),
                          XDG_STATE_HOME=str(home / "state"))  # fmt: skip
        table = Path(place, "rows.json")
        table.write_text(json.dumps(make(folder, count)))
        one = Path(place, "one.txt")
        one.write_text("A single article.")
        postil = [sys.executable, "-m", "tui"]
        ours, theirs = [*postil, str(folder)], [sys.executable, "-c", TABLE, str(table)]
        warm(ours)

        def library() -> float:
            # The last of the last folder: the first is named in the first frame already.
            return seconds_until_key(ours, "G", f"“Article {count // 20 * 20 - 1} of")

        def data_table() -> float:
            return seconds_until_key(theirs, "G", "at the end")

        mine, other = in_turn(RUNS, library, data_table)
        show(f"library of {count:,} articles, a key obeyed", mine)
        show("Textual DataTable of the same rows", other, mine[1])
        blocked = keystrokes(folder)
        empty, full = memory([*postil, str(one)], "single"), memory(ours, "article-")
        print(f"{'memory above one article':<44}{full - empty:8.0f} MB  ({full:.0f} - {empty:.0f})")
        verdict("library usable, ms after exec", 1000 * mine[1], 500)
        verdict("library / DataTable", mine[1] / other[1], 0.5)
        verdict("longest filter keystroke, ms", 1000 * blocked, 17)
        verdict("memory above one article, MB", full - empty, 200)


if __name__ == "__main__":
    main()
