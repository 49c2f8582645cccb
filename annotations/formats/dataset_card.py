"""The card beside a Hugging Face data set: the names of the tags that its rows number."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotations.formats.atomic import writing

CARD = "README.md"
_MARK = "<!-- This card was written by Postil. -->"
_LARGEST = 1 << 22
_COLUMNS = {"id": "string", "text": "string"}
_CLASS = re.compile(r"^ *'?\"?(\d+)'?\"?: *(.+?) *$")


def features(names: list[str]) -> dict[str, Any]:
    """The columns of a row, as `datasets` states them in JSON."""
    plain = {name: {"dtype": kind, "_type": "Value"} for name, kind in _COLUMNS.items()}
    span = {"start": _value("int64"), "end": _value("int64"), "label": _value("string")}
    return {
        **plain,
        "tokens": {"feature": _value("string"), "_type": "Sequence"},
        "ner_tags": {"feature": {"names": names, "_type": "ClassLabel"}, "_type": "Sequence"},
        "spans": [span],
    }


def _value(kind: str) -> dict[str, str]:
    return {"dtype": kind, "_type": "Value"}


def write_card(data: Path, names: list[str]) -> Path:
    """Write the card of a file of rows.

    A README.md of somebody else's is left alone; the card is then `NAME.README.md`.

    Returns:
        The card.
    """
    card = data.with_name(CARD)
    if card.exists() and _MARK not in _start(card):
        card = data.with_name(f"{data.name}.{CARD}")
    with writing(card) as stream:
        stream.write("".join(f"{line}\n" for line in _lines(data.name, names)).encode())
    return card


def _lines(file: str, names: list[str]) -> Iterator[str]:
    yield from ("---", "dataset_info:", "  features:")
    for name, kind in _COLUMNS.items():
        yield from (f"  - name: {name}", f"    dtype: {kind}")
    yield from ("  - name: tokens", "    sequence: string")
    yield from ("  - name: ner_tags", "    sequence:", "      class_label:", "        names:")
    yield from (f"          '{number}': {json.dumps(name)}" for number, name in enumerate(names))
    yield from ("  - name: spans", "    list:")
    for name, kind in (("start", "int64"), ("end", "int64"), ("label", "string")):
        yield from (f"    - name: {name}", f"      dtype: {kind}")
    yield from ("configs:", "- config_name: default", "  data_files:", "  - split: train")
    yield from (f"    path: {json.dumps(file)}", "task_categories:", "- token-classification")
    yield from ("---", "", _MARK, "")
    yield "`ner_tags` are IOB2 over `tokens`; `spans` count code points of `text`, half-open."


def class_names(data: Path) -> list[str] | None:
    """The names of tags that stand beside a file of rows; None where none do."""
    for name in (f"{data.name}.{CARD}", CARD):
        found = _from_card(_start(data.with_name(name)))
        if found:
            return found
    return _from_infos(_start(data.with_name("dataset_infos.json")))


def names_in(found: Any) -> list[str] | None:
    """The names of the first `ClassLabel` somewhere in JSON values."""
    waiting = [found]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            names = value.get("names")
            if value.get("_type") == "ClassLabel" and isinstance(names, list):
                return [str(name) for name in names]
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return None


def _from_infos(text: str) -> list[str] | None:
    try:
        return names_in(json.loads(text)) if text else None
    except (ValueError, RecursionError):
        return None


def _from_card(text: str) -> list[str] | None:
    """The names under the first `class_label` of a card's YAML, by their numbers."""
    _, found, rest = text.partition("class_label:")
    _, named, rest = rest.partition("names:")
    names: list[str] = []
    for line in rest.split("\n")[1:] if found and named else ():
        match = _CLASS.match(line.removesuffix("\r"))
        if match is None or int(match[1][:6]) != len(names):
            break
        names.append(_unquoted(match[2]))
    return names or None


def _unquoted(value: str) -> str:
    if value[:1] == '"':
        try:
            return str(json.loads(value))
        except ValueError:
            pass
    return value.strip("'\"")


def _start(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return stream.read(_LARGEST).decode("utf-8", "replace")
    except OSError:
        return ""
