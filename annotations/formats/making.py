"""Making many frozen values at once.

The `__init__` of a frozen dataclass sets each field through `object.__setattr__`, which takes
longer than all else that is done for a span of a file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, fields, make_dataclass
from typing import Any, TypeVar

T = TypeVar("T")


def maker(kind: type[T]) -> Callable[..., T]:
    """A function that takes what a frozen dataclass with slots takes, and makes it in a quarter
    of the time. It checks nothing: `__post_init__` is not called.
    """
    # A class of the same slots that is not frozen: its instances can change their class.
    same = [
        (one.name, Any, field(default=one.default, default_factory=one.default_factory))
        for one in fields(kind)  # type: ignore[arg-type]
    ]
    open_kind: Any = make_dataclass(kind.__name__, same, slots=True)

    def make(*values: Any) -> T:
        made = open_kind(*values)
        made.__class__ = kind
        return made  # type: ignore[no-any-return]

    return make
