"""Documents as JSON bytes: one canonical form, and nothing that JSON would change.

The canonical form is compact UTF-8 with the keys in the order the document has them. Equal
documents with equal key order have equal bytes, so that documents are compared, copied and
searched without being parsed.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

from annotations.store.errors import DocumentError

Doc = dict[str, Any]
"""A document as TinyDB hands it over."""

_encoder = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), check_circular=False
)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of JSON")


_PLAIN = frozenset({str, int, float, bool, type(None)})


class DuplicateKeys:
    """An object that has a key twice: what `decode_loosely` makes of it.

    Args:
        pairs: the keys and values in their order.
    """

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        self.pairs = pairs


def _marked(pairs: list[tuple[str, Any]]) -> Doc | DuplicateKeys:
    found = dict(pairs)
    return found if len(found) == len(pairs) else DuplicateKeys(pairs)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> Doc:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


_decoder = json.JSONDecoder(parse_constant=_no_constant)
_strict_decoder = json.JSONDecoder(parse_constant=_no_constant, object_pairs_hook=_no_duplicates)
_loose_decoder = json.JSONDecoder(parse_constant=_no_constant, object_pairs_hook=_marked)


def encode(value: Any) -> bytes:
    """Return a JSON value in canonical bytes.

    Raises:
        DocumentError: a key is not a string, a number is not finite, a type is unknown to JSON,
            or the nesting is too deep.
    """
    try:
        _check_keys(value)
        text = _encoder.encode(value)
    except (TypeError, ValueError) as error:
        raise DocumentError(f"cannot be stored as JSON: {error}") from error
    except RecursionError:
        raise DocumentError("cannot be stored as JSON: nested too deeply, or in itself") from None
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _encode_surrogates(text)


def _encode_surrogates(text: str) -> bytes:
    # A lone surrogate is legal in Python and in JSON (as \udcXX), but has no UTF-8.
    data = text.encode("utf-8", "backslashreplace")
    if json.loads(data) != json.loads(text):
        raise DocumentError("cannot be stored as JSON: a text has surrogate halves side by side")
    return data


def _check_keys(value: Any) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            if type(key) is not str and not isinstance(key, str):
                raise DocumentError(f"cannot be stored as JSON: the key {key!r} is not a string")
            if type(item) not in _PLAIN:
                _check_keys(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            if type(item) not in _PLAIN:
                _check_keys(item)


def decode(data: bytes) -> Any:
    """Return what bytes written by `encode` hold.

    Raises:
        ValueError: the bytes are not JSON, or hold NaN or an infinity.
    """
    return _guarded(_decoder, data)


def decode_strictly(data: bytes) -> Any:
    """Return what bytes written by anybody hold; refuse a key that is there twice as well.

    Raises:
        ValueError: as for `decode`, or a key is there twice in one object.
    """
    return _guarded(_strict_decoder, data)


def decode_loosely(data: bytes) -> Any:
    """Return what bytes hold, objects with a key twice as `DuplicateKeys`.

    Raises:
        ValueError: as for `decode`.
    """
    return _guarded(_loose_decoder, data)


def _guarded(decoder: json.JSONDecoder, data: bytes) -> Any:
    try:
        return decoder.decode(data.decode())
    except RecursionError:
        raise ValueError("nested too deeply") from None
