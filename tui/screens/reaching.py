"""`Reaching`: a decision carried to all articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from annotations.annotation_set import Annotation
from tui.feed import PredictionFeed
from tui.holding import ASKS
from tui.reading_list import ReadingList
from tui.screens.desk_part import DeskPart
from tui.screens.desk_words import plural, quoted
from tui.terminal_text import one_line
from tui.widgets.status_line import Saved

if TYPE_CHECKING:
    from annotations.everywhere import Verdict


class Reaching(DeskPart):
    """Finds what was decided, and shows every place it could be carried to."""

    articles: ReadingList
    _feed: PredictionFeed

    def _verdict(self, target: Annotation | None) -> Verdict | None:
        """What is to be carried: the last decision, unless the cursor is on another name."""
        from annotations.everywhere import Verdict

        last = Verdict.of_changes(self.session.last_changes)
        if target is None or (last is not None and last.surface == target.span.text):
            return last
        return Verdict.of(target)

    @work(name=ASKS, exclusive=True, group="everywhere")
    async def action_everywhere(self) -> None:
        """Show every place where the name stands, and change those that are chosen."""
        from annotations.everywhere import query_for
        from tui.everywhere import Everywhere
        from tui.screens.everywhere import EverywhereScreen

        if not await self.has_settled() or self.palette is None:
            return
        verdict = self._verdict(self.target)
        if verdict is None:
            self.say("", "go to an entity, or decide about one, to carry it everywhere")
            return
        if self.session.read_only:
            self.warn("The store is read-only: nothing is changed.")
            return
        reach = Everywhere(self.session, self.articles, self._feed)
        query = query_for(verdict, self.session.tokens)
        screen = EverywhereScreen(
            reach, self.session, verdict, query, self.view.scheme, self.palette
        )
        outcome = await self.app.push_screen_wait(screen)
        if outcome is not None and outcome.events:
            self.show_annotations()
            self.status.saved = Saved.SAVED
            mentions = outcome.decision.mentions
            where = plural(len(outcome.articles), "article")
            what = one_line(verdict.label) or "no entity"
            undo = self.words.key("judge.undo")
            said = f"{what} · {plural(mentions, 'mention')} in {where} · {undo} undo"
            self.say(quoted(verdict.surface), said)
