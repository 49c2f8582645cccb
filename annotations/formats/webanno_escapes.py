"""Escapes of WebAnno TSV, in the text of a sentence and in cells."""

from __future__ import annotations

import re

_CONTROLS = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f", "\\": "\\\\"}
_BACK = {escape[1]: char for char, escape in _CONTROLS.items()}
_TEXT = str.maketrans(_CONTROLS)
_CELL = str.maketrans(
    _CONTROLS | {"[": "\\[", "]": "\\]", "|": "\\|", "_": "\\_", ";": "\\;", "*": "\\*"}
)
_ESCAPE = re.compile(r"\\(->|.)")


def escaped_text(text: str) -> str:
    """A line of a sentence, or a token."""
    return text.translate(_TEXT)


def escaped(value: str) -> str:
    """A feature's value."""
    return value.translate(_CELL).replace("->", "\\->")


def unescaped(value: str) -> str:
    """What `escaped` and `escaped_text` wrote."""
    if "\\" not in value:
        return value
    return _ESCAPE.sub(lambda match: _BACK.get(match[1], match[1]), value)


def split(cell: str, separator: str) -> list[str]:
    """The parts of a cell between separators that are not escaped."""
    if "\\" not in cell:
        return cell.split(separator)
    parts, place, start = [], 0, 0
    while place < len(cell):
        if cell[place] == "\\":
            place += 2
        elif cell.startswith(separator, place):
            parts.append(cell[start:place])
            place = start = place + len(separator)
        else:
            place += 1
    return [*parts, cell[start:]]
