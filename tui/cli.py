"""The command line: `postil` reads and corrects; the other commands need no screen."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Any

import click

from annotations.errors import PostilError
from tui.config import ConfigError
from tui.terminal_text import one_line

FAILED, USAGE = 1, 2
"""Exit statuses: something was lost or not found; the command was not understood."""


def tell(message: str) -> None:
    """One line on standard error, with nothing in it that a terminal would obey."""
    click.echo(f"postil: {one_line(message)}", err=True)


class Postil(click.Group):
    """Runs `read` when the first word is no command, and makes errors one line."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `read` before arguments that name no command."""
        own = {*self.commands, "--help", "-h", "--version"}
        return super().parse_args(ctx, args if args and args[0] in own else ["read", *args])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except ConfigError as error:
            tell(str(error))
            ctx.exit(USAGE)
        except PostilError as error:
            tell(str(error))
            ctx.exit(FAILED)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The form that people type."""
        formatter.write_usage("postil", "[PATH...] | COMMAND [ARGS]...")


@click.group(
    cls=Postil,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Try it: postil --demo opens a private copy of the sample articles.",
)
@click.version_option(version("postil"), prog_name="postil")
def cli() -> None:
    """Read articles and correct the entities that a model found in them.

    \b
      postil article.txt            read and correct one article
      postil texts/                 a folder of them, one after another
      postil export -f spacy        what was corrected here, as training data

    Corrections are kept in annotations.json beside the texts, each on the disk before it is
    shown as saved. In the program, ? shows every key.
    """


def run() -> None:
    """Run it, and end quietly when the reader of a pipe has gone."""
    from tui import commands_cli, reading_cli

    for command in (*reading_cli.COMMANDS, *commands_cli.COMMANDS):
        cli.add_command(command)
    try:
        cli()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(FAILED)
