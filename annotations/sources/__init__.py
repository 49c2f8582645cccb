"""Readers of articles: files, folders, addresses and standard input.

First find out what there is, without opening anything:

    found = collect(["texts/", "report.pdf", "https://example.org/story", "-"])
    found.refs       # a SourceRef for each, in natural order
    found.notices    # what was left out, and why
    found.problems   # what was asked for and is not there

Then read what is wanted, in a thread, since a page or a PDF takes a moment:

    for ref in found.refs:
        for member in members(ref):     # a JSONL file or an EPUB holds several
            reading = read(member)
            reading.article             # text, title, byline, date, language, source…
            reading.notices             # "the encoding was guessed: cp1252; …"

Everything that can go wrong is a `SourceError` of one line that says what to do. A reader's
library is loaded when its kind of file is opened; parsers of HTML, PDF, DOCX and EPUB run in
a child process with bounded memory and time.
"""

from annotations.sources.collect import Collection, collect
from annotations.sources.material import Reading
from annotations.sources.reading import members, read
from annotations.sources.reference import Kind, SourceRef, is_own_file

__all__ = [
    "Collection",
    "Kind",
    "Reading",
    "SourceRef",
    "collect",
    "is_own_file",
    "members",
    "read",
]
