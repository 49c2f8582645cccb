"""JSON as it is written: one line, escaped where a reader might stumble."""

from __future__ import annotations

import json
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), check_circular=False)


def line(value: Any) -> bytes:
    """A value on a line of its own, in ASCII: some readers end a line at U+2028."""
    return _ENCODER.encode(value).encode("ascii") + b"\n"


def encoded(value: Any) -> bytes:
    """A value in ASCII."""
    return _ENCODER.encode(value).encode("ascii")
