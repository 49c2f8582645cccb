"""A guess at the encoding of bytes that are neither marked nor UTF-8."""

from __future__ import annotations

import re

PLAUSIBLE = (
    # Left alone, the detector offers EBCDIC and Baltic DOS pages for ordinary French.
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257",
    "iso8859_2", "iso8859_7", "koi8_r", "cp866", "cp850", "mac_roman",
    "gb18030", "big5", "cp932", "euc_jp", "cp949",
)  # fmt: skip
"""The encodings that files in the wild have."""

SAMPLE = 65_536
AROUND = 60
"""Bytes looked at to decide, in all and on each side of a foreign one."""

FEW = 24
"""With fewer foreign bytes than this the detector has nothing to go by."""

_ODD_IN_WESTERN = re.compile(r"[a-z][¡-¶¸-¿ŸÐÝÞ×÷ðþ]|[¢-¦¬¯±-³¸¹¼-¾×÷][a-zà-ÿ]")
"""A symbol inside a word, as in “Łódź” read as “£ódŸ”: it tells another code page."""

LATIN = ("cp1252", "cp1250", "iso8859_2")
"""Encodings that share most letters, and that the detector takes for one another."""
_SYMBOL = r"[¢-©«-´¶-¹»-¿×÷‚„…†‡ˆ‰‹•˜™›˘˝˙˛]"
_ODD_IN_LATIN = re.compile(rf"[^\W\d_]{_SYMBOL}+[^\W\d_]|\b[^\W\d_]*[a-zß-ž][ĽŸŚŹŽ]")
"""The same, for any of these."""
_WESTERN = re.compile(r"\b[àÀ]\b|ão\b|ões\b|ê|ñ")
"""What only Western texts have; read as cp1250, it looks like letters as well."""

CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\b\x1b"))


def guess_encoding(data: bytes) -> str | None:
    """The likeliest encoding of `data`; None when it does not look like a text at all."""
    if len(data) - len(data.translate(None, CONTROLS)) > len(data) // 50:
        return None
    sample = _foreign_parts(data)
    if _looks_western(sample):
        return "cp1252"
    return _detect(sample)


def _foreign_parts(data: bytes) -> bytes:
    """The bytes beyond ASCII and what stands around them: only they tell encodings apart."""
    parts: list[bytes] = []
    start = end = 0
    for match in re.finditer(rb"[\x80-\xff]+", data):
        if match.start() > end:
            # Cut far from any foreign byte, so never inside a character of two bytes.
            parts.append(data[start:end])
            start = match.start() - AROUND
        end = match.end() + AROUND
        start = max(start, 0)
        if sum(map(len, parts)) + end - start > SAMPLE:
            break
    return b"\n".join([*parts, data[start:end]])


def _looks_western(sample: bytes) -> bool:
    """Whether a sample with few foreign bytes reads well as Windows-1252."""
    foreign = re.findall(rb"[\x80-\xff]+", sample)
    if sum(map(len, foreign)) > FEW or any(len(run) > 2 for run in foreign):
        return False
    try:
        return not _ODD_IN_WESTERN.search(sample.decode("cp1252"))
    except UnicodeDecodeError:
        return False


def _detect(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=list(PLAUSIBLE)).best()
    if best is None:
        return None
    # Where several read the same, the commonest name says most.
    same = {best.encoding, *best.could_be_from_charset}
    name = next((name for name in PLAUSIBLE if name in same), best.encoding)
    return _likeliest_latin(name, sample) if name in LATIN else name


def _likeliest_latin(name: str, sample: bytes) -> str:
    """The one of `LATIN` that leaves the fewest symbols in words; `name` among equals."""
    if _WESTERN.search(sample.decode("cp1252", "replace")):
        name = "cp1252"

    def oddities(other: str) -> tuple[int, bool]:
        text = sample.decode(other, "replace")
        return len(_ODD_IN_LATIN.findall(text)) + text.count("\ufffd"), other != name

    return min(LATIN, key=oddities)
