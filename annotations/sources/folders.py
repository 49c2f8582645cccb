"""A folder's sources: everything readable below it, in the order a person would list them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from annotations.sources.reference import Kind, SourceRef, is_own_file, kind_of

NOT_SEARCHED = frozenset({"__pycache__", "node_modules", "__MACOSX"})

Found = tuple[str, SourceRef]
"""A file's identity, and where it is."""


_NUMBERS = re.compile(r"(\d+)")


def natural(name: str) -> list[str | int]:
    """Sorts `chapter 2` before `chapter 10`, whatever the case: text and number in turn."""
    parts: list[str | int] = [*_NUMBERS.split(name.casefold())]
    if len(parts) > 1:
        parts[1::2] = map(int, parts[1::2])
    return parts


def plural(count: int, noun: str) -> str:
    """`1 file`, `2,000 files`."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


class Folder:
    """What stands in a folder and in those below it.

    Hidden files, editors' backups and Postil's own files are passed over without a word; files
    of other kinds are counted. Data files (JSONL) beside texts are most often exports of those
    same texts, so they count as articles only where nothing else does.
    """

    def __init__(self, path: str) -> None:
        self.found: list[Found] = []
        self.data: list[Found] = []
        self.others = 0
        self.problems: list[str] = []
        self._seen: set[str] = set()
        self._search(path, os.path.realpath(path))
        if not self.found:
            self.found, self.data = self.data, []

    def sources(self) -> Iterator[Found]:
        """What to read, in natural order."""
        return iter(self.found)

    def skipped(self) -> str:
        """What was left out, in words; empty when nothing was."""
        said = []
        if self.data:
            said.append(
                f"{plural(len(self.data), 'JSONL file')} beside the texts left out; "
                "name them to read them"
            )
        if self.others:
            said.append(f"{plural(self.others, 'file')} of other kinds left out")
        return "; ".join(said)

    def _search(self, path: str, real: str) -> None:
        if real in self._seen:
            return  # a link back up
        self._seen.add(real)
        try:
            with os.scandir(path) as listing:
                entries = sorted(listing, key=lambda entry: natural(entry.name))
        except OSError as error:
            self.problems.append(f"{path}: this folder cannot be read ({error.strerror})")
            return
        for entry in entries:
            if not is_passed_over(entry.name):
                self._sort_in(entry, real)

    def _sort_in(self, entry: os.DirEntry[str], real: str) -> None:
        # Resolving every path would cost more than all the rest; only links need it.
        linked = entry.is_symlink()
        identity = os.path.realpath(entry.path) if linked else f"{real.rstrip('/')}/{entry.name}"
        try:
            is_folder, is_file = entry.is_dir(), entry.is_file()
        except OSError as error:  # a link to itself
            self.problems.append(f"{entry.path}: cannot be read ({error.strerror})")
            return
        if is_folder:
            self._search(entry.path, identity)
        elif is_file:
            self._sort_in_file(entry, identity)

    def _sort_in_file(self, entry: os.DirEntry[str], identity: str) -> None:
        kind = kind_of(entry.name)
        if kind is None or kind is Kind.JSON:
            self.others += 1
        else:
            files = self.data if kind is Kind.JSONL else self.found
            files.append((identity, SourceRef(_shown(entry.path), kind)))


def is_passed_over(name: str) -> bool:
    """Whether files and folders of that name are left out without a word."""
    return (
        name.startswith((".", "#", "~$"))
        or name.endswith("~")
        or (name in NOT_SEARCHED or is_own_file(name))
    )


def _shown(path: str) -> str:
    """`a.txt` rather than `./a.txt`."""
    return path.removeprefix("./")
