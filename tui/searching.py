"""The search in all articles: what it needs of the program, and where what was chosen is opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.app import PostilApp
    from tui.corpus_reach import Place


@dataclass
class Asked:
    """What was looked for last, to begin with it again."""

    typed: str = ""
    pattern: bool = False
    word: bool = False
    cursor: int = 0


async def search_corpus(app: PostilApp, typed: str = "") -> None:
    """Search all articles, and open what is chosen.

    Args:
        app: The program.
        typed: What to look for; else what was looked for last.
    """
    from annotations.corpus_index import index_file
    from tui.corpus_reach import CorpusReach
    from tui.paths import cache_dir
    from tui.screens.corpus_search import CorpusSearchScreen

    if typed and typed != app.asked.typed:
        app.asked.typed, app.asked.cursor = typed, 0
    session, desk = app.session, app.desk
    reach = CorpusReach(
        session, app.launch.articles, app.feed, index_file(cache_dir() / "search", session.store)
    )

    def changed() -> None:
        if desk.is_running:  # the library looks by itself
            desk.show_annotations()

    found = await app.push_screen_wait(
        CorpusSearchScreen(reach, session, desk.scheme, app.palette, app.asked, changed)
    )
    if found is not None:
        await _open(app, found)


async def _open(app: PostilApp, found: Place) -> None:
    """Go to what was found, in its article, on the desk."""
    desk = app.desk
    place = await _place_of(app, found)
    if place is None:
        app.in_front.warn("That article is not there any more.")
        return
    desk.wait_for(found.article, found.range)
    is_shown = desk.is_running and desk.article.id == found.article
    await app.show_article(app.launch.articles.place if is_shown else place)
    if is_shown:
        desk.go_to_awaited()


async def _place_of(app: PostilApp, found: Place) -> int | None:
    """Where the article stands in the list; one that is only in the store is put there."""
    import asyncio

    from annotations.sources import Kind, Reading, SourceRef

    articles = app.launch.articles
    place = articles.place_of(found.article)
    if place is None:
        place = articles.place_of_source(found.source)
    if place is None:
        article = await asyncio.to_thread(app.session.corpus.article, found.article)
        if article is None:
            return None
        ref = SourceRef(article.source or article.id, Kind.TEXT)
        place = articles.append(ref, Reading(article))
    return place
