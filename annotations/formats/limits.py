"""How much of another's file is taken into memory before it is refused."""

from __future__ import annotations

MAX_FILE = 32 * 1024 * 1024
"""Bytes of a file that holds one article."""
MAX_LINE = 8 * 1024 * 1024
"""Bytes of a line."""
MAX_FILES = 200_000
"""Files of a folder or an archive."""
MAX_UNPACKED = 2 * 1024 * 1024 * 1024
"""Bytes of all files of an archive."""
MAX_DEPTH = 100
"""Elements of XML in one another."""
MAX_ELEMENTS = 1_000_000
"""Elements and attributes of an XML file."""
MAX_ARTICLE = 2_000_000
"""Characters of an article that is made of tokens; what follows begins another."""
