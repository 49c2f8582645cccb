"""The words of the command line: which commands there are, and where."""

from __future__ import annotations

MODULES = {
    "tui.reading_cli": ("read",),
    "tui.export_cli": ("export",),
    "tui.import_cli": ("import", "undo"),
    "tui.formats_cli": ("convert", "diff", "formats"),
    "tui.extract_cli": ("extract",),
    "tui.commands_cli": ("history", "keys", "models", "paths"),
    "tui.labels_cli": ("labels",),
    "tui.list_cli": ("list", "show"),
    "tui.search_cli": ("search",),
    "tui.entities_cli": ("entities",),
    "tui.stats_cli": ("stats",),
    "tui.carry_cli": ("carry",),
    "tui.memory_cli": ("memory",),
    "tui.check_cli": ("check",),
}
"""Where the commands are; a module is imported when one of its commands is asked for."""

COMMANDS = frozenset(name for names in MODULES.values() for name in names)
"""The names of all commands."""

SWITCHES = {
    "--demo": {"demo": True},
    "--no-model": {"predict": False},
    "--no-memory": {"memory": False},
}
"""What the options of `read` that take no value make of what is wanted (`reading.Wanted`)."""
