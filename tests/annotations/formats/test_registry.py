"""Formats are found by name and by extension, our own and those of plug-ins."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest

from annotations.errors import FormatError
from annotations.formats import Format, registry
from annotations.formats.base import ReadableFormat
from annotations.formats.catalogue import ALIASES, BUILT_IN, USUAL
from annotations.formats.csv import CSV
from annotations.formats.prodigy import PRODIGY


class Plugin:
    """A format from elsewhere."""

    name = "mine"
    title = "Mine"
    extensions = (".mine", ".csv")
    media_type = "text/plain"
    carries = CSV.carries

    def write(self, target, documents, *, strict=False):
        raise NotImplementedError


MINE = Plugin()
NO_FORMAT = "nothing like one"


class Failing:
    """Breaks when it is looked at, in two lines."""

    def __getattr__(self, name):
        raise RuntimeError("no\ngood")


FAILING = Failing()


@pytest.fixture
def plugins(monkeypatch):
    """Plug-ins: a good one, one that is none, one that cannot be imported, a thief."""
    values = {
        "Mine": f"{__name__}:MINE",
        "none": f"{__name__}:NO_FORMAT",
        "broken": "no_such_module:FORMAT",
        "failing": f"{__name__}:FAILING.format",
        "csv": f"{__name__}:MINE",
        "jsonl": f"{__name__}:MINE",
    }
    points = EntryPoints(EntryPoint(name, value, registry.GROUP) for name, value in values.items())
    monkeypatch.setattr(metadata, "entry_points", lambda group: points.select(group=group))
    registry._plugins.cache_clear()
    registry._load.cache_clear()
    yield
    registry._plugins.cache_clear()
    registry._load.cache_clear()


class TestByName:
    @pytest.mark.parametrize("name", ["prodigy", "spacy", "csv", "tsv"])
    def test_finds_our_own(self, name):
        assert registry.get(name).name == name
        assert isinstance(registry.get(name), Format)

    def test_knows_aliases_and_capitals(self):
        assert registry.get("jsonl") is registry.get("Prodigy") is PRODIGY

    @pytest.mark.parametrize(
        ("name", "hint"),
        [("prodgy", "prodigy"), ("spaccy", "spacy"), ("CVS", "csv"), ("json", "jsonl")],
    )
    def test_suggests_what_was_meant(self, name, hint):
        with pytest.raises(FormatError, match=rf"unknown format “{name}”; did you mean {hint}\?"):
            registry.get(name)

    @pytest.mark.parametrize("name", ["", "x", "../../etc/passwd"])
    def test_lists_what_there_is(self, name):
        with pytest.raises(FormatError, match=r"; known: .*csv, .*jsonl, .*prodigy, .*tsv"):
            registry.get(name)

    def test_takes_the_options_of_a_format(self):
        assert registry.get("csv", lossless=True).lossless is True
        assert registry.get("csv").lossless is False

    @pytest.mark.parametrize("name", ["prodigy", "csv"])
    def test_refuses_others(self, name):
        with pytest.raises(FormatError, match=f"^{name} does not know colour$"):
            registry.get(name, colour="red")


class TestByPath:
    @pytest.mark.parametrize(
        ("path", "name"),
        [
            ("a.csv", "csv"),
            ("a.TSV", "tsv"),
            ("a.b.jsonl", "prodigy"),
            ("x/train.spacy", "spacy"),
        ],
    )
    def test_goes_by_the_extension(self, path, name):
        assert registry.for_path(Path(path)).name == name

    @pytest.mark.parametrize("path", ["a.xyz", "csv", ".csv", "a."])
    def test_says_which_there_are(self, path):
        with pytest.raises(FormatError, match=r"name one of .*\.jsonl, .*\.spacy, .*\.csv"):
            registry.for_path(Path(path))

    def test_what_several_share_stands_for_one_or_has_to_be_named(self):
        for extension in {one for entry in BUILT_IN for one in entry.extensions}:
            sharing = [entry.name for entry in BUILT_IN if extension in entry.extensions]
            if len(sharing) == 1 or extension in USUAL:
                assert registry.for_path(Path(f"a{extension}")).name in sharing
            else:
                with pytest.raises(FormatError, match=f"name one of {', '.join(sharing)}$"):
                    registry.for_path(Path(f"a{extension}"))


class TestCatalogue:
    @pytest.mark.parametrize("entry", BUILT_IN, ids=lambda entry: entry.name)
    def test_says_what_the_format_says(self, entry):
        format = registry.get(entry.name)
        assert isinstance(format, Format)
        assert (format.name, format.title) == (entry.name, entry.title)
        assert format.extensions == entry.extensions
        assert isinstance(format, ReadableFormat) == entry.reads

    def test_has_every_name_once(self):
        names = [entry.name for entry in BUILT_IN]
        assert len(set(names)) == len(names)
        assert not set(names) & set(ALIASES)

    def test_is_known_without_importing_a_format(self):
        probe = (
            "import sys; from annotations.formats import registry; registry.entries(); "
            "sys.exit('annotations.formats.prodigy' in sys.modules)"
        )
        root = Path(__file__).parents[3]
        assert subprocess.run([sys.executable, "-c", probe], cwd=root, check=False).returncode == 0


class TestChoice:
    def test_a_name_goes_before_an_extension(self):
        assert registry.choose("tsv", Path("a.csv")).name == "tsv"
        assert registry.choose(None, Path("a.csv"), lossless=True).lossless
        assert registry.choose("jsonl", None) is PRODIGY

    def test_one_of_them_is_needed(self):
        with pytest.raises(FormatError, match="which format"):
            registry.choose(None, None)


@pytest.mark.usefixtures("plugins")
class TestPlugins:
    def test_are_found_by_name_and_extension(self):
        assert registry.get("mine") is registry.get("MINE") is MINE
        assert registry.for_path(Path("a.mine")) is MINE

    def test_stand_behind_our_own(self):
        assert registry.formats()[-1] is MINE
        assert registry.get("csv") is CSV
        assert registry.get("jsonl") is PRODIGY
        assert registry.for_path(Path("a.csv")) is CSV

    def test_that_are_broken_say_so_when_asked_for(self):
        with pytest.raises(FormatError, match="“broken” cannot be loaded: No module named"):
            registry.get("broken")
        with pytest.raises(FormatError, match=r"“failing” cannot be loaded: no good$"):
            registry.get("failing")
        with pytest.raises(FormatError, match="“none” is no Format"):
            registry.get("none")

    def test_that_are_broken_leave_the_others_alone(self):
        ours = [entry.name for entry in BUILT_IN]
        assert [format.name for format in registry.formats()] == [*ours, "mine"]

    def test_are_known_and_suggested(self):
        with pytest.raises(FormatError, match=r"did you mean mine\?"):
            registry.get("mines")
