"""What the documentation says of keys and commands is what the program does."""

from __future__ import annotations

import importlib.util
import re
from importlib import import_module
from pathlib import Path
from types import ModuleType

import click
import pytest

from tui.cli import cli
from tui.commands import BY_ID, COMMANDS, GROUPS, Where
from tui.keymap import check, clashes
from tui.words import MODULES

ROOT = Path(__file__).parent.parent
DESIGN_KEYS = {
    "move.previous_token": "h,left", "move.next_token": "l,right", "move.line_down": "j,down",
    "move.line_up": "k,up", "move.page_down": "space", "move.page_up": "b", "move.top": "g",
    "move.bottom": "G", "entity.next": "full_stop", "entity.previous": "comma",
    "entity.next_new": "semicolon", "entity.previous_new": "colon", "view.other_pane": "tab",
    "judge.pick_label": "enter", "judge.accept": "a", "judge.accept_rest": "A",
    "judge.reject": "x", "judge.undo": "u,ctrl+z", "judge.redo": "ctrl+r,ctrl+y",
    "judge.only_here": "exclamation_mark", "article.done": "d", "article.export": "E",
    "app.help": "question_mark", "app.quit": "q", "view.copy": "y", "view.theme": "T",
}  # fmt: skip
"""Keys that people's fingers know from the first version on."""


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["keys.md", "commands.md", "formats.md"])
def test_generated_pages_are_up_to_date(generate: ModuleType, page: str):
    written = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert written == generate.PAGES[page](), "run: python docs/generate.py"


def test_every_command_has_a_place_a_key_and_a_group():
    assert len(BY_ID) == len(COMMANDS)
    for command in COMMANDS:
        assert command.where in Where
        assert command.keys
        assert command.title
        assert command.id.partition(".")[0] in GROUPS


@pytest.mark.parametrize(("id", "keys"), DESIGN_KEYS.items())
def test_the_keys_that_fingers_know(id: str, keys: str):
    assert set(keys.split(",")) <= set(BY_ID[id].keys.split(","))


def test_no_key_does_two_things_and_all_can_be_used():
    assert clashes({}) == []
    assert check({command.id: command.keys for command in COMMANDS})[1] == []


def test_the_command_line_names_every_command_that_its_modules_have():
    for module, names in MODULES.items():
        known = vars(import_module(module)).values()
        found = [value for value in known if isinstance(value, click.Command) and value is not cli]
        groups = [value for value in found if isinstance(value, click.Group)]
        inside = [command for group in groups for command in group.commands.values()]
        assert {command.name for command in found if command not in inside} == set(names)


def test_links_in_the_documentation_lead_somewhere():
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert "://" in link or (page.parent / link).exists(), f"{page.name}: {link}"


def test_the_readme_names_commands_and_options_that_exist():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    context = click.Context(cli, **cli.context_settings)
    for command, rest in re.findall(r"^postil (\w+)(.*)$", text, re.MULTILINE):
        found = cli.get_command(context, command)
        assert found is not None
        options = {option for parameter in found.params for option in parameter.opts}
        assert set(re.findall(r"(?<!\w)--?[a-z]+", rest.partition("#")[0])) <= options
