"""Writes the pages that are made from the code: keys.md, commands.md and formats.md.

python docs/generate.py
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

HERE = Path(__file__).parent


def keys() -> str:
    """Every key, from the table of commands."""
    from tui.commands import GROUPS, in_group, shown_keys

    lines = [
        "# Keys",
        "",
        "`?` shows them in the program, `postil keys` prints them. Any of them can be changed in",
        '`keys.toml` in the settings folder (`postil paths`): `"judge.accept" = "a,ctrl+a"`.',
        "Keys that clash or do not exist are reported when Postil starts.",
        "",
        "`alt+shift+arrows` reach a program only in terminals that pass them on; where",
        "`shift+arrows` do not, `L` and `H` do the same.",
    ]
    for group, title in GROUPS.items():
        lines += ["", f"## {title}", "", "| keys | does | id |", "|---|---|---|"]
        for command in in_group(group):
            shown = " ".join(f"`{key}`" for key in shown_keys(command.keys).split())
            does = f"{command.title}. {command.help}" if command.help else command.title
            lines.append(f"| {shown} | {does} | `{command.id}` |")
    return "\n".join(lines) + "\n"


def commands() -> str:
    """Every command's own help."""
    from tui.cli import cli

    return "\n".join(["# Commands", "", *_help(cli)])


def _help(group: click.Group) -> Iterator[str]:
    settings = {**group.context_settings, "max_content_width": 90}
    context = click.Context(group, info_name="postil", **settings)
    yield from ("```", group.get_help(context), "```", "")
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        below = click.Context(command, info_name=name, parent=context, max_content_width=90)
        yield from (f"## postil {name}", "", "```", command.get_help(below), "```", "")


def formats() -> str:
    """What each format carries: what came back when the tests' probes were written and read."""
    from annotations.formats.catalogue import BUILT_IN
    from tests.annotations.formats.carrying import table

    lines = [
        "# Formats",
        "",
        "`postil formats` prints them. A file's format is known by its extension and its",
        "content, or named. Whatever a format cannot carry is told on export, span by",
        "span; `--strict` refuses to write it.",
        "",
        "| format | | ways | extensions |",
        "|---|---|---|---|",
    ]
    for entry in BUILT_IN:
        ways = "both ways" if entry.reads else "out"
        extensions = "a folder" if entry.folder else " ".join(f"`{e}`" for e in entry.extensions)
        lines.append(f"| `{entry.name}` | {entry.title} | {ways} | {extensions} |")
    lines += [
        "",
        "## What each carries",
        "",
        "✓ came back as it was when it was written and read again; (✓) came back too, but",
        "programs that read this format look elsewhere first, so that it counts as a loss;",
        "→ is written, in a format that is not read; · is lost, and told.",
        "`csv` and `tsv` are written here with their texts (`-O texts`); `doccano` carries",
        "relations with `-O relations`.",
        "",
        *table(),
    ]
    return "\n".join(lines) + "\n"


PAGES = {"keys.md": keys, "commands.md": commands, "formats.md": formats}


def main() -> None:
    """Write them all."""
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent))
    main()
