"""The head of an article: title, byline and date, from its first lines."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from annotations.structure.dates import find_date, is_month
from annotations.structure.furniture import is_furniture
from annotations.structure.lines import LONGEST, STANDFIRST, is_sentence


class Head(NamedTuple):
    """What the first lines say of the article; lines are -1 for what they do not say."""

    title: str = ""
    byline: str = ""
    date: str = ""
    title_line: int = -1
    byline_line: int = -1
    date_line: int = -1


HEAD_LINES = 15
"""Title, byline and date are looked for in so many lines and no further."""


BYLINE_STARTS = (
    "by ", "interview by ", "story by ", "text by ", "words by ", "reported by ", "written by ",
    "author: ", "authors: ", "von ", "por ", "par ", "texte: ", "автор: ", "текст: ", "作者：",
    "文/", "文／",
)  # fmt: skip


def find_head(text: str, title: str = "") -> Head:
    """Title, byline and date as the first lines of a text give them.

    Args:
        text: The article.
        title: The title where it is known from elsewhere, so that its line is found for sure.
    """
    lines = first_lines(text)
    start = front_matter_end(lines)
    at = _title_line(lines, start, title)
    found = Head(_unmarked(lines[at]), title_line=at) if at >= 0 else Head()
    return _with_byline_and_date(found, lines, start)


def first_lines(text: str) -> list[str]:
    lines: list[str] = []
    position = 0
    while len(lines) < HEAD_LINES and position <= len(text):
        end = text.find("\n", position)
        end = end if end >= 0 else len(text)
        lines.append(text[position : min(end, position + LONGEST + 1)].strip())
        position = end + 1
    return lines


def front_matter_end(lines: list[str]) -> int:
    """How many lines of front matter a Markdown file begins with."""
    if lines and lines[0] in ("---", "+++"):
        for number, line in enumerate(lines[1:], 1):
            if line == lines[0]:
                return number + 1
    return 0


def _title_line(lines: list[str], start: int, title: str) -> int:
    if title:
        for number, line in enumerate(lines):
            if number >= start and _unmarked(line) == title:
                return number
    for number in range(start, len(lines)):
        if not lines[number] or is_furniture(lines[number]) or _is_date_line(lines[number]):
            continue
        after = lines[number + 1] if number + 1 < len(lines) else ""
        return number if _reads_like_title(lines[number], after, lines[number + 1 :]) else -1
    return -1


def _reads_like_title(line: str, after: str, rest: list[str]) -> bool:
    """Whether the first line that is not furniture heads what follows."""
    if line.startswith("# "):
        return True
    if len(line) > 200 or not any(rest) or line[0] in ">-*•(" or line.lower().startswith("by "):
        return False
    if line[-1] in ".,;:，、。" and not line.endswith(("...", ".S.", ".N.", ".K.")):
        return False
    underlined = len(after) > 2 and not after.strip("=-")
    # In a hard-wrapped paragraph the next line goes on; below a title it does not.
    alone = not after or len(after) > max(120, len(line)) or _is_byline(after)
    return underlined or alone or _is_date_line(after) or is_furniture(after)


def _unmarked(line: str) -> str:
    """A title without Markdown's marks."""
    return line.strip("#").strip() if line.startswith("#") else line


def _with_byline_and_date(head: Head, lines: list[str], start: int) -> Head:
    for number in range(start, len(lines)):
        line = lines[number].strip("*_")
        if number == head.title_line:
            continue
        if len(line) > STANDFIRST:
            dateline = "" if head.date else _dateline(line)
            return head._replace(date=dateline) if dateline else head
        if head.byline_line < 0 and _is_byline(line):
            date = find_date(line)
            name = _name_in(line).replace(date, "").rstrip(" ,;(")
            head = head._replace(byline=name, byline_line=number, date=head.date or date)
        elif head.date_line < 0 and _is_date_line(line):
            head = head._replace(date=find_date(line), date_line=number)
    return head


def _is_byline(line: str) -> bool:
    if len(line) > 140 or not line.lower().startswith(BYLINE_STARTS) or is_sentence(line):
        return False
    name = _name_in(line)
    return bool(name) and not name[0].islower() and not name[0].isdigit()


def _name_in(line: str) -> str:
    """Who wrote it: the byline without its `By`."""
    lower = line.lower()
    start = max(len(start) for start in BYLINE_STARTS if lower.startswith(start))
    name = line[start:]
    for mark in (" · ", " | ", " • ", " – "):
        name = name.partition(mark)[0]
    return name.strip()


def _is_date_line(line: str) -> bool:
    # Where the date is only the tail of a line, the line is something else first.
    short = 0 < len(line) <= 80 and not is_sentence(line)
    return short and len(find_date(line)) * 4 > len(line)


def _dateline(line: str) -> str:
    """The date in `GENEVA, March 3 (Agency) - …` or `GLASGOW – October 6, 2026 – …`."""
    words = line[:80].replace("–", " ").replace("—", " ").split()
    if not words[0].strip(",").isupper() or len(words[0]) < 4:
        return ""
    full = find_date(" ".join(words))
    for month, day in pairwise(words):
        if not full and is_month(month) and day.strip(".,").isdecimal():
            return f"{month} {day}"
    return full
