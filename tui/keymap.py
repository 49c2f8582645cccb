"""The user's keys, checked before Textual sees them: it drops what it does not know silently."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from textual.keys import KEY_ALIASES, Keys

from tui.commands import BY_ID, COMMANDS, Where, shown_key

_NAMED = {key.value for key in Keys} | set(KEY_ALIASES)
_MODIFIERS = {"ctrl", "alt", "shift", "super"}


def check(keys: Mapping[str, object]) -> tuple[dict[str, str], list[str]]:
    """The keys that can be used, and a line about each that cannot.

    Args:
        keys: Textual's key names, by commas, per command id.
    """
    good: dict[str, str] = {}
    problems: list[str] = []
    for id, value in keys.items():
        problem = _problem(id, value)
        if problem:
            problems.append(f"keys: {problem}")
        else:
            good[id] = _normal(str(value))
    problems += [f"keys: {clash}" for clash in clashes(good)]
    return good, problems


def _problem(id: str, value: object) -> str | None:
    if id not in BY_ID:
        close = get_close_matches(id, BY_ID, 1)
        return f"no command “{id}”" + (f"; did you mean {close[0]}?" if close else "")
    if not isinstance(value, str) or not value.strip():
        return f"{id}: write its keys as text, such as {BY_ID[id].keys!r}"
    bad = [key for key in _normal(value).split(",") if not _is_key(key)]
    return f"{id}: no key is called “{bad[0]}”" if bad else None


def _normal(keys: str) -> str:
    return ",".join(key.strip() for key in keys.split(","))


def _is_key(key: str) -> bool:
    *modifiers, last = key.split("+")
    if not set(modifiers) <= _MODIFIERS:
        return False
    return (len(last) == 1 and last.isprintable()) or last in _NAMED or _is_character_name(last)


def _is_character_name(name: str) -> bool:
    import unicodedata

    try:
        return bool(unicodedata.lookup(name.replace("_", " ")))
    except KeyError:
        return name in {key for command in COMMANDS for key in command.keys.split(",")}


def clashes(keymap: Mapping[str, str]) -> list[str]:
    """A line about each key that two commands would share in one place."""
    found: list[str] = []
    taken: dict[tuple[Where, str], str] = {}
    for command in COMMANDS:
        for key in keymap.get(command.id, command.keys).split(","):
            for place in _reach(command.where):
                other = taken.setdefault((place, key), command.id)
                if other != command.id:
                    found.append(f"{shown_key(key)} does both {other} and {command.id}")
    return list(dict.fromkeys(found))


def _reach(where: Where) -> tuple[Where, ...]:
    """The places in which a command's key counts."""
    both = (Where.ARTICLE, Where.SIDEBAR)
    return {Where.ARTICLE: (where,), Where.SIDEBAR: (where,)}.get(where, both)
