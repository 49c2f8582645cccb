"""Space between tokens in CoNLL-U's MISC column, as UDPipe writes it."""

from __future__ import annotations

import re

_ESCAPES = {" ": "\\s", "\t": "\\t", "\r": "\\r", "\n": "\\n", "|": "\\p", "\\": "\\\\"}
_ESCAPED = {escape: char for char, escape in _ESCAPES.items()}
_ESCAPE = re.compile(r"\\.")
_TABLE = str.maketrans(_ESCAPES)


def after_token(space: str, *, last: bool) -> str:
    """What MISC says of the space after a token.

    Args:
        space: What stands there.
        last: Whether it is the sentence's last; those say everything.
    """
    if not space:
        return "SpaceAfter=No"
    if space == " " and not last:
        return ""
    return f"SpacesAfter={space.translate(_TABLE)}"


def before_text(space: str) -> str:
    """What MISC of the first token says of the space before it."""
    return f"SpacesBefore={space.translate(_TABLE)}|" if space else ""


def unescaped(space: str) -> str:
    """The space that an escape stands for."""
    if "\\" not in space:
        return space
    return _ESCAPE.sub(lambda match: _ESCAPED.get(match.group(), match.group()), space)
