"""Colours: readable on every theme, told apart by any eyes, and on any terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from itertools import combinations

import pytest
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.color import BLACK, Color
from textual.theme import BUILTIN_THEMES, Theme

from annotations.labels import HUES, default_scheme
from tests.tui.color_vision import LACKING, difference, seen
from tests.tui.driving import TEXT
from tui.attribute_filter import AttributeFilter
from tui.colors import INKS_16, NIGHT, NIGHT_16, OURS, PAPER_16, SIXTEEN, USUAL, complete
from tui.config import Config
from tui.depth import Depth, depth
from tui.label_inks import nearest_of_256
from tui.themes import READABLE, Palette, contrast, our_themes

USERS = {"mine": complete({"base": "paper", "page": "#d0d0d0", "hues": {"green": "#00ff00"}})}
THEMES = {
    theme.name: theme
    for theme in (*BUILTIN_THEMES.values(), *our_themes(Depth.TRUE, USERS))
    if not theme.ansi
}
APART = 10.0
"""The least difference (CIEDE2000) of two colours that shall be told apart at a glance."""

XTERM = (
    "#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5",
    "#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff",
)  # fmt: skip
"""What xterm shows for the sixteen colours, in the order of their numbers."""


def palette(theme: Theme, depth: Depth = Depth.TRUE, *, safe: bool = False) -> Palette:
    """The colours of a theme."""
    return Palette.of(theme, _variables(theme), depth, safe=safe)


def _variables(theme: Theme) -> dict[str, str]:
    """As Textual puts them together."""
    return {**theme.to_color_system().generate(), **theme.variables}


def test_hues_and_tables_name_the_same_colours():
    assert set(HUES) == set(USUAL) == set(INKS_16[True]) == set(INKS_16[False])


@pytest.mark.parametrize("safe", [False, True], ids=["usual", "safe"])
@pytest.mark.parametrize("name", THEMES)
class TestEveryTheme:
    @pytest.mark.parametrize("color", [*HUES, "#000000", "#ffffff", "#7f7f7f", "#0000ff"])
    def test_a_label_is_readable_wherever_it_stands(self, name, safe, color):
        colors = palette(THEMES[name], safe=safe)
        ink = colors.label(color)
        for ground in (ink.ground, colors.page, colors.side, colors.bar):
            assert contrast(ink.text, ground) >= READABLE

    def test_so_are_the_cursor_and_what_it_is_on(self, name, safe):
        colors = palette(THEMES[name], safe=safe)
        assert contrast(colors.on_accent, colors.accent) >= READABLE
        assert contrast(colors.on_selection, colors.selection) >= READABLE
        assert contrast(colors.on_current, colors.current) >= READABLE
        assert contrast(colors.on_found, colors.found) >= READABLE


@pytest.mark.parametrize("name", OURS)
def test_so_is_the_text_of_ours(name):
    colors = palette(THEMES[name])
    for ground in (colors.page, colors.side, colors.bar):
        for text in (colors.text, colors.title, colors.accent, colors.dim):
            assert contrast(text, ground) >= READABLE


@pytest.mark.parametrize("name", OURS)
class TestSafeColours:
    @pytest.mark.parametrize("lacking", LACKING)
    def test_labels_differ_in_colour_or_in_slant(self, name, lacking):
        colors = palette(THEMES[name], safe=True)
        labels = [label.color for label in default_scheme()][:10]
        assert sorted(labels) == sorted(HUES)
        for one, other in combinations(map(colors.label, labels), 2):
            apart = difference(seen(one.text, lacking), seen(other.text, lacking))
            assert apart >= APART or one.slanted != other.slanted

    def test_the_usual_ones_do_not(self, name):
        """The measure tells: there are pairs among them that the colour-blind confuse."""
        colors = palette(THEMES[name])
        inks = [seen(colors.label(hue).text, "green") for hue in HUES]
        assert min(difference(*pair) for pair in combinations(inks, 2)) < APART

    def test_a_colour_of_its_own_stays_its_own(self, name):
        assert palette(THEMES[name], safe=True).label("#3366cc") == palette(THEMES[name]).label(
            "#3366cc"
        )


def test_the_difference_of_colours_is_that_of_the_paper():
    """Pairs 1, 7 and 20 of table 1 in Sharma, Wu and Dalal (2005)."""
    assert difference((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
    assert difference((50, 0, 0), (50, -1, 2)) == pytest.approx(2.3669, abs=1e-4)
    assert difference((50, 2.5, 0), (50, 3.2592, 0.335)) == pytest.approx(1.0, abs=1e-4)


class TestSixteenColours:
    @pytest.mark.parametrize("name", OURS)
    def test_all_colours_are_among_them(self, name):
        colors = palette(_few(name), Depth.FEW)
        for hue in (*HUES, "#123456"):
            ink = colors.label(hue)
            assert {ink.text.hex.lower(), ink.ground.hex.lower()} <= set(SIXTEEN)

    @pytest.mark.parametrize("name", OURS)
    def test_every_label_is_another(self, name):
        colors = palette(_few(name), Depth.FEW)
        assert len({(ink.text, ink.ground) for ink in map(colors.label, HUES)}) == len(HUES)

    @pytest.mark.parametrize("name", OURS)
    def test_what_marks_is_told_from_what_is_marked(self, name):
        colors = palette(_few(name), Depth.FEW)
        grounds = [colors.accent, colors.selection, colors.current, colors.found, colors.page]
        assert len(set(grounds)) == len(grounds)
        labels = {ink.ground for ink in map(colors.label, HUES)}
        assert not labels & set(grounds[:4])
        assert len({colors.text, colors.faint, colors.page}) == 3

    @pytest.mark.parametrize("look", [SIXTEEN, XTERM], ids=["console", "xterm"])
    @pytest.mark.parametrize("name", OURS)
    def test_text_can_be_read(self, name, look):
        """Terminals show the sixteen as they like; on these two, text has what large text needs."""

        def shown(color: Color) -> Color:
            return Color.parse(look[SIXTEEN.index(color.hex.lower())])

        colors = palette(_few(name), Depth.FEW)
        inks = [(ink.text, ink.ground) for ink in map(colors.label, HUES)]
        inks += [(colors.text, colors.page), (colors.dim, colors.page), (colors.text, colors.bar)]
        inks += [(colors.on_accent, colors.accent), (colors.on_selection, colors.selection)]
        inks += [(colors.on_current, colors.current), (colors.dim, colors.bar)]
        inks += [(colors.on_found, colors.found)]
        inks += [(colors.accent, colors.bar), (colors.faint, colors.page)]
        for text, ground in inks:
            assert contrast(shown(text), shown(ground)) >= (2.7 if text == colors.faint else 3)

    def test_rich_keeps_them(self):
        numbers = [
            Color.parse(color).rich_color.downgrade(ColorSystem.STANDARD).number
            for color in SIXTEEN
        ]
        assert numbers == list(range(16))

    @pytest.mark.parametrize("name", ["ansi-dark", "ansi-light"])
    def test_textuals_own_such_themes_use_the_terminals_colours(self, name):
        colors = palette(BUILTIN_THEMES[name])
        assert colors.page.ansi == colors.text.ansi == -1
        inks = [colors.label(hue) for hue in HUES]
        assert all(ink.text.ansi is not None and ink.ground.ansi is not None for ink in inks)
        assert len(set(inks)) == len(HUES)


def _few(name: str) -> Theme:
    return next(theme for theme in our_themes(Depth.FEW, {}) if theme.name == name)


class TestManyColours:
    """The nearest of 256."""

    @pytest.mark.parametrize("name", OURS)
    def test_labels_stay_readable_and_grounds_apart(self, name):
        theme = next(theme for theme in our_themes(Depth.MANY, {}) if theme.name == name)
        colors = palette(theme, Depth.MANY)
        for ink in map(colors.label, HUES):
            assert contrast(nearest_of_256(ink.text), nearest_of_256(ink.ground)) >= READABLE
        assert contrast(nearest_of_256(colors.text), nearest_of_256(colors.page)) >= READABLE
        assert (
            len({nearest_of_256(c).hex for c in (colors.page, colors.accent, colors.current)}) == 3
        )


class TestNoColours:
    def test_everything_is_told_apart(self):
        colors = palette(_few("paper"), Depth.NONE)
        ink = colors.label("blue")

        def mark(text: Color, ground: Color) -> Style:
            return Style(color=text.rich_color, bgcolor=ground.rich_color)

        new, judged = ink.style(reviewed=False), ink.style(reviewed=True)
        drawn = {
            "text": mark(colors.text, colors.page),
            "furniture": mark(colors.faint, colors.page),
            "new": new,
            "judged": judged,
            "cursor": new + mark(colors.on_accent, colors.accent),
            "current": new + mark(colors.on_current, colors.current),
            "selection": new + mark(colors.on_selection, colors.selection),
            "found": mark(colors.on_found, colors.found),
        }
        plain = {name: _apply(style) for name, style in drawn.items()}
        assert all(style.color.is_default and style.bgcolor.is_default for style in plain.values())
        assert len({_seen(style) for style in plain.values()}) == len(plain)
        judged_current = judged + mark(colors.on_current, colors.current)
        assert _seen(_apply(judged_current)) == _seen(plain["current"])

    def test_labels_have_lines_of_several_kinds(self):
        colors = palette(_few("night"), Depth.NONE)
        styles = {_seen(_apply(colors.label(hue).style(reviewed=False))) for hue in HUES}
        assert len(styles) == 4

    def test_a_ground_that_is_meant_to_be_seen_is_reversed(self):
        assert _apply(Style(bgcolor="#eeeeee")).reverse
        assert not _apply(Style(bgcolor="#202028")).reverse

    def test_text_and_control_codes_stay(self):
        segments = [Segment("漢字"), Segment("\x1b[H", None, [(1,)])]
        assert AttributeFilter().apply(segments, BLACK) == segments


def _apply(style: Style) -> Style:
    (segment,) = AttributeFilter().apply([Segment("x", style)], BLACK)
    assert segment.style is not None
    return segment.style


def _seen(style: Style) -> tuple[bool, ...]:
    names = ("bold", "italic", "underline", "underline2", "reverse", "dim", "strike")
    return tuple(bool(getattr(style, name)) for name in names)


class TestDepth:
    @pytest.mark.parametrize(
        ("environment", "found"),
        [
            ({"COLORTERM": "truecolor", "TERM": "xterm-256color"}, Depth.TRUE),
            ({"COLORTERM": "24bit"}, Depth.TRUE),
            ({"TERM": "xterm-256color"}, Depth.MANY),
            ({"TERM": "xterm"}, Depth.FEW),
            ({"TERM": "a terminal of nobody's"}, Depth.FEW),
            ({}, Depth.FEW),
            ({"NO_COLOR": "1", "COLORTERM": "truecolor"}, Depth.NONE),
            ({"NO_COLOR": "", "COLORTERM": "truecolor"}, Depth.TRUE),
            ({"TEXTUAL_COLOR_SYSTEM": "256", "TERM": "xterm"}, Depth.MANY),
            ({"TEXTUAL_COLOR_SYSTEM": "standard", "COLORTERM": "truecolor"}, Depth.FEW),
            ({"TEXTUAL_COLOR_SYSTEM": "auto", "COLORTERM": "truecolor"}, Depth.TRUE),
        ],
    )  # fmt: skip
    def test_what_the_environment_says(self, environment, found):
        assert depth(environment) is found

    @pytest.mark.parametrize(
        ("term", "found"),
        [("linux", "FEW"), ("xterm-16color", "FEW"), ("vt100", "NONE"), ("xterm-direct", "MANY")],
    )
    def test_what_terminfo_says(self, term, found):
        """In a process each: a process asks terminfo once."""
        code = "from tui.depth import depth; print(depth().name)"
        environment = {
            **os.environ,
            "TERM": term,
            "COLORTERM": "",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        known = subprocess.run(["infocmp", term], capture_output=True, check=False)
        if known.returncode:
            pytest.skip(f"terminfo does not know {term}")
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, check=True
        )
        assert done.stdout.decode().strip() == found


class TestUsersThemes:
    def test_what_it_leaves_out_is_its_bases(self):
        assert complete({"accent": "#ff0000"}) == {**NIGHT, "accent": "#ff0000"}
        assert complete({"base": "paper"}) == OURS["paper"]

    def test_its_hues_are_its_labels_middles(self):
        own = palette(THEMES["mine"])
        other = palette(replace(THEMES["mine"], variables={}))
        assert own.hues["green"] == "#00ff00"
        assert own.hues["blue"] == USUAL["blue"]
        assert own.label("green") == own.label("#00ff00") != other.label("green")

    def test_whether_it_is_dark_is_seen(self):
        light = complete({"page": "#ffffff", "text": "#000000"})
        (theme,) = (t for t in our_themes(Depth.TRUE, {"light": light}) if t.name == "light")
        assert not theme.dark

    @pytest.mark.parametrize(
        ("table", "said"),
        [
            ({"base": "nord"}, "base is one of night, paper, not 'nord'"),
            ({"base": 3}, "base is one of"),
            ({"paeg": "#ffffff"}, "unknown colour “paeg”; known: page, side"),
            ({"page": "white"}, "page: write a colour as “#rrggbb”, not 'white'"),
            ({"page": 7}, "page: write a colour"),
            ({"hues": "green"}, "hues is a table"),
            ({"hues": {"mauve": "#ffffff"}}, "unknown hue “mauve”"),
            ({"hues": {"green": "#fff"}}, "green: write a colour"),
        ],
    )
    def test_mistakes_are_named(self, table, said):
        with pytest.raises(ValueError, match=r"^") as caught:
            complete(table)
        assert said in str(caught.value)

    @pytest.mark.parametrize("depth", [Depth.FEW, Depth.NONE])
    def test_with_few_colours_every_theme_is_made_of_them(self, depth):
        themes = {theme.name: theme for theme in our_themes(depth, USERS)}
        assert set(themes) == {*BUILTIN_THEMES, *OURS, *USERS}
        for theme in themes.values():
            assert {theme.background, theme.panel, theme.foreground} <= set(SIXTEEN)
            assert palette(theme, depth).page.hex.lower() == theme.background
        lights = [name for name, theme in themes.items() if not theme.dark]
        assert bool(lights) == (depth is Depth.FEW)
        assert set(NIGHT) < set(NIGHT_16) == set(PAPER_16)


class TestTheDesk:
    async def test_a_theme_is_remembered_for_its_article_and_as_the_last(self, open_desk):
        async with open_desk({"a.txt": TEXT, "b.txt": "Kabul waits.", "c.txt": "So."}) as desk:
            await desk.press("T")
            assert desk.app.theme == "paper"
            await desk.press(")")
            assert desk.app.theme == "paper"
            await desk.press("T", "(")
            assert desk.app.theme == "paper"
            await desk.press(")", ")")
            assert desk.app.theme == "night"
            await desk.press("(", "(")
            await desk.quit()
        async with open_desk() as desk:
            assert desk.screen.article.text == TEXT
            assert desk.app.theme == "paper"
            await desk.press(")")
            assert desk.app.theme == "night"

    async def test_the_settings_theme_is_not_taken_for_a_choice(self, open_desk):
        async with open_desk(TEXT, config=Config(theme="paper")) as desk:
            await desk.quit()
        async with open_desk(TEXT, config=Config(theme="nord")) as desk:
            assert desk.app.theme == "nord"

    async def test_a_theme_of_the_users(self, open_desk):
        async with open_desk(TEXT, config=Config(theme="mine", themes=USERS)) as desk:
            assert desk.screen.palette.page == Color.parse("#d0d0d0")
            assert not desk.screen.palette.dark

    async def test_a_theme_that_is_no_more_is_ours(self, open_desk):
        async with open_desk(TEXT, config=Config(theme="gone")) as desk:
            assert desk.app.theme == "night"

    async def test_safe_colours_come_and_go_and_are_remembered(self, open_desk):
        async with open_desk(TEXT) as desk:
            assert not desk.screen.palette.safe
            await desk.press("C")
            assert desk.screen.palette.safe
            assert desk.told("label colours: safe")
            await desk.quit()
        async with open_desk() as desk:
            assert desk.screen.palette.safe
            await desk.press("C")
            assert not desk.screen.palette.safe

    async def test_safe_colours_of_the_settings(self, open_desk):
        async with open_desk(TEXT, config=Config(colors="safe")) as desk:
            assert desk.screen.palette.safe
            await desk.press("C")
            assert not desk.screen.palette.safe

    async def test_without_colours_none_is_sent(self, open_desk, monkeypatch):
        monkeypatch.setenv("NO_COLOR", "1")
        async with open_desk(TEXT) as desk:
            for theme in ("paper", "textual-light", "night"):
                desk.app.theme = theme
                await desk.settle()
                beside = desk.strips()[1].crop(2, 40)
                for filter in desk.app.get_line_filters():
                    beside = beside.apply_filter(filter, BLACK)
                assert not any(segment.style and segment.style.reverse for segment in beside)
            for key in ("T", ".", "L", "enter"):
                await desk.press(key)
                filters = desk.app.get_line_filters()
                for strip in desk.strips():
                    segments = list(strip)
                    for filter in filters:
                        segments = filter.apply(segments, BLACK)
                    styles = [segment.style for segment in segments if segment.style]
                    colors = {color for style in styles for color in (style.color, style.bgcolor)}
                    assert all(color is None or color.is_default for color in colors)
