"""Making many frozen values at once.

The `__init__` of a frozen dataclass sets each field through `object.__setattr__`, which takes
longer than all else that is done for a span of a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import field, fields, make_dataclass
from typing import Any, TypeVar

T = TypeVar("T")


def maker(kind: type[T]) -> Callable[..., T]:
    """A function that takes what a frozen dataclass with slots takes, and makes it in a quarter
    of the time. It checks nothing: `__post_init__` is not called.
    """
    open_kind = _open(kind)

    def make(*values: Any) -> T:
        made = open_kind(*values)
        made.__class__ = kind
        return made  # type: ignore[no-any-return]

    return make


def maker_of_many(kind: type[T]) -> Callable[..., list[T]]:
    """The same for many at once, in half the time again: takes an iterable for each field, and
    stops with the shortest."""
    open_kind = _open(kind)

    def make(*columns: Iterable[Any]) -> list[T]:
        made = list(map(open_kind, *columns))
        for one in made:
            one.__class__ = kind
        return made

    return make


def _open(kind: type[Any]) -> Any:
    """A class of the same slots that is not frozen: its instances can change their class."""
    same = [
        (one.name, Any, field(default=one.default, default_factory=one.default_factory))
        for one in fields(kind)
    ]
    return make_dataclass(kind.__name__, same, slots=True)
