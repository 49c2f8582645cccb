"""The user's keys, checked before Textual sees them: it drops what it does not know silently."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from textual.keys import KEY_ALIASES, Keys

from tui.commands import BY_ID, COMMANDS, Command, Where, shown_key

_NAMED = {key.value for key in Keys} | set(KEY_ALIASES)
_MODIFIERS = {"ctrl", "alt", "shift", "super"}


def check(
    keys: Mapping[str, object], places: Mapping[str, str] | None = None
) -> tuple[dict[str, str], list[str]]:
    """The keys that can be used, and a line about each that cannot.

    Args:
        keys: Textual's key names, by commas, per command id.
        places: Where each was written: a file and a line.
    """
    where = places or {}
    good: dict[str, str] = {}
    problems: list[str] = []
    for id, value in keys.items():
        problem = _problem(id, value)
        if problem:
            problems.append(f"{where.get(id, 'keys')}: {problem}")
        else:
            good[id] = _normal(str(value))
    for said, ids in _clashes(good).items():
        written = [where[id] for id in ids if id in where and id in good]
        problems.append(f"{' and '.join(written) or 'keys'}: {said}")
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
    return list(_clashes(keymap))


def owners(key: str, command: Command, keymap: Mapping[str, str]) -> list[str]:
    """The ids of other commands that have a key where a command's keys count."""
    reach = set(_reach(command.where))
    return [
        other.id
        for other in COMMANDS
        if other.id != command.id
        and key in keymap.get(other.id, other.keys).split(",")
        and reach & set(_reach(other.where))
    ]


def _clashes(keymap: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """What is said of each clash, and the commands it is between."""
    found: dict[str, tuple[str, str]] = {}
    taken: dict[tuple[Where, str], str] = {}
    for command in COMMANDS:
        for key in keymap.get(command.id, command.keys).split(","):
            for place in _reach(command.where):
                other = taken.setdefault((place, key), command.id)
                if other != command.id:
                    said = f"{shown_key(key)} does both {other} and {command.id}"
                    found[said] = other, command.id
    return found


def _reach(where: Where) -> tuple[Where, ...]:
    """The places in which a command's key counts."""
    alone = (Where.ARTICLE, Where.SIDEBAR, Where.LIBRARY)
    return (where,) if where in alone else alone[:2] if where is Where.DESK else alone


def save_key(path: Path, id: str, key: str, keymap: Mapping[str, str]) -> dict[str, str]:
    """Give a command a key in place of its first one, and take it from whoever had it.

    Args:
        path: `keys.toml`; comments in it stay.
        id: The command.
        key: Its new key, as Textual calls it.
        keymap: The user's keys so far.

    Returns:
        The keys of the commands that changed.

    Raises:
        ConfigError: The file cannot be read or written.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    from annotations.errors import FormatError
    from annotations.formats.atomic import writing
    from tui.config import ConfigError

    now = keymap.get(id, BY_ID[id].keys).split(",")
    changed = {id: ",".join(dict.fromkeys([key, *now[1:]]))}
    for other in owners(key, BY_ID[id], keymap):
        rest = [k for k in keymap.get(other, BY_ID[other].keys).split(",") if k != key]
        changed[other] = ",".join(rest)
    try:
        source = path.read_text(encoding="utf-8") if path.exists() else ""
        document = tomlkit.parse(source)
        for command, keys in changed.items():
            document[command] = keys
        path.parent.mkdir(parents=True, exist_ok=True)
        with writing(path) as stream:
            stream.write(document.as_string().encode())
    except (OSError, UnicodeDecodeError, TOMLKitError, FormatError) as error:
        raise ConfigError(f"{path}: {error}") from None
    return changed
