"""`Carrying`: what was decided about an earlier text of the article, for the text it has now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from annotations.errors import PostilError, StoreError
from tui.holding import ASKS
from tui.reading_list import ReadingList
from tui.screens.judging import Judging
from tui.widgets.status_line import Saved

if TYPE_CHECKING:
    from annotations.anchoring import Revision

KEY = "article.earlier"


class Carrying(Judging):
    """Offers it when the article is opened, and lists what waits."""

    articles: ReadingList

    def __init__(self) -> None:
        super().__init__()
        self._offered: set[str] = set()

    @work(exclusive=True, group="carry")
    async def offer_earlier(self) -> None:
        """Ask whether to carry it over, once for each text that nobody has annotated yet."""
        article = self.session.article
        if self.session.annotations.progress != "new" or article.id in self._offered:
            return
        revision = await self._find_earlier()
        if revision is None or self.session.annotations.progress != "new":
            return
        self._offered.add(article.id)
        if not self._can_be_offered(revision):
            self.say("", f"{_counted(revision)} · {self.words.key(KEY)} lists them")
            return
        from tui.screens.earlier_text import EarlierTextOffer

        assert self.view.palette is not None
        answer = await self.app.push_screen_wait(
            EarlierTextOffer(self.articles.ref.name, revision, self.view.palette)
        )
        if answer == "look":
            await self._list_earlier(revision)
        elif answer == "carry":
            await self._carry_over(revision, _kept(revision))

    def _can_be_offered(self, revision: Revision) -> bool:
        """Whether there is something to carry, and nothing in the way of asking."""
        found = any(one.anchored.found for one in revision.waiting)
        return found and not self.session.read_only and self.app.screen is self

    @work(name=ASKS, exclusive=True, group="carry")
    async def action_earlier(self) -> None:
        """List what was not carried over."""
        if not await self.has_settled():
            return
        revision = await self._find_earlier()
        if revision is None:
            self.say("", "nothing waits to be carried over from an earlier text")
        else:
            await self._list_earlier(revision)

    async def _find_earlier(self) -> Revision | None:
        """What waits for the article that is shown; None when nothing does."""
        try:
            revision = await self.session.earlier()
        except PostilError as error:
            self.warn(str(error))
            return None
        shown = self.session.article is self.view.article
        return revision if shown and revision and revision.new is self.session.article else None

    async def _list_earlier(self, revision: Revision) -> None:
        from tui.screens.earlier_text import EarlierTextList

        assert self.view.palette is not None
        chosen = await self.app.push_screen_wait(
            EarlierTextList(
                self.articles.ref.name,
                revision,
                self.view.palette,
                read_only=self.session.read_only,
            )
        )
        if chosen:
            await self._carry_over(revision, chosen)

    async def _carry_over(self, revision: Revision, chosen: frozenset[str]) -> None:
        if not await self.has_settled() or self.session.article is not revision.new:
            return
        self.status.saved = Saved.SAVING
        try:
            outcome = await self.session.carry(revision, chosen)
        except StoreError as error:
            self._not_saved(error)
            return
        self._written(outcome)
        self.show_annotations()
        left = len(revision.waiting) - len(chosen)
        rest = f"{left:,} left, {self.words.key(KEY)} lists them" if left else "nothing is left"
        self.say(f"{len(chosen):,} carried over", f"· {rest}")


def _kept(revision: Revision) -> frozenset[str]:
    from annotations.anchoring import Verdict

    return frozenset(one.id for one in revision.of(Verdict.KEPT))


def _counted(revision: Revision) -> str:
    """What became of the annotations of the earlier text."""
    from annotations.anchoring import Verdict

    counts = ((len(revision.of(verdict)), verdict) for verdict in Verdict)
    said = ", ".join(f"{count:,} {verdict}" for count, verdict in counts if count)
    return f"the text changed since it was annotated: {said}"
