"""Annotations by their text, and how those of the next set are made of those of the last."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from annotations.annotation import Annotation
from annotations.span_table import place

Surfaces = Mapping[str, tuple[Annotation, ...]]
"""Annotations by their text, those of each text in document order."""


def resurfaced(
    surfaces: Surfaces,
    gone: Iterable[Annotation],
    come: Iterable[Annotation],
) -> Surfaces:
    """Annotations by their text, after some have gone and others come."""
    leaving: defaultdict[str, set[str]] = defaultdict(set)
    coming: defaultdict[str, list[Annotation]] = defaultdict(list)
    for annotation in gone:
        leaving[annotation.span.text].add(annotation.id)
    for annotation in come:
        coming[annotation.span.text].append(annotation)
    next_ = dict(surfaces)
    for surface in leaving.keys() | coming.keys():
        out, known = leaving.get(surface, ()), surfaces.get(surface, ())
        kept = [a for a in known if a.id not in out] if out else known
        now = tuple(merged(kept, sorted(coming.get(surface, ()), key=place)))
        if now:
            next_[surface] = now
        else:
            next_.pop(surface, None)
    return next_


def merged(kept: Sequence[Annotation], new: Sequence[Annotation]) -> Sequence[Annotation]:
    """Two sequences in order as one; cheap where few are put into many, or all at the end."""
    if not kept or not new or place(kept[-1]) < place(new[0]):
        return (*kept, *new)
    if len(new) * 16 > len(kept):
        return sorted([*kept, *new], key=place)
    all_ = list(kept)
    for annotation in new:
        insort(all_, annotation, key=place)
    return all_
