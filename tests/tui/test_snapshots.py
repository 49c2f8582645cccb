"""Pictures of the program. `make snapshots` draws them anew; look at them before you keep them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.tui.driving import TEXT, Desk, Workplace, is_ready
from tui.config import Config

SIZES = {"80x24": (80, 24), "120x36": (120, 36)}

ARTICLE = (
    f"{TEXT}\nprint share 14 Facebook 9\n\n"
    "漢字 and emoji 👩‍👩‍👧 🇹🇯, e\u0301: what is \x1b[2J not drawn.\n"
)

Shoot = Callable[..., bool]


@pytest.fixture
def shoot(snap_compare: Callable[..., bool], workplace: Workplace) -> Shoot:
    """Compare a picture of the program, after some keys, with the one that was kept."""

    def compare(*keys: str, size: tuple[int, int], theme: str = "night") -> bool:
        workplace.write({"washington.txt": ARTICLE, "z.txt": "Another."})
        app = workplace.app(config=Config(theme=theme))

        async def run(pilot: object) -> None:
            desk = Desk(app, pilot)  # type: ignore[arg-type]
            await desk.until(lambda: is_ready(desk), "the article")
            for key in keys:
                if key.startswith("to "):
                    await desk.put(key.removeprefix("to "))
                else:
                    await desk.press(key)

        return snap_compare(app, terminal_size=size, run_before=run)

    return compare


CORRECTED = ("to Tajikistan", "3", "to Monday", "x", "to the Okno", "L", "L", "9", "to Donald", "a")


@pytest.mark.parametrize("theme", ["night", "paper"])
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_the_desk(shoot: Shoot, size: tuple[int, int], theme: str) -> None:
    assert shoot(*CORRECTED, size=size, theme=theme)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_without_colour(
    shoot: Shoot, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert shoot(*CORRECTED, size=size)


def test_a_selection(shoot: Shoot) -> None:
    assert shoot("to the Okno", "v", "l", "l", size=(80, 24))


def test_the_sidebar_with_the_keyboard(shoot: Shoot) -> None:
    assert shoot(*CORRECTED, "tab", "g", "j", "j", "j", size=(120, 36))


def test_the_picker(shoot: Shoot) -> None:
    assert shoot("to Tajikistan", "enter", "o", "r", size=(80, 24))


def test_the_question_before_replacing(shoot: Shoot) -> None:
    assert shoot("to Okno", "9", "h", "L", "2", size=(80, 24))


def test_help(shoot: Shoot) -> None:
    assert shoot("?", size=(80, 24))


def test_a_small_terminal(shoot: Shoot) -> None:
    assert shoot("to Tajikistan", size=(40, 10))


def test_letters(shoot: Shoot) -> None:
    assert shoot("p", size=(80, 24))
