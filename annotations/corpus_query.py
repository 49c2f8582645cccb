"""`CorpusQuery`: what is looked for in all articles, and in which of their entities."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from annotations.annotation import Annotation, Status
from annotations.article import Article
from annotations.filtering import STATUSES
from annotations.finding import Search
from annotations.search import Query
from annotations.span import Range

_FIELD = re.compile(
    r"""(?:^|(?<=\s))(?P<name>label|link|by|status):(?:"(?P<quoted>[^"]*)"?|(?P<plain>\S*))(?:\s|$)""",
    re.IGNORECASE,
)
_UNSURE = re.compile(r"[|?*{]|\\[gkLN]")
"""Where a pattern has one of these, what stands in it need not stand in a match."""
_NO_LITERALS = re.compile(r"\\[bBdDsSwW]|\\\w+|\\.|\[\^?\]?(?:\\.|[^\]])*\]|[.^$()+\]\s]")


@dataclass(frozen=True, slots=True)
class CorpusQuery:
    """What to look for. Without a choice of entities it is looked for in the text; with one, it
    is looked for in the entities, and may be empty."""

    text: str = ""
    """Small letters match capitals as well, unless capitals are in it; a space matches any
    white space."""
    pattern: bool = False
    """Whether the text is a regular expression."""
    word: bool = False
    """Whether it must begin and end between tokens: `Iran` is not found in `Iranian`."""
    labels: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    """Canonical names or knowledge-base ids."""
    annotators: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    """Values of `Status`; rejected entities are found only when asked for."""

    @classmethod
    def parse(cls, typed: str, *, pattern: bool = False, word: bool = False) -> CorpusQuery:
        """What is typed into one line: `label:ORG by:ann status:new link:Q863`, and what else
        stands there is the text. Values are beginnings, in whatever capitals; see `resolved`.

        Every text is a query: there is nothing to get wrong.
        """
        found: dict[str, list[str]] = {"label": [], "link": [], "by": [], "status": []}
        for field in _FIELD.finditer(typed):
            quoted, plain = field["quoted"], field["plain"]
            found[field["name"].lower()].append(plain if quoted is None else quoted)
        text = _FIELD.sub("", typed).strip()
        words = [value.casefold() for value in found["status"]]
        statuses = {s.value for said, s in STATUSES.items() for w in words
                    if w and (said.startswith(w) or s.startswith(w))}  # fmt: skip
        labels, links, annotators = (
            tuple(filter(None, found[name])) for name in ("label", "link", "by")
        )
        return cls(text, pattern, word, labels, links, annotators, tuple(sorted(statuses)))

    def resolved(self, values: Callable[[str], Iterable[str]]) -> CorpusQuery:
        """The same query with whole labels, links and annotators for their beginnings.

        Args:
            values: All there are, by `label`, `link` and `annotator`. A beginning of none of
                them stays, and finds nothing.
        """
        return replace(
            self,
            labels=_those(self.labels, lambda: values("label")),
            links=_those(self.links, lambda: values("link")),
            annotators=_those(self.annotators, lambda: values("annotator")),
        )

    def means(self, a: Annotation) -> bool:
        """Whether an annotation is one that the labels, links, annotators and statuses choose;
        beginnings will do."""
        if a.status not in self.statuses and (self.statuses or a.status is Status.REJECTED):
            return False
        given = (self.labels, a.span.label), (self.links, a.link), (self.annotators, a.annotator)
        return all(not wanted or _begins(value, wanted) for wanted, value in given)

    @property
    def for_entities(self) -> bool:
        """Whether entities are looked for, and not any text."""
        return bool(self.labels or self.links or self.annotators or self.statuses)

    @property
    def literals(self) -> list[str]:
        """What every match holds, in whatever capitals; none when that is not known."""
        if not self.pattern:
            return re.split("['’]", " ".join(self.text.split()))
        return [] if _UNSURE.search(self.text) else _NO_LITERALS.sub(" ", self.text).split()

    def ranges(self, article: Article) -> Iterator[Range]:
        """Start and end of every match in an article, in order.

        Raises:
            FindError: The regular expression is none, or takes too long.
        """
        if self.word and not self.pattern:
            yield from Query(self.text, case=self.text != self.text.lower()).ranges(article)
            return
        search = Search(article.text, self.text, pattern=self.pattern)
        while not search.step():
            pass
        yield from zip(*search.places, strict=True)

    def is_in(self, surface: str) -> bool:
        """Whether a name holds a match; every name holds nothing.

        Raises:
            FindError: The regular expression is none, or takes too long.
        """
        return not self.text or any(True for _ in self.ranges(Article(surface)))


def _those(beginnings: tuple[str, ...], values: Callable[[], Iterable[str]]) -> tuple[str, ...]:
    if not beginnings:
        return ()
    return tuple(value for value in values() if _begins(value, beginnings)) or beginnings


def _begins(value: str, beginnings: Sequence[str]) -> bool:
    return value.casefold().startswith(tuple(one.casefold() for one in beginnings))
