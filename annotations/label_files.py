"""Label schemes as TOML text: made anew, or changed in place with comments and order kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotations.errors import LabelSchemeError
from annotations.labels import Label, LabelScheme, parse_scheme

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


def write_scheme(scheme: LabelScheme) -> str:
    """A scheme as TOML, one `[[label]]` table per label; fields that say nothing are left out."""
    import tomlkit

    document = tomlkit.document()
    if scheme.name:
        document["name"] = scheme.name
    if scheme.overlap:
        document["overlap"] = True
    tables = tomlkit.aot()
    for label in scheme:
        tables.append(_table(label))
    document["label"] = tables
    if scheme.relations:
        document["relation"] = _relations(scheme)
    return tomlkit.dumps(document)


def _table(label: Label) -> Any:
    import tomlkit

    table = tomlkit.table()
    for name in ("name", "key", "tag", "color", "description"):
        if value := getattr(label, name):
            table[name] = value
    if label.examples:
        table["examples"] = list(label.examples)
    return table


def _relations(scheme: LabelScheme) -> Any:
    import tomlkit

    tables = tomlkit.aot()
    for relation in scheme.relations:
        table = tomlkit.table()
        for name, value in (
            ("name", relation.name), ("key", relation.key), ("description", relation.description),
            ("from", list(relation.sources)), ("to", list(relation.targets)),
        ):  # fmt: skip
            if value:
                table[name] = value
        tables.append(table)
    return tables


def change_label(source: str, label: str, fields: Mapping[str, str]) -> str:
    """A scheme's TOML with some fields of one label changed; an empty value removes a field.

    A label that is not there is added at the end. Where the new key belonged to another label,
    that one gives it up.

    Args:
        source: The TOML text.
        label: The label's name.
        fields: New values by field: `name`, `key`, `tag`, `color`, `description`.

    Raises:
        LabelSchemeError: The text is no scheme, or would be none.
    """
    parse_scheme(source)
    document = _read(source)
    tables: Any = document["label"]
    found = next((table for table in tables if table["name"] == label), None)
    if found is None:
        tables.append(_table(Label(label)))
        found = tables[-1]
    for name, value in fields.items():
        if name == "key" and value:
            for table in tables:
                if table.get("key") == value:
                    del table["key"]
        if value:
            found[name] = value
        else:
            found.pop(name, None)
    if fields.get("name"):
        _rename_ends(document, label, fields["name"])
    changed = document.as_string()
    parse_scheme(changed)
    return changed


def _rename_ends(document: TOMLDocument, old: str, new: str) -> None:
    """Let relations begin and end at a label by its new name."""
    relations: Any = document.get("relation", [])
    for relation in relations:
        for ends in (relation.get("from", []), relation.get("to", [])):
            for place, name in enumerate(ends):
                if name == old:
                    ends[place] = new


def _read(source: str) -> TOMLDocument:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        return tomlkit.parse(source)
    except TOMLKitError as error:
        raise LabelSchemeError(f"not TOML: {error}") from None


def save_scheme(path: Path, source: str) -> None:
    """Write a scheme's file, whole or not at all.

    Raises:
        LabelSchemeError: It cannot be written.
    """
    from annotations.errors import FormatError
    from annotations.formats.atomic import writing

    try:
        with writing(path) as stream:
            stream.write(source.encode())
    except FormatError as error:
        raise LabelSchemeError(str(error)) from None


def read_source(path: Path, otherwise: LabelScheme) -> str:
    """The TOML text of a scheme's file; that of another scheme where there is no file.

    Raises:
        LabelSchemeError: The file cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return write_scheme(otherwise)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise LabelSchemeError(f"{path}: {reason}") from None
