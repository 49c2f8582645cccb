"""Knowledge-base ids as brat's normalisations have them: `Resource:id`."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

_WIKIDATA = "Wikidata:"
_OTHER = "Link:"
_REFERENCE = re.compile(r"\w[\w.+-]*:\S+")


def reference(link: str) -> str:
    """A link in brat's way; `Q863` is of Wikidata, what has no resource is of `Link`."""
    if re.fullmatch(r"Q[0-9]+", link):
        return _WIKIDATA + link
    if _REFERENCE.fullmatch(link) and not link.startswith((_WIKIDATA, _OTHER)):
        return link
    return _OTHER + quote(link, errors="replace")


def link_of(reference: str) -> str:
    """What `reference` wrote."""
    if reference.startswith(_OTHER):
        return unquote(reference.removeprefix(_OTHER))
    if re.fullmatch(_WIKIDATA + "Q[0-9]+", reference):
        return reference.removeprefix(_WIKIDATA)
    return reference
