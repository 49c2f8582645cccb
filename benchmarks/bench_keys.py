"""From exec to a screen that answers keys, and from the last key to the shell's screen.

    python benchmarks/bench_keys.py [RUNS]

A key is typed again and again until the screen shows that it was obeyed: one for reading, and one
that only the desk knows. Against a one-line Textual app, toolong and frogmouth on the same text.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from bench_pane import article_of
from terminal import in_turn, peer, seconds_to_leave, seconds_until_key, show, verdict

LAST = "Quandary"
"""The last word of every article here: only a screen that went to the end shows it."""
END = "\x1b[F"
DESK = "n", "nothing was looked for yet"
"""A key for more than reading, and what it shows."""

ONE_LINE_APP = """
import sys
from textual.app import App
from textual.widgets import Static
class OneLine(App):
    BINDINGS = [("end", "say", "Say"), ("q", "quit", "Quit")]
    def compose(self): yield Static("Anything", id="it")
    def action_say(self): self.query_one("#it").update("Quandary")
OneLine().run()
"""


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), runs)


def compare(folder: Path, runs: int) -> None:
    os.environ.update(HOME=str(folder / "home"), XDG_CACHE_HOME=str(folder / "cache"))
    postil = [str(Path(sys.executable).parent / "postil"), "--no-model"]
    articles = {size: folder / f"article-{size}.md" for size in (0.005, 1.0, 10.0)}
    for size, path in articles.items():
        path.write_text(article_of(size) + f"\n\nIn the end a {LAST}.\n", encoding="utf-8")
    small = str(articles[0.005])
    one_line = [sys.executable, "-c", ONE_LINE_APP]
    programs = {
        "one-line Textual app": one_line,
        "postil, 5 kB": [*postil, small],
        "postil, 1 MB": [*postil, str(articles[1.0])],
        "postil, 10 MB": [*postil, str(articles[10.0])],
    }
    for package, program in (("toolong", "tl"), ("frogmouth", "frogmouth")):
        if found := peer(package, program):
            programs[package] = [found, small]

    def answering(argv: list[str], key: str = END, shown: str = LAST):
        return lambda: seconds_until_key(argv, key, shown)

    desks = {f"{name}, the desk": argv for name, argv in programs.items() if "postil" in name}
    measured = [*map(answering, programs.values())]
    measured += [answering(argv, *DESK) for argv in desks.values()]
    spreads = dict(zip([*programs, *desks], in_turn(runs, *measured), strict=True))
    line, ours = spreads["one-line Textual app"][1], spreads["postil, 5 kB"][1]
    for name, spread in spreads.items():
        show(f"answers keys: {name}", spread, line)
    ready = {"postil": "words", "line": "Anything"}
    leaving, left = in_turn(
        runs,
        lambda: seconds_to_leave([*postil, small], "q", ready["postil"]),
        lambda: seconds_to_leave(one_line, "q", ready["line"]),
    )
    show("leaves: postil", leaving, left[1])
    show("leaves: one-line Textual app", left)
    verdict("answers keys / one-line Textual app", ours / line, 1.6)
    for package in ("toolong", "frogmouth"):
        if package in spreads:
            verdict(f"answers keys / {package}", ours / spreads[package][1], 0.65)
    large, huge = (spreads[f"postil, {size}"][1] for size in ("1 MB", "10 MB"))
    verdict("1 MB answers keys / one-line Textual app", large / line, 1.6 * 1.1)
    verdict("10 MB answers keys / one-line Textual app", huge / line, 1.6 * 1.5)
    print(f"        1 MB / 5 kB: {large / ours:.2f}, 10 MB / 5 kB: {huge / ours:.2f}")
    desk, *others = (spreads[name][1] for name in desks)
    verdict("the desk answers / one-line Textual app", desk / line, 1.6)
    verdict("the desk, 1 MB / 5 kB", others[0] / desk, 1.1)
    verdict("the desk, 10 MB / 5 kB", others[1] / desk, 1.5)
    verdict("leaves / one-line Textual app", leaving[1] / left[1], 0.6)


if __name__ == "__main__":
    main()
