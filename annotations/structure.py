"""What each line of an article is: title, byline, heading, the page's furniture, body.

Guesses from the line and its neighbours; the text is never changed, and a wrong guess only
dims or sets apart a line. A line is looked at when it is asked for, so a text of 10 MB costs
no more than the page that is shown. The rules look words up in tables, since compiling
patterns would take longer than the first page may.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple, overload

from annotations.article import Article


class Role(StrEnum):
    """What a line is for."""

    TITLE = "title"
    BYLINE = "byline"
    DATE = "date"
    META = "meta"
    """Front matter, a wire's credits, a rule between parts."""
    FURNITURE = "furniture"
    """What the page around an article left in it: share counts, ratings, stamps, credits."""
    HEADING = "heading"
    QUOTE = "quote"
    LIST = "list"
    BODY = "body"
    BLANK = "blank"


class Head(NamedTuple):
    """What the first lines say of the article; lines are -1 for what they do not say."""

    title: str = ""
    byline: str = ""
    date: str = ""
    title_line: int = -1
    byline_line: int = -1
    date_line: int = -1


def _table(words: str) -> frozenset[str]:
    return frozenset(words.split())


HEAD_LINES = 15
"""Title, byline and date are looked for in so many lines and no further."""

STANDFIRST = 240
"""A longer paragraph is the article itself: title, byline and date stand above it."""

LONGEST = 320
"""A line of more characters is body; of a longer one no more is looked at."""

ENDS = ".!?…。！？:;,，、"
CLOSERS = "\"'”’»)]*_"
"""What may stand after the end of a sentence."""

MONTHS = _table(
    "jan feb mar apr may jun jul aug sep oct nov dec "  # English
    "mär mai okt dez fév fev avr jui aoû déc ene abr ago dic gen mag giu lug set ott out "
    "янв фев мар апр мая май июн июл авг сен окт ноя дек"
)
"""The first three letters of month names."""

BYLINE_STARTS = (
    "by ", "interview by ", "story by ", "text by ", "words by ", "reported by ", "written by ",
    "author: ", "authors: ", "von ", "por ", "par ", "texte: ", "автор: ", "текст: ", "作者：",
    "文/", "文／",
)  # fmt: skip

STAMP_WORDS = _table(
    "access_time schedule published posted updated modified date datum calendar_today event "
    "первая опубликовано publié veröffentlicht aktualisiert publicado pubblicato"
)
"""First words of a line that says when something appeared."""

SHARE_WORDS = _table(
    "print share shares shared tweet tweets retweet email e-mail mail copy link save bookmark "
    "like likes comment comments view views pdf listen reply replies on via"
)
NETWORKS = _table(
    "facebook twitter telegram whatsapp linkedin reddit pinterest vk vkontakte odnoklassniki "
    "ok viber instagram messenger flipboard bluesky mastodon threads x youtube weibo wechat "
    "xing pocket tumblr skype rss"
)

RATING_STARTS = ("average:", "average rating", "rating:", "your rating", "rate this", "rated ",
                 "no votes yet", "user rating")  # fmt: skip

NOTICES = (
    "subscribe to ", "subscribe now", "sign up for ", "sign up to ", "follow us", "read more",
    "read also", "also read", "more from ", "more on this", "share this", "advertisement",
    "sponsored", "tags:", "tag:", "topics:", "keywords:", "filed under", "posted in",
    "categories:", "category:", "leave a comment", "leave a reply", "skip to ", "back to top",
    "continue reading", "download pdf", "download as pdf", "listen to this", "click here",
    "most read", "trending", "you may also like", "recommended for you", "related articles",
    "related stories", "related content", "related posts", "print this", "print article",
    "email this", "send to a friend", "log in", "sign in", "register to ", "newsletter",
    "all rights reserved", "copyright ©", "copyright (c)", "©", "(c) 20", "terms of use",
    "privacy policy", "previous article", "next article", "report an error", "image source",
    "article continues below", "story continues below", "watch:", "view comments",
    "show comments", "for immediate release", "press release", "embargoed until", "accept all",
    "accept cookies", "cookie settings", "cookie policy",
)  # fmt: skip
"""How the page's own lines begin. They count only on a short line that is no sentence."""

WHOLE_NOTICES = _table(
    "related print share comments tags advertisement newsletter subscribe menu search home "
    "expand_more loading close next previous login"
)
"""Lines of one word that belong to the page."""

COOKIE_STARTS = (
    "we use cookies", "we and our partners", "this site uses cookies", "our site uses cookies",
    "this website uses cookies", "our website uses cookies", "by continuing to use",
    "by clicking accept", "by clicking “accept", 'by clicking "accept', "wir verwenden cookies",
    "nous utilisons des cookies",
)  # fmt: skip

CREDIT_WORDS = ("photo", "photos", "image", "picture", "credit", "illustration", "photograph",
                "фото", "file photo", "cover photo", "ap photo", "photo credit",
                "foto",  # codespell:ignore foto
                "image credit", "video", "graphic", "bild", "crédit", "map")  # fmt: skip

WIRE_STARTS = ("(reporting by", "reporting by", "(editing by", "editing by",
               "additional reporting by", "(additional reporting", "(writing by")  # fmt: skip


def roles(article: Article) -> Roles:
    """The role of each line of the article, worked out when it is asked for."""
    return Roles(article)


class Roles(Sequence[Role]):
    """One role per line; `roles[line]` looks at that line and its neighbours only."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._known: dict[int, Role] = {}
        lines = _first_lines(article.text)
        self.head = find_head(article.text, article.title)
        self._front = _front_matter_end(lines)

    def __len__(self) -> int:
        return self._article.line_count

    @overload
    def __getitem__(self, line: int) -> Role: ...
    @overload
    def __getitem__(self, line: slice) -> list[Role]: ...
    def __getitem__(self, line: int | slice) -> Role | list[Role]:
        if isinstance(line, slice):
            return [self[number] for number in range(*line.indices(len(self)))]
        line = range(len(self))[line]
        role = self._known.get(line)
        if role is None:
            role = self._known[line] = self._look_at(line)
        return role

    def __iter__(self) -> Iterator[Role]:
        return (self[line] for line in range(len(self)))

    def _line(self, line: int) -> str:
        """What the rules see of a line: its beginning, without space around it."""
        if not 0 <= line < len(self):
            return ""
        start, end = self._article.line_range(line)
        return self._article.text[start : min(end, start + LONGEST + 1)].strip()

    def _look_at(self, line: int) -> Role:
        text = self._line(line)
        if not text:
            return Role.BLANK
        return self._in_head(line) or _by_itself(text) or self._among_others(line, text)

    def _in_head(self, line: int) -> Role | None:
        if line < self._front:
            return Role.META
        if line == self.head.title_line:
            return Role.TITLE
        if line == self.head.byline_line:
            return Role.BYLINE
        return Role.DATE if line == self.head.date_line else None

    def _among_others(self, line: int, text: str) -> Role:
        before, after = self._line(line - 1), self._line(line + 1)
        if _is_network(text):
            beside = _is_shares(before) or _is_shares(after)
            beside = beside or _is_network(before) or _is_network(after)
            return Role.FURNITURE if beside else Role.BODY
        # A headline of another article: its stamp stands right below.
        if _is_stamp(after) and len(text) < 120 and line > self.head.date_line:
            return Role.FURNITURE
        if before:
            return Role.BODY
        return self._opening(text, after, after or self._line(line + 2) or self._line(line + 3))

    def _opening(self, text: str, after: str, follows: str) -> Role:
        """The role of a line that stands below an empty one."""
        if not after and _is_quotation(text):
            return Role.QUOTE
        spaced = not after or len(after) > 100
        return Role.HEADING if spaced and len(follows) > 60 and _is_headline(text) else Role.BODY


def _by_itself(text: str) -> Role | None:
    """The role of a line that needs no neighbours to be recognised."""
    if text.startswith(">"):
        return Role.QUOTE
    if not text.strip("-=*_~ #•·"):
        return Role.META
    if text.startswith("#") and text.lstrip("#")[:1] == " ":
        return Role.HEADING
    if _is_list_item(text):
        return Role.LIST
    if len(text) > LONGEST:
        return None
    if text.lower().startswith(WIRE_STARTS) and not _is_sentence(text):
        return Role.META
    return Role.FURNITURE if is_furniture(text) else None


def _is_list_item(text: str) -> bool:
    if text[0] in "-*•‣◦+":
        return text[1:2] in (" ", "\t")
    number, mark, _ = text[:5].partition(" ")
    return bool(mark) and number[-1:] in ".)" and number[:-1].strip("(").isdecimal()


def is_furniture(text: str) -> bool:
    """Whether a line, looked at alone, belongs to the page and not to the article."""
    lower = text.lower()
    return (
        _is_shares(text)
        or _is_stamp(text)
        or _is_credit(lower)
        or lower.startswith(COOKIE_STARTS)
        or (len(text) <= 160 and _is_notice(lower))
    )


def _is_notice(lower: str) -> bool:
    if lower.rstrip(" .:…»>→") in WHOLE_NOTICES:
        return True
    if lower.startswith(RATING_STARTS):
        return len(lower) <= 60 and not _is_sentence(lower)
    if lower.endswith("all rights reserved."):
        return True
    if lower.endswith((" votes)", " vote)")) and "average:" in lower[-40:]:
        return True  # scraped into the line before it
    return (lower.startswith(NOTICES) and not _is_sentence(lower)) or _is_reading_time(lower)


def _is_reading_time(lower: str) -> bool:
    """`5 min read`, `12 comments`, `4.5 out of 5 stars`."""
    if len(lower) > 40 or not lower[0].isdigit():
        return False
    ends = (" min read", " minute read", " minutes read", " mins read", " stars", " votes", " vote")
    return lower.endswith(ends) and not _is_sentence(lower)


def _is_sentence(text: str) -> bool:
    return text.rstrip(CLOSERS).endswith((".", "!", "?", "。")) and text.count(" ") > 3


def _share_parts(text: str) -> list[str]:
    return [part.strip("()|,:·•+") for part in text.lower().split()]


def _is_shares(text: str) -> bool:
    """`print   share 14   Facebook 9`: nothing but buttons and their counts."""
    if not text or len(text) > 160:
        return False
    parts = [part for part in _share_parts(text) if part]
    names = [part for part in parts if not _is_count(part)]
    counted = len(names) < len(parts)
    known = all(part in SHARE_WORDS or part in NETWORKS for part in names)
    return known and len(names) > 0 and (counted or len(names) > 1) and _has_button(names)


def _has_button(names: list[str]) -> bool:
    # "On X" or "Views on Facebook" may be a heading; two networks or a button may not.
    return len(set(names) & NETWORKS) > 1 or bool(set(names) - NETWORKS - {"on", "via"})


def _is_network(text: str) -> bool:
    return text.lower() in NETWORKS


def _is_count(part: str) -> bool:
    return part[:1].isdigit() and part.rstrip("kmKM+%").replace(",", "").replace(".", "").isdigit()


def _is_stamp(text: str) -> bool:
    """`access_time 24 May 2022 | 09:14`, `Published: 3 March 2021`."""
    if not text or len(text) > 100:
        return False
    first = text.split(None, 1)[0].lower().strip(":")
    # Icons of web fonts leave their names in a copied text.
    icon = "_" in first[1:-1] and first[0] != "_" and first.replace("_", "").isalpha()
    return (first in STAMP_WORDS or icon) and (icon or bool(find_date(text)))


def _is_credit(lower: str) -> bool:
    """`Photo: A. Name/Agency`, or a caption that ends in one."""
    if lower.startswith("("):
        lower = lower[1:]
    opening = lower.partition("(")[2] if lower.endswith(")") else ""
    return any(_names_credit(part) for part in (lower, lower.rpartition("(")[2], opening))


def _names_credit(part: str) -> bool:
    for mark in (":", " by ", "/", " courtesy"):
        word, found, rest = part.partition(mark)
        if found and rest and word.strip() in CREDIT_WORDS:
            return len(rest) <= 80 and not _is_sentence(rest.rstrip(")"))
    return False


def _is_quotation(text: str) -> bool:
    """Whether the whole line is one quotation."""
    return (
        text[0] in "“\"«„" and text[-1] in "”\"»“" and len(text) > 2
        and not any(mark in text[1:-1] for mark in "”\"»")
    )  # fmt: skip


def _is_headline(text: str) -> bool:
    """Whether a line that stands alone reads like a heading."""
    if len(text) > 90 or text.count(" ") > 12 or "\t" in text or "  " in text:
        return False
    if text[-1] in ".…。!！:;,，、”\"'»)" or text[0] in "“\"'«„—–-(#":
        return False
    digits = sum(map(str.isdigit, text))
    return not text[0].islower() and ":" not in text[:3] and digits * 3 <= len(text)


def find_head(text: str, title: str = "") -> Head:
    """Title, byline and date as the first lines of a text give them.

    Args:
        text: The article.
        title: The title where it is known from elsewhere, so that its line is found for sure.
    """
    lines = _first_lines(text)
    start = _front_matter_end(lines)
    at = _title_line(lines, start, title)
    found = Head(_unmarked(lines[at]), title_line=at) if at >= 0 else Head()
    return _with_byline_and_date(found, lines, start)


def _first_lines(text: str) -> list[str]:
    lines: list[str] = []
    position = 0
    while len(lines) < HEAD_LINES and position <= len(text):
        end = text.find("\n", position)
        end = end if end >= 0 else len(text)
        lines.append(text[position : min(end, position + LONGEST + 1)].strip())
        position = end + 1
    return lines


def _front_matter_end(lines: list[str]) -> int:
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
    if len(line) > 140 or not line.lower().startswith(BYLINE_STARTS) or _is_sentence(line):
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
    short = 0 < len(line) <= 80 and not _is_sentence(line)
    return short and len(find_date(line)) * 4 > len(line)


def _dateline(line: str) -> str:
    """The date in `GENEVA, March 3 (Agency) - …` or `GLASGOW – October 6, 2026 – …`."""
    words = line[:80].replace("–", " ").replace("—", " ").split()
    if not words[0].strip(",").isupper() or len(words[0]) < 4:
        return ""
    full = find_date(" ".join(words))
    for month, day in pairwise(words):
        if not full and _is_month(month) and day.strip(".,").isdecimal():
            return f"{month} {day}"
    return full


def find_date(line: str) -> str:
    """The first full date in a line, as it stands there; empty when there is none."""
    words = line.split()
    for number, word in enumerate(words):
        bare = word.strip("(),;|.")
        if _is_numeric_date(bare):
            return bare
        if _is_year(bare):
            for count in (2, 4):  # `24 May 2022`; `24 de mayo de 2022`
                part = words[max(0, number - count) : number + 1]
                if _is_written_date(part):
                    return " ".join(part).strip("(),;|.")
    return ""


def _is_written_date(words: list[str]) -> bool:
    days = [word for word in words[:-1] if word.strip("(.,stndrh").isdecimal()]
    return len(days) == 1 and any(_is_month(word) for word in words[:-1])


def _is_month(word: str) -> bool:
    return word[:3].lower() in MONTHS and word.strip(".,").isalpha() and len(word) <= 11


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdecimal() and word[:2] in ("16", "17", "18", "19", "20")


def _is_numeric_date(word: str) -> bool:
    """`2022-05-24`, `24.05.2022`, `2022年5月24日`."""
    for mark in ("-", ".", "/"):
        parts = word.split("T")[0].split(mark)
        if len(parts) == 3 and all(part.isdecimal() for part in parts):
            return _is_year(parts[0]) or _is_year(parts[2])
    return _is_year(word[:4]) and word[4:5] == "年" and "月" in word


SURE = 200_000
"""Up to so many characters every word is counted."""

SAMPLES = 16


def words(text: str) -> int:
    """How many words a text has: counted, or estimated from samples of a long one."""
    if len(text) <= SURE:
        return _count(text)
    size = SURE // SAMPLES
    starts = [(len(text) - size) * number // (SAMPLES - 1) for number in range(SAMPLES)]
    counted = sum(_count(text[start : start + size]) for start in starts)
    return counted * len(text) // (size * SAMPLES)


def _count(text: str) -> int:
    """Words between spaces; two Chinese or Japanese characters count as one."""
    spaced = len(text.split())
    if text.isascii():
        return spaced
    unspaced = sum("\u3040" <= character <= "\u9fff" for character in text)
    return spaced + unspaced // 2


def minutes(words: int, per_minute: int = 230) -> int:
    """How long so many words take to read; at least one minute."""
    return max(1, round(words / per_minute))
