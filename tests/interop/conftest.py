"""Documents that other tools are to read, and the pen to write them with.

These tests run in an environment of their own: `make test-interop`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotations.annotation_set import Annotation, Relation, Status
from annotations.article import Article
from annotations.formats import Document, registry
from annotations.span import Span

TEXT = "Hi 😀 Donald Lu met Zoë in Dushanbe.\nThe “State Department” of the U.S. said no. 🇹🇯 Bye."
ROWS = (
    ("Donald Lu", "PERSON", "", ""), ("Zoë", "PERSON", "Q7", "who?"),
    ("Dushanbe", "GPE", "http://www.wikidata.org/entity/Q9365", ""),
    ("State Department", "ORG", "", ""), ("U.S.", "GPE", "Q30", ""),
)  # fmt: skip
PLAIN = "The delegation left Paris on Monday . Ann Lee stayed in Rome ."

Write = Callable[..., Path]
Entity = tuple[str, str]


def made(text: str, rows: Any, relations: tuple[Relation, ...] = ()) -> Document:
    found = []
    for number, (surface, label, link, note) in enumerate(rows):
        start = text.index(surface)
        span = Span.of(text, start, start + len(surface), label)
        found.append(Annotation(f"+{number}", span, Status.ADDED, link=link, note=note))
    return Document(Article(text, title="A visit", language="en"), tuple(found), relations)


def surfaces(document: Document) -> list[Entity]:
    """Surface and label of each annotation, in order."""
    return [(a.span.text, a.span.label) for a in document.annotations]


@pytest.fixture
def visit() -> Document:
    """Characters beyond the basic plane, a line break, links, a note and a relation."""
    return made(TEXT, ROWS, (Relation("r1", "met", "+0", "+1"),))


@pytest.fixture
def plain() -> Document:
    """A text that tokens give back."""
    rows = (("Paris", "GPE", "", ""), ("Monday", "DATE", "", ""), ("Ann Lee", "PERSON", "", ""),
            ("Rome", "GPE", "", ""))  # fmt: skip
    return made(PLAIN, rows)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes documents in a format and gives the file."""

    def put(name: str, file: str, *documents: Document, **options: Any) -> Path:
        path = tmp_path / file
        registry.get(name, **options).write(path, iter(documents))
        return path

    return put


def read(name: str, path: Path) -> list[Document]:
    """The documents of a file; none may be refused."""
    return list(registry.reader(name).read(path, refuse=lambda one: pytest.fail(str(one))))
