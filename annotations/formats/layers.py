"""WebAnno's and INCEpTION's layers: what in them is a label, a link or a note."""

from __future__ import annotations

from collections.abc import Mapping

_GRAMMAR = (".segmentation.", ".lexmorph.", ".syntax.", ".morph.")
_UNITS = ("Token", "Sentence", "Paragraph")
_LABELS = ("value", "label", "entity", "category", "referenceType")
LINKS = ("identifier", "identity", "kb_id")
"""Features that name an entry of a knowledge base."""
_SILENT = ("note", "referenceRelation", "id", "order")


def is_grammar(type: str) -> bool:
    """Whether a layer says what a word is rather than what it names."""
    return any(part in type for part in _GRAMMAR) or short_name(type) in _UNITS


def short_name(type: str) -> str:
    """`NamedEntity` of `de.…ner.type.NamedEntity`."""
    return type.rpartition(".")[2] or type


def described(features: Mapping[str, str], layer: str) -> tuple[str, str, str]:
    """Label, link and note of an annotation.

    Features that are neither go into the note, a line each; without a label the layer's name
    stands for it.
    """
    said = {key: value for key, value in features.items() if value}
    others = [key for key in said if key not in (*LINKS, *_SILENT)]
    label = next((key for key in _LABELS if key in said), others[0] if others else "")
    link = next((said[key] for key in LINKS if key in said), "")
    notes = [said["note"]] if "note" in said else []
    notes += [f"{key}={said[key]}" for key in others if key != label]
    return said.get(label) or layer, link, "\n".join(notes)
