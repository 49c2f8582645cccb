"""`Reviewing`: a way through what nobody has judged, the most doubtful first."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from textual import work
from textual.reactive import var

from annotations.corrections import Kind
from annotations.decisions import Scope
from annotations.doubt import Doubt, doubts
from tui.outcome import Act, Outcome
from tui.screens.desk_words import quoted
from tui.screens.judging import Judging
from tui.terminal_text import one_line


class Reviewing(Judging):
    """While it is on, each decision leads to the next doubtful prediction."""

    reviewing: var[bool] = var(False, init=False)
    """Whether it is on."""

    def __init__(self) -> None:
        super().__init__()
        self._doubts: Sequence[Doubt] = ()
        self._doubt_at = -1
        self._ranked_article = ""

    def action_review(self) -> None:
        """Begin, or end."""
        self.reviewing = not self.reviewing
        if self.reviewing:
            self._rank(1)
        else:
            self.say("", "review ended")

    def end_review(self) -> bool:
        """Leave the way; False when nobody was on it."""
        was, self.reviewing = self.reviewing, False
        if was:
            self.say("", "review ended")
        return was

    def review_on(self, step: int) -> bool:
        """Go to the next or previous doubtful prediction; False when the way is not taken."""
        if self.reviewing:
            self._go_on(step)
        return self.reviewing

    async def decide(self, act: Act, scope: Scope | None = None) -> Outcome | None:
        """Write a decision, and go on when it settled what was doubtful."""
        outcome = await super().decide(act, scope)
        if self.reviewing and outcome is not None and outcome.events and _settles(outcome):
            self._go_on(1)
        return outcome

    @work(exclusive=True, group="review")
    async def _rank(self, step: int) -> None:
        """Rank what is left beside the screen, and go to the first."""
        current = self.session.annotations
        self._doubts = await asyncio.to_thread(doubts, current)
        self._doubt_at, self._ranked_article = (-1 if step > 0 else 0), current.article
        if current.article == self.session.article.id and self.reviewing:
            if self._doubts:
                self._go_on(step)
            else:
                done = self.words.key("article.done")
                self.say("", f"review: nothing is left in this article · {done} done")

    def _go_on(self, step: int) -> None:
        current = self.session.annotations
        if self._ranked_article != current.article:
            self._rank(step)
            return
        left = [at for at, doubt in enumerate(self._doubts) if self._is_open(doubt)]
        if not left:
            self._rank(step)
            return
        ahead = [at for at in left if (at > self._doubt_at if step > 0 else at < self._doubt_at)]
        ends = (left if step > 0 else left[::-1])[0]
        self._doubt_at = (ahead[0] if step > 0 else ahead[-1]) if ahead else ends
        doubt = self._doubts[self._doubt_at]
        span = current.by_id[doubt.id].span
        self.view.cursor.clear()
        self.view.go_to(span.start)
        why = f"{len(left):,} left · why: {one_line(doubt.why)}"
        self.say(quoted(span.text), f"{one_line(span.label)} · review: {why}")

    def _is_open(self, doubt: Doubt) -> bool:
        annotation = self.session.annotations.by_id.get(doubt.id)
        return annotation is not None and not annotation.reviewed and not annotation.set_aside


def _settles(outcome: Outcome) -> bool:
    """Whether a decision ends the looking at a span; its edges may take several."""
    return outcome.decision.changes[0].kind in (Kind.ACCEPT, Kind.REJECT, Kind.RELABEL, Kind.ADD)
