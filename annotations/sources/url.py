"""A web address: fetched within bounds, and handed to the reader of what came."""

from __future__ import annotations

import time
import zlib
from typing import Any

from annotations.errors import SourceError
from annotations.sources.material import Material
from annotations.sources.reference import SEVERAL, Kind, kind_of, sniffed

MAX_BYTES = 32 * 1024 * 1024
SECONDS = 60
SILENCE = 20
"""Seconds without a byte."""

AGENT = "Mozilla/5.0 (compatible; Postil; reads articles in a terminal)"

TYPES = {
    "text/html": Kind.HTML,
    "application/xhtml+xml": Kind.HTML,
    "text/plain": Kind.TEXT,
    "text/markdown": Kind.MARKDOWN,
    "application/json": Kind.TEXT,
    "application/pdf": Kind.PDF,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Kind.DOCX,
}
"""Content types that are read."""

ADVICE = {401: "log in with a browser and save the page", 404: "check the address"}
ADVICE |= dict.fromkeys(
    (301, 302, 303, 307, 308, 402, 403, 429, 451), "open it in a browser and save the page"
)
ADVICE[410] = ADVICE[404]


def fetch(address: str, encoding: str | None = None) -> Material:
    """What stands at an address.

    Raises:
        SourceError: It cannot be reached, is too much, too slow, or of a kind that is not read.
    """
    from http.client import HTTPException
    from urllib.error import HTTPError

    try:
        with _opener().open(_request(address), timeout=SILENCE) as response:
            return _received(response, address, encoding)
    except HTTPError as error:
        error.close()
        advice = ADVICE.get(error.code, "try again later")
        reason = str(error.reason).partition("\n")[0]
        answer = " ".join(f"{error.code} {reason}".split())[:100]
        raise SourceError(f"the server answers {answer}; {advice}") from None
    except (OSError, HTTPException, ValueError) as error:
        raise SourceError(f"cannot be fetched ({_reason(error)}); check the address") from None


def _opener() -> Any:
    """Speaks http and https and nothing else, wherever a server may send it on to."""
    from urllib import request

    opener = request.OpenerDirector()
    for handler in (
        request.ProxyHandler,
        request.UnknownHandler,
        request.HTTPHandler,
        request.HTTPSHandler,
        request.HTTPDefaultErrorHandler,
        request.HTTPRedirectHandler,
        request.HTTPErrorProcessor,
    ):
        opener.add_handler(handler())
    return opener


def _request(address: str) -> Any:
    from urllib.request import Request

    headers = {"User-Agent": AGENT, "Accept": "text/html, text/*, application/pdf, */*;q=0.5"}
    return Request(_in_ascii(address), headers=headers)


def _in_ascii(address: str) -> str:
    """The address as it goes over the wire: `münchen.de/ä b` has other letters there."""
    from urllib.parse import quote, urlsplit, urlunsplit

    parts = urlsplit(address)
    place = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    safe = "%/:=&?~+!$,;'@()*[]"
    return urlunsplit((parts.scheme, place, quote(parts.path, safe), quote(parts.query, safe), ""))


def _received(response: Any, address: str, encoding: str | None) -> Material:
    data = _unpacked(_body(response), response.headers.get("Content-Encoding", ""))
    if not data:
        raise SourceError("the server sent an empty page; open it in a browser")
    kind = _kind(response.headers.get_content_type(), response.url, data)
    declared = response.headers.get_content_charset()
    return Material(data, address, kind, encoding, declared)


def _body(response: Any) -> bytes:
    pieces, size, deadline = [], 0, time.monotonic() + SECONDS
    while piece := response.read1(65_536):
        pieces.append(piece)
        size += len(piece)
        if size > MAX_BYTES:
            raise SourceError(_too_large())
        if time.monotonic() > deadline:
            raise SourceError(f"not there after {SECONDS} seconds; save it with a browser")
    if size < int(response.headers.get("Content-Length") or 0):
        raise SourceError("the page broke off on its way; try again")
    return b"".join(pieces)


def _unpacked(data: bytes, packing: str) -> bytes:
    """The body, when a server packs it unasked; never more than `MAX_BYTES`."""
    if packing.strip().lower() not in ("gzip", "x-gzip", "deflate"):
        return data
    try:
        data = zlib.decompressobj(47).decompress(data, MAX_BYTES + 1)
    except zlib.error:
        raise SourceError("the server sent a damaged page; try again") from None
    if len(data) > MAX_BYTES:
        raise SourceError(_too_large())
    return data


def _too_large() -> str:
    return f"larger than {MAX_BYTES // 2**20} MB; save it and open the file"


def _kind(content_type: str, address: str, data: bytes) -> Kind:
    from urllib.parse import urlsplit

    named = kind_of(urlsplit(address).path)
    if named in SEVERAL:
        raise SourceError("this holds several articles; save it and open the file")
    if content_type == "text/plain" and named is Kind.MARKDOWN:
        return Kind.MARKDOWN
    if content_type in TYPES:
        return TYPES[content_type]
    if content_type == "application/octet-stream":
        return named or sniffed(data)
    if content_type.startswith("text/"):
        return Kind.TEXT
    raise SourceError(f"this is {content_type}, which is not read; open it in a browser")


def _reason(error: Exception) -> str:
    """What went wrong, in a few words of one line."""
    reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
    reason = getattr(reason, "strerror", None) or reason
    return " ".join(str(reason).split())[:100] or type(error).__name__
