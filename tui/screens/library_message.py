"""What desk and library tell the program; apart from them: each is loaded when it is wanted."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message


@dataclass
class Open(Message):
    """The user wants to read an article."""

    place: int
    """Its place in the reading list."""


class Shown(Message):
    """The library is on the screen: now there is time for what is needed later."""


class Back(Message):
    """The user wants to go back to the article that was open."""


@dataclass
class Trouble(Message):
    """There is no going on."""

    problem: str
