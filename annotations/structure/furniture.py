"""The furniture of a scraped page: share counts, ratings, stamps, notices, credits."""

from __future__ import annotations

from annotations.structure.dates import find_date
from annotations.structure.lines import is_sentence, table

STAMP_WORDS = table(
    "access_time schedule published posted updated modified date datum calendar_today event "
    "первая опубликовано publié veröffentlicht aktualisiert publicado pubblicato"
)
"""First words of a line that says when something appeared."""


SHARE_WORDS = table(
    "print share shares shared tweet tweets retweet email e-mail mail copy link save bookmark "
    "like likes comment comments view views pdf listen reply replies on via"
)


NETWORKS = table(
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


WHOLE_NOTICES = table(
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


def is_furniture(text: str) -> bool:
    """Whether a line, looked at alone, belongs to the page and not to the article."""
    lower = text.lower()
    return (
        is_shares(text)
        or is_stamp(text)
        or _is_credit(lower)
        or lower.startswith(COOKIE_STARTS)
        or (len(text) <= 160 and _is_notice(lower))
    )


def _is_notice(lower: str) -> bool:
    if lower.rstrip(" .:…»>→") in WHOLE_NOTICES:
        return True
    if lower.startswith(RATING_STARTS):
        return len(lower) <= 60 and not is_sentence(lower)
    if lower.endswith("all rights reserved."):
        return True
    if lower.endswith((" votes)", " vote)")) and "average:" in lower[-40:]:
        return True  # scraped into the line before it
    return (lower.startswith(NOTICES) and not is_sentence(lower)) or _is_reading_time(lower)


def _is_reading_time(lower: str) -> bool:
    """`5 min read`, `12 comments`, `4.5 out of 5 stars`."""
    if len(lower) > 40 or not lower[0].isdigit():
        return False
    ends = (" min read", " minute read", " minutes read", " mins read", " stars", " votes", " vote")
    return lower.endswith(ends) and not is_sentence(lower)


def _share_parts(text: str) -> list[str]:
    return [part.strip("()|,:·•+") for part in text.lower().split()]


def is_shares(text: str) -> bool:
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


def is_network(text: str) -> bool:
    return text.lower() in NETWORKS


def _is_count(part: str) -> bool:
    return part[:1].isdigit() and part.rstrip("kmKM+%").replace(",", "").replace(".", "").isdigit()


def is_stamp(text: str) -> bool:
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
            return len(rest) <= 80 and not is_sentence(rest.rstrip(")"))
    return False
