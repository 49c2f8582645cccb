"""Letters to go by: each place worth going to has a letter, or two when there are many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import ascii_lowercase, ascii_uppercase

from tui.commands import BY_ID

KEPT = (
    "judge.accept", "judge.reject", "judge.undo", "article.done", "entity.letters", "select.start",
)  # fmt: skip
"""Commands that keep their letters."""


def free_letters(keymap: Mapping[str, str]) -> str:
    """The small letters that may stand for a place: none of `KEPT`, nor of the user's keys."""
    kept = {key.strip() for id in KEPT for key in keymap.get(id, BY_ID[id].keys).split(",")}
    kept |= {key.strip() for keys in keymap.values() for key in keys.split(",")}
    return "".join(letter for letter in ascii_lowercase if letter not in kept)


def free_capitals(keymap: Mapping[str, str]) -> str:
    """The capitals that may end a selection: all but what selects likely edges, and the user's."""
    taken = {"select.likely": BY_ID["select.likely"].keys} | dict(keymap)
    kept = {key.strip() for keys in taken.values() for key in keys.split(",")}
    return "".join(letter for letter in ascii_uppercase if letter not in kept)


def codes(letters: str, count: int) -> list[str]:
    """The shortest codes for so many places, none of which begins another; the shortest first.

    Args:
        letters: What codes are made of.
        count: How many places there are; those that get none, for want of letters, are the last.
    """
    for doubled in range(len(letters) + 1):
        single, begins = letters[: len(letters) - doubled], letters[len(letters) - doubled :]
        if len(single) + doubled * len(letters) >= count or doubled == len(letters):
            pairs = [a + b for a in begins for b in letters]
            return [*single, *pairs][:count]
    return []


def lettered(
    places: Sequence[int], letters: str, before: Mapping[int, str] | None = None
) -> dict[int, str]:
    """The code of each place; a place keeps the one it had where that is possible.

    Args:
        places: Offsets, the most wanted first: they get the shortest codes.
        letters: What codes are made of.
        before: The codes that places had.
    """
    free = codes(letters, len(places))
    wanted = dict.fromkeys(places)
    kept = {p: code for p, code in (before or {}).items() if p in wanted and code in set(free)}
    used = set(kept.values())
    left = (code for code in free if code not in used)
    return {p: kept.get(p) or code for p in places if (code := kept.get(p) or next(left, ""))}


def narrowed(coded: Mapping[int, str], typed: str) -> dict[int, str]:
    """What is left to type for the places whose codes begin with what was typed."""
    return {p: code[len(typed) :] for p, code in coded.items() if code.startswith(typed)}
