"""Canonical names in all articles: entities merged under one, or split. Pure: nothing is written.

Both give every mention of some forms the same canonical name; a merge those of several entities,
a split some of one.
"""

from __future__ import annotations

from collections.abc import Collection

from annotations.annotation_set import AnnotationSet
from annotations.corrections import Kind
from annotations.decisions import Decision
from annotations.editing import annotate_each
from annotations.entities import Form, form_of


def name_forms(current: AnnotationSet, forms: Collection[Form], name: str) -> Decision:
    """Give every mention of some forms a canonical name.

    Args:
        current: What stands in an article.
        forms: Which mentions.
        name: The name, or an id of the knowledge base; empty takes the one they have away.
    """
    ids = [a.id for a in current if form_of(a) in forms]
    return annotate_each(current, ids, Kind.LINK, name)
