"""`ArticleStream`: the articles that a command line names, read one by one as they are needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotations.article import Article
from annotations.errors import SourceError
from annotations.sources import SourceRef, collect, members
from tui.encodings import Encodings
from tui.failing import tell
from tui.state import remembered


class ArticleStream:
    """Reads what can be read, and takes note of what cannot.

    Args:
        paths: Files, folders, globs, addresses, - for standard input.
        encoding: How to read bytes, instead of finding out.
        problems: Takes a line for each source that cannot be read.

    Raises:
        SourceError: None of the paths can be opened.
    """

    def __init__(
        self, paths: Sequence[str], encoding: str | None, problems: list[str] | None = None
    ) -> None:
        self._encoding = encoding
        found = collect(paths)
        self._refs = found.refs
        self.notices = found.notices
        """What was left out of folders, a line each."""
        self.problems = [] if problems is None else problems
        self.problems += found.problems
        self.total = len(found.refs)
        """How many articles there are, as far as that is known: a file may hold several."""
        self.passed = 0
        """How many of them nobody has to wait for: unreadable, twins, or done before."""
        self.twins = 0
        """How many have the text of another one."""

    def __iter__(self) -> Iterator[Article]:
        """Every article that can be read, in order."""
        state = remembered()
        encodings = Encodings(self._encoding, state)
        for ref in self._refs:
            for member in self._members(ref):
                try:
                    reading = encodings.read(member)
                except SourceError as error:
                    self._fail(error)
                    continue
                for notice in reading.notices:
                    tell(f"{member.name}: {notice}")
                yield reading.article
        if self._encoding:
            state.save()

    def each_text_once(self) -> Iterator[Article]:
        """The same; of articles with the same text, the first."""
        seen = set[str]()
        for article in self:
            if article.id in seen:
                self.twins += 1
                self.passed += 1
            else:
                seen.add(article.id)
                yield article

    def _members(self, ref: SourceRef) -> tuple[SourceRef, ...]:
        try:
            found = members(ref)
        except SourceError as error:
            self._fail(error)
            return ()
        self.total += len(found) - 1
        return found

    def _fail(self, error: SourceError) -> None:
        self.problems.append(str(error))
        self.passed += 1
