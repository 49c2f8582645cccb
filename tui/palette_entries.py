"""What the command palette offers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator

from textual.app import SystemCommand
from textual.dom import DOMNode

from tui.commands import COMMANDS, Where, shown_keys
from tui.rooms import Rooms
from tui.screens.desk import DeskScreen


def entries(app: Rooms) -> Iterator[SystemCommand]:
    """Every command that works where the user is, with its keys; what has no key comes last."""
    targets = _targets(app)
    for command in COMMANDS:
        if command.palette and command.where in targets:
            run = _runner(app, targets[command.where], command.action)
            keys = shown_keys(app.launch.keymap.get(command.id, command.keys))
            help = " · ".join(filter(None, (keys, command.help)))
            yield SystemCommand(command.title, help, run)
    desk = app.desk
    if app.in_front is desk:
        yield SystemCommand("Edit labels…", "Keys, colours, meanings", desk.action_edit_labels)
        yield SystemCommand(
            "Rename a label…", "In every article, as one act", desk.action_rename_label
        )
        yield SystemCommand("Change a key…", "Kept in keys.toml", desk.action_change_key)
    yield SystemCommand("Change theme", "Textual's themes, and ours", app.action_change_theme)


def _targets(app: Rooms) -> dict[Where, DOMNode]:
    """What runs the commands of each place that is in front."""
    front = app.in_front
    if isinstance(front, DeskScreen):
        return {Where.ARTICLE: front.view, Where.SIDEBAR: front.sidebar.list, Where.DESK: front,
                Where.APP: app}  # fmt: skip
    return {Where.LIBRARY: front, Where.APP: app}


def _runner(app: Rooms, target: DOMNode, action: str) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        await app.run_action(action, target)

    return run
