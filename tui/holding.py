"""`Holding`: keys wait for the question that the key before them asks.

Keys that are typed in one breath are all there before the first of them has opened its dialog.
Without this the others would be commands of the screen below: `a` accepts, `x` rejects.
"""

from __future__ import annotations

import asyncio
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from textual import events
from textual.app import App
from textual.screen import Screen
from textual.worker import Worker

ASKS = "asks"
"""The name of the workers that ask the user something: `@work(name=ASKS)`."""
LONGEST = 1.0
"""Seconds that keys are held at most."""
_LOOK = 0.001


class Holding(App[None]):
    """Keeps what is typed until there is somebody to take it."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self._asking: WeakKeyDictionary[Worker[Any], Screen[Any]] = WeakKeyDictionary()
        """Workers that will ask something, and the screen that was in front when they began."""
        self._held: list[events.Key | events.Paste] = []
        self._typed_again: WeakSet[events.Event] = WeakSet()
        self._hand_over: asyncio.Task[None] | None = None

    async def on_event(self, event: events.Event) -> None:
        """Notice when a key makes somebody ask."""
        if not isinstance(event, events.Key):
            await super().on_event(event)
            return
        before, front = {*self._askers()}, self.screen
        await super().on_event(event)
        for asker in self._askers():
            if asker not in before:
                self._asking[asker] = front

    def _askers(self) -> list[Worker[Any]]:
        return [one for one in self.workers if one.name == ASKS and not one.is_finished]

    def holds(self, event: events.Event) -> bool:
        """Whether an event is kept for a dialog that is about to open; it comes again then."""
        if not isinstance(event, events.Key | events.Paste) or self.comes_again(event):
            return False
        if not self._held:
            if not self._is_about_to_ask():
                return False
            self._hand_over = asyncio.create_task(self._hand_over_one_by_one())
        self._held.append(event)
        return True

    def comes_again(self, event: events.Event) -> bool:
        """Whether an event was held, and came before."""
        return event in self._typed_again

    def _is_about_to_ask(self) -> bool:
        """Whether somebody who will ask has not yet put a screen in front."""
        for asker, front in [*self._asking.items()]:
            if asker.is_finished or self.screen is not front:
                del self._asking[asker]
        return bool(self._asking)

    async def _hand_over_one_by_one(self) -> None:
        """Wait for the dialog, then hand over what was typed, each when the one before has done
        what it does: it may close the dialog, or open another."""
        clock = asyncio.get_running_loop().time
        while self._held:
            until = clock() + LONGEST
            while self._is_about_to_ask() or not self._takes_keys():
                if clock() > until:
                    self._asking.clear()
                    break
                await asyncio.sleep(_LOOK)
            event = self._held[0]
            again = (
                events.Key(event.key, event.character)
                if isinstance(event, events.Key)
                else events.Paste(event.text)
            )
            self._typed_again.add(again)
            self.post_message(again)
            await asyncio.sleep(_LOOK)
            del self._held[0]

    def _takes_keys(self) -> bool:
        """Whether the screen in front is there, has the keyboard, and has nothing to do."""
        screen, focused = self.screen, self.focused
        pumps = (self, *(focused.ancestors_with_self if focused is not None else (screen,)))
        ready = screen.is_mounted and (focused is not None or not screen.focus_chain)
        return ready and not any(pump.message_queue_size for pump in pumps)
