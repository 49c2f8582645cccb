"""Writes the pages that are made from the code: docs/keys.md and docs/commands.md.

python docs/generate.py
"""

from __future__ import annotations

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


PAGES = {"keys.md": keys, "commands.md": commands}


def main() -> None:
    """Write them all."""
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
