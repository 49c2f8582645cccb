"""Draws the pictures of the documentation from the real program, with the real pipeline.

make screenshots
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
SAMPLE = HERE.parent / "sample_texts" / "washington-looks-to-dushanbe.txt"
FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
WAIT = 60.0


async def draw(folder: Path) -> None:
    """Open the sample, correct a little, and draw the desk in both themes."""
    from annotations.extraction import spawn
    from annotations.labels import default_scheme
    from annotations.sources import collect
    from tui.app import PostilApp
    from tui.config import Config
    from tui.launch import Launch
    from tui.reading_list import ReadingList

    shutil.copy(SAMPLE, folder)
    articles = ReadingList(collect([str(folder)]).refs)
    launch = Launch(
        store=folder / "annotations.json",
        articles=articles,
        scheme=default_scheme(),
        config=Config(),
        annotator="ann",
        keymap={},
        worker=spawn(None),
    )
    app = PostilApp(launch)
    async with app.run_test(size=(118, 34)) as pilot:
        async with asyncio.timeout(WAIT):
            while app.desk.annotations.unreviewed < 100 or app.desk.header.working:
                await pilot.pause()
        text = app.desk.article.text
        app.desk.view.go_to(text.index("Tajikistan"))
        await pilot.press("3")
        app.desk.view.go_to(text.index("Donald Lu"))
        await pilot.press("a")
        app.desk.view.go_to(text.index("Pentagon"))
        await pilot.press("a")
        app.desk.view.go_to(text.index("Dushanbe", 40))
        await pilot.press("3")
        app.desk.view.go_to(text.index("Congress"))
        await pilot.pause()
        for theme in ("night", "paper"):
            app.theme = theme
            await pilot.pause()
            svg = FONTS.sub("", app.export_screenshot(title="postil"))
            (HERE / f"desk-{theme}.svg").write_text(svg, encoding="utf-8")
        await app.action_quit()


def main() -> None:
    """Keep the user's own settings out of the pictures."""
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(HOME=home, XDG_CONFIG_HOME=home, XDG_STATE_HOME=home, XDG_CACHE_HOME=home)
        folder = Path(home) / "texts"
        folder.mkdir()
        asyncio.run(draw(folder))


if __name__ == "__main__":
    main()
