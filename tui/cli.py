"""The command line: `postil` reads and corrects; the other commands need no screen."""

from __future__ import annotations

import builtins
import sys
from importlib import import_module
from keyword import iskeyword
from typing import Any, NoReturn

import click

from annotations.errors import PostilError
from tui.failing import FAILED, INTERRUPTED, USAGE, status_of, tell
from tui.words import MODULES

SENTENCE = 200
"""Characters of a sentence that says what a command does, at most."""


def _name(command: str) -> str:
    """What a command's function is called; `import` and `list` are words of Python's own."""
    return f"{command}_" if iskeyword(command) or hasattr(builtins, command) else command


class Postil(click.Group):
    """Runs `read` when the first word is no command, and makes errors one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the help."""
        return [name for names in MODULES.values() for name in names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        module = next((module for module, names in MODULES.items() if cmd_name in names), None)
        command = vars(import_module(module))[_name(cmd_name)] if module else None
        return command if isinstance(command, click.Command) else None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `read` before arguments that name no command."""
        own = {*self.list_commands(ctx), "--help", "-h", "--version"}
        return super().parse_args(ctx, args if args and args[0] in own else ["read", *args])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except PostilError as error:
            ctx.exit(status_of(error))

    def run(self) -> NoReturn:
        """Run it as a program: a line and an exit status for whatever was misunderstood."""
        try:
            status = self.main(standalone_mode=False)
        except click.UsageError as error:
            tell(f"{error.format_message()} (see postil --help)")
            status = USAGE
        except click.ClickException as error:
            tell(error.format_message())
            status = FAILED
        except (click.Abort, KeyboardInterrupt):
            status = INTERRUPTED
        sys.exit(status if isinstance(status, int) else 0)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The form that people type."""
        formatter.write_usage("postil", "[PATH...] | COMMAND [ARGS]...")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Every command with its first sentence, all of it."""
        commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        said = [(name, one.get_short_help_str(SENTENCE)) for name, one in commands if one]
        with formatter.section("Commands"):
            formatter.write_dl(said)


@click.group(
    cls=Postil,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Try it: postil --demo opens a private copy of the sample articles. "
    "postil read --help has the options of reading.",
)
@click.version_option(package_name="postil", prog_name="postil")
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
    """Run it; end quietly when the reader of a pipe has gone, and with a line when it fails."""
    try:
        cli.run()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(FAILED)
    except Exception:
        from tui.crash import farewell

        tell(farewell())
        sys.exit(FAILED)
