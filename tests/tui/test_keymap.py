"""The user's keys are checked: what Textual would drop silently is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.commands import BY_ID, COMMANDS, Where
from tui.config import key_places, load_config
from tui.keymap import check, clashes


def problem(keys: dict[str, object]) -> str:
    """The one line about keys that cannot be used."""
    good, problems = check(keys)
    assert good == {}
    (line,) = problems
    assert line.startswith("keys: ")
    assert "\n" not in line
    return line


def test_the_keys_of_the_program_clash_nowhere():
    assert clashes({}) == []


def test_every_key_of_the_program_is_a_key():
    good, problems = check({command.id: command.keys for command in COMMANDS})
    assert problems == []
    assert good == {command.id: command.keys for command in COMMANDS}


@pytest.mark.parametrize(
    "keys", ["f5", "ctrl+a", "a, b", "alt+shift+up", "é", "full_stop", "ctrl+full_stop", "pagedown"]
)
def test_good_keys_are_used(keys):
    good, problems = check({"article.export": keys} if keys != "a, b" else {"judge.note": "B,f7"})
    assert problems == [] or all("does both" in line for line in problems)
    assert len(good) == 1


def test_spaces_after_commas_do_no_harm():
    assert check({"judge.accept": "f5, f6"}) == ({"judge.accept": "f5,f6"}, [])


def test_a_command_that_is_not_there_gets_a_hint():
    assert "did you mean judge.accept?" in problem({"judge.acept": "f5"})
    assert "no command “nonsense”" in problem({"nonsense": "f5"})


@pytest.mark.parametrize("value", ["", "  ", 3, None, ["a"], True])
def test_keys_are_text(value):
    assert "judge.accept" in problem({"judge.accept": value})


@pytest.mark.parametrize("key", ["notakey", "ctrl+", "hyper+a", "ctrl+X+Y", "a+b", "f99"])
def test_a_key_that_no_keyboard_has_is_named(key):
    assert f"“{key}”" in problem({"judge.accept": key})


def test_two_commands_on_one_key_are_named():
    good, (line,) = check({"judge.accept": "x"})
    assert good == {"judge.accept": "x"}
    assert "x does both" in line
    assert "judge.accept" in line
    assert "judge.reject" in line


def test_a_swap_is_no_clash():
    assert check({"judge.accept": "x", "judge.reject": "a,delete"})[1] == []


def test_article_and_sidebar_may_use_one_key_for_two_things():
    assert check({"move.next_token": "f5", "list.unfold": "f5"})[1] == []


def test_a_key_of_the_desk_counts_in_both_panes():
    for where in (Where.ARTICLE, Where.SIDEBAR):
        other = next(command for command in COMMANDS if command.where is where)
        problems = check({"judge.accept": other.keys.split(",")[0]})[1]
        assert any(other.id in line and "judge.accept" in line for line in problems)


@given(st.dictionaries(st.one_of(st.sampled_from(list(BY_ID)), st.text()), st.text(max_size=12)))
def test_whatever_a_file_says_is_either_used_or_told(keys):
    good, problems = check(keys)
    assert set(good) <= set(BY_ID)
    bad = [line for line in problems if "does both" not in line]
    assert len(good) + len(bad) == len(keys)


def test_what_is_wrong_is_said_with_its_file_and_line(tmp_path):
    lines = ["# mine", '"judge.accept" = "u"', '"nonsense" = "f5"', "'judge.note' = 'no key'"]
    (tmp_path / "keys.toml").write_text("\n".join(lines), encoding="utf-8")
    keys = load_config(tmp_path).keys
    _, problems = check(keys, key_places(tmp_path))
    found = sorted(problem.removeprefix(f"{tmp_path / 'keys.toml'}, ") for problem in problems)
    assert [problem.partition(": ")[0] for problem in found] == ["line 2", "line 3", "line 4"]
    assert "u does both judge.accept and judge.undo" in found[0]
