"""From what was typed to an ordered list of sources, without opening one of them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import NamedTuple

from annotations.errors import SourceError
from annotations.sources.folders import Folder, natural, plural
from annotations.sources.reference import SEVERAL, Kind, SourceRef, file_name, is_own_file, kind_of

KINDS_READ = "text, Markdown, HTML, PDF, DOCX, EPUB and JSONL"


class Collection(NamedTuple):
    """What can be opened, in order, and what was found on the way."""

    refs: tuple[SourceRef, ...]
    notices: tuple[str, ...] = ()
    """Good to know, one line each."""
    problems: tuple[str, ...] = ()
    """What was asked for and cannot be opened, one line each."""


def collect(arguments: Iterable[str | os.PathLike[str]]) -> Collection:
    """Find the sources that the arguments name.

    Args:
        arguments: Files, folders (searched to the bottom), globs, http(s) addresses, `-` for
            standard input, or what `SourceRef.source` said.

    Raises:
        SourceError: None of them can be opened.
    """
    search = _Search()
    for argument in arguments:
        try:
            search.add(os.fspath(argument))
        except SourceError as error:
            search.problems.append(str(error))
    return search.result()


class _Search:
    """What was found so far."""

    def __init__(self) -> None:
        # By identity, so that a file is opened once however often it is named.
        self.found: dict[str, SourceRef] = {}
        self.notices: list[str] = []
        self.problems: list[str] = []
        self.repeated = 0

    def result(self) -> Collection:
        if not self.found:
            raise SourceError(self._why_nothing())
        if self.repeated:
            what = "source was" if self.repeated == 1 else "sources were"
            self.notices.append(
                f"{self.repeated:,} {what} named more than once; each is opened once"
            )
        return Collection(tuple(self.found.values()), tuple(self.notices), tuple(self.problems))

    def _why_nothing(self) -> str:
        if not self.problems:
            if self.notices:
                return self.notices[0]
            return "nothing to open; name a file, a folder, an address, or - for standard input"
        more = len(self.problems) - 1
        return self.problems[0] + (f" (and {plural(more, 'other problem')})" if more else "")

    def add(self, argument: str) -> None:
        if argument == "-":
            self._keep("-", SourceRef("-", Kind.STDIN))
        elif "://" in argument:
            self._add_address(argument)
        elif argument:
            self._add_path(_expanded(argument))
        else:
            raise SourceError("an empty name; name a file, a folder, or . for this folder")

    def _keep(self, identity: str, ref: SourceRef) -> None:
        if identity in self.found:
            self.repeated += 1
        else:
            self.found[identity] = ref

    def _add_address(self, address: str) -> None:
        scheme, _, rest = address.partition("://")
        if scheme.lower() in ("http", "https"):
            self._keep(address, SourceRef(address, Kind.URL))
        elif scheme.lower() == "file":
            from urllib.parse import unquote

            self._add_path(unquote(rest.removeprefix("localhost")))
        else:
            raise SourceError(f"{address}: {scheme} addresses are not read, only http and https")

    def _add_path(self, path: str) -> None:
        if os.path.isdir(path):  # noqa: PTH112  (pathlib is not loaded for this)
            self._add_folder(path)
        elif os.path.lexists(path):
            self._add_file(path)
        elif any(mark in path for mark in "*?["):
            self._add_glob(path)
        elif not self._add_member(path):
            raise SourceError(_missing(path))

    def _add_file(self, path: str, member: str = "") -> None:
        name = file_name(path)
        if is_own_file(name):
            # `postil texts/*` names it without meaning it: that is no failure.
            self.notices.append(f"{path}: Postil's own file, not an article; open its folder")
            return
        # Named on purpose, a file of an unknown kind is worth a try as text.
        ref = SourceRef(path, kind_of(name) or Kind.TEXT, member)
        self._keep(os.path.realpath(path) + f"#{member}", ref)

    def _add_member(self, path: str) -> bool:
        """`corpus.jsonl#12`: one article of a file that holds several."""
        file, mark, member = path.rpartition("#")
        if not mark or not os.path.lexists(file) or kind_of(file) not in SEVERAL:
            return False
        self._add_file(file, member)
        return True

    def _add_glob(self, pattern: str) -> None:
        from glob import glob

        paths = sorted(glob(pattern, recursive=True), key=natural)  # noqa: PTH207  (may be absolute)
        files = [path for path in paths if not is_own_file(file_name(path))]
        if not files:
            raise SourceError(f"{pattern}: no file matches; check the pattern and the folder")
        for path in files:
            try:
                self._add_path(path)
            except SourceError as error:
                self.problems.append(str(error))

    def _add_folder(self, path: str) -> None:
        folder = Folder(path)
        self.problems.extend(folder.problems)
        for identity, ref in folder.sources():
            self.found.setdefault(f"{identity}#", ref)  # named before it, it is the first to open
        if skipped := folder.skipped():
            self.notices.append(f"{path}: {skipped}")
        if not folder.found and not folder.problems:
            raise SourceError(f"{path}: no texts in this folder; {KINDS_READ} are read")


def _expanded(path: str) -> str:
    """`~/texts` where no shell has expanded it."""
    return os.path.expanduser(path) if path.startswith("~") else path  # noqa: PTH111


def _missing(path: str) -> str:
    from difflib import get_close_matches

    parent, name = os.path.split(path)
    try:
        by_lower = {entry.lower(): entry for entry in os.listdir(parent or ".")}  # noqa: PTH208
    except (OSError, ValueError):
        return f"{path}: there is no such folder as {parent}; check the path"
    close = get_close_matches(name.lower(), by_lower, n=1)
    if not close:
        return f"{path}: there is no such file or folder; check the path"
    meant = os.path.join(parent, by_lower[close[0]])  # noqa: PTH118
    return f"{path}: there is no such file or folder; did you mean {meant}?"
