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


async def search_corpus(app: PostilApp, typed: str = "") -> int | None:
    """Search all articles.

    Args:
        app: The program.
        typed: What to look for; else what was looked for last.

    Returns:
        The place of the article to open; the desk goes to what was found in it.
    """
    from annotations.corpus_index import index_file
    from tui.corpus_reach import CorpusReach
    from tui.paths import cache_dir
    from tui.screens.corpus_search import CorpusSearchScreen

    if typed and typed != app.asked.typed:
        app.asked.typed, app.asked.cursor = typed, 0
    launch, session = app.launch, app.session
    index = index_file(cache_dir() / "search", session.store)
    screen = CorpusSearchScreen(
        CorpusReach(session, launch.articles, app.feed, index),
        session,
        app.desk.scheme,
        app.palette,
        app.asked,
        app.desk.show_annotations,
    )
    place = await app.push_screen_wait(screen)
    return await _place_of(app, place) if place is not None else None


async def _place_of(app: PostilApp, found: Place) -> int | None:
    """Where the article stands in the list; one that is only in the store is put there."""
    import asyncio

    from annotations.sources import Kind, Reading, SourceRef

    articles, desk = app.launch.articles, app.desk
    desk.wait_for(found.article, found.range)
    if desk.article.id == found.article:
        desk.go_to_awaited()
        return None
    place = articles.place_of(found.article)
    if place is None:
        place = articles.place_of_source(found.source)
    if place is None:
        article = await asyncio.to_thread(app.session.corpus.article, found.article)
        if article is None:
            desk.warn("That article is not there any more.")
            return None
        ref = SourceRef(article.source or article.id, Kind.TEXT)
        place = articles.append(ref, Reading(article))
    return place
