"""A label scheme is read from TOML, and says where it is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.errors import LabelSchemeError
from annotations.labels import (
    HUES,
    KEYS,
    Label,
    LabelScheme,
    default_scheme,
    load_scheme,
    parse_scheme,
    short_tag,
)

GOOD = """\
name = "Border"
overlap = true

[[label]]
name = "PERSON"
key = "7"
tag = "pers"
color = "#a1B2c3"
description = "People"
examples = ["Donald Lu", "Rahmon"]

[[label]]
name = "WORK_OF_ART"
color = "teal"
"""


class TestGoodScheme:
    def test_every_field_is_read(self):
        scheme = parse_scheme(GOOD)
        assert (scheme.name, scheme.overlap, len(scheme)) == ("Border", True, 2)
        assert scheme.get("PERSON") == Label(
            "PERSON", "7", "pers", "#a1B2c3", "People", ("Donald Lu", "Rahmon")
        )

    def test_what_it_leaves_out_is_given(self):
        art = parse_scheme(GOOD).get("WORK_OF_ART")
        assert art == Label("WORK_OF_ART", key="1", tag="art", color="teal")

    def test_the_least_scheme_is_a_name(self):
        scheme = parse_scheme('[[label]]\nname = "X"')
        assert (scheme.name, scheme.overlap) == ("", False)
        assert list(scheme) == [Label("X", key="1", tag="x", color=HUES[0])]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
    def test_a_file_is_read_as_utf_8(self, tmp_path, encoding):
        path = tmp_path / "labels.toml"
        path.write_text('[[label]]\nname = "LÄNDER"\ndescription = "Länder"\n', encoding)
        assert load_scheme(path).get("LÄNDER").description == "Länder"

    def test_the_default_is_that_of_the_english_pipelines(self):
        scheme = default_scheme()
        keyed = ["PERSON", "ORG", "GPE", "LOC", "NORP", "DATE", "MONEY", "EVENT", "FAC", "PRODUCT"]
        assert [label.name for label in scheme][:10] == keyed
        assert [scheme.by_key(key).name for key in KEYS] == keyed
        assert len(scheme) == 18
        assert all(label.description for label in scheme)


class TestKeys:
    def test_are_given_in_the_order_of_the_scheme(self):
        scheme = LabelScheme(tuple(Label(f"L{n}") for n in range(12)))
        assert "".join(label.key for label in scheme) == "1234567890"
        assert [label.key for label in scheme][10:] == ["", ""]

    def test_that_are_taken_are_passed_over(self):
        scheme = LabelScheme((Label("A"), Label("B", key="1"), Label("C"), Label("D", key="2")))
        assert [label.key for label in scheme] == ["3", "1", "4", "2"]

    @given(st.lists(st.sampled_from([*KEYS, "", ""]), max_size=14))
    def test_no_key_gives_two_labels(self, keys):
        chosen = [key if key not in keys[:place] else "" for place, key in enumerate(keys)]
        scheme = LabelScheme(tuple(Label(f"L{n}", key=key) for n, key in enumerate(chosen)))
        given_keys = [label.key for label in scheme if label.key]
        assert len(given_keys) == len(set(given_keys)) == min(len(scheme), 10)
        for label in scheme:
            assert not label.key or scheme.by_key(label.key) is label

    def test_a_free_key_gives_nothing(self):
        assert LabelScheme((Label("A"),)).by_key("2") is None

    def test_overlap_has_to_be_asked_for(self):
        assert LabelScheme((Label("A"),)).overlap is False


class TestUnknownLabel:
    def test_is_made_on_the_spot(self):
        scheme = default_scheme()
        assert scheme.get("SHIP_NAME") == Label("SHIP_NAME", tag="name", color="slate")
        assert "SHIP_NAME" not in scheme

    @pytest.mark.parametrize(
        ("name", "tag"),
        [
            ("GPE", "gpe"),
            ("WORK_OF_ART", "art"),
            ("Organisation", "orga"),
            ("legal person", "pers"),
            ("event", "event"),
            ("_", "?"),
            ("", "?"),
            (" ", "?"),
            ("\t", "?"),
            ("\u00a0", "?"),
            ("ЛИЦО", "лицо"),
        ],
    )
    def test_has_a_tag_whatever_its_name(self, name, tag):
        assert short_tag(name) == tag

    @given(st.text())
    def test_is_never_an_error(self, name):
        label = default_scheme().get(name)
        assert label.name == name
        assert label.tag

    def test_joins_at_the_end_when_asked(self):
        scheme = parse_scheme(GOOD).with_labels(["SHIP", "PERSON", "SHIP", "LAKE"])
        assert [label.name for label in scheme] == ["PERSON", "WORK_OF_ART", "SHIP", "LAKE"]
        assert [label.key for label in scheme] == ["7", "1", "2", "3"]
        assert (scheme.name, scheme.overlap) == ("Border", True)

    def test_that_is_known_changes_nothing(self):
        scheme = default_scheme()
        assert scheme.with_labels(["ORG", "GPE"]) is scheme


class TestBadScheme:
    @pytest.mark.parametrize(
        ("source", "message"),
        [
            ("", r"no labels; write a \[\[label\]\] table for each"),
            ("label = []", "no labels"),
            ('name = "X"', "no labels"),
            ('[label]\nname = "X"', "no labels"),
            ("label = [1]", r"label must be a \[\[label\]\] table"),
            ("[[label]]", "a label without a name"),
            ('[[label]]\nname = " "', "a label without a name"),
            ("[[label]", "not TOML: .*line 1"),
            ("\x00", "not TOML"),
            ('[[label]]\nname = "A"\n[[label]]\nname = "A"', "label A is there twice"),
            (
                '[[label]]\nname = "A"\nkey = "1"\n[[label]]\nname = "B"\nkey = "1"',
                "key 1 gives both A and B",
            ),
            ('[[label]]\nname = "A"\nkey = "x"', "key “x” of A: a key is one digit"),
            ('[[label]]\nname = "A"\nkey = "12"', "key “12” of A: a key is one digit"),
            ('[[label]]\nname = "A"\ncolor = "#12345"', "color “#12345” of A: write #rrggbb or"),
            ('[[label]]\nname = "A"\ncolor = "mauve"', "color “mauve” of A"),
            ("[[label]]\nname = 3", "name must be a str, not 3"),
            ('[[label]]\nname = "A"\nkey = 1', "key must be a str, not 1"),
            ('[[label]]\nname = "A"\nexamples = "B"', "examples must be a list, not 'B'"),
            ('[[label]]\nname = "A"\ntag = false', "tag must be a str, not False"),
            ('overlap = 1\n[[label]]\nname = "A"', "overlap must be a bool, not 1"),
            ('name = 1\n[[label]]\nname = "A"', "name must be a str, not 1"),
        ],
    )
    def test_is_refused_in_one_line_that_says_why(self, source, message):
        with pytest.raises(LabelSchemeError, match=message) as refusal:
            parse_scheme(source, "mine.toml")
        assert str(refusal.value).startswith("mine.toml")
        assert "\n" not in str(refusal.value)

    @pytest.mark.parametrize(
        ("source", "line"),
        [
            ('colour = "x"\n[[label]]\nname = "A"', 1),
            ('name = "n"\n\n  colour = "x"\n[[label]]\nname = "A"', 3),
            ('[[label]]\nname = "A"\n# colour = no\ncolour = "x"', 4),
            ('[[label]]\nname = "A"\n"colour" = "x"', 3),
            ('[[label]]\nname = "A"\n[[label]]\nname = "B"\ncolour = "x"', 5),
            ('[[label]]\nname = "A"\n[colour]\nred = 1', 3),
            ('[[label]]\nname = "A"\n[[colour]]\nred = 1', 3),
            ('[[label]]\nname = "A"\ncolour.red = 1', 3),
            ('label = [\n  {name = "A"},\n  {name = "B", colour = "x"}\n]', 3),
        ],
    )
    def test_an_unknown_key_is_named_with_its_line(self, source, line):
        with pytest.raises(LabelSchemeError, match=f"line {line}: unknown key “colour”; known: "):
            parse_scheme(source)

    def test_a_key_in_the_wrong_place_is_named_where_it_is_wrong(self):
        with pytest.raises(LabelSchemeError, match="line 4: unknown key “overlap”"):
            parse_scheme('overlap = true\n[[label]]\nname = "A"\noverlap = true')
        with pytest.raises(LabelSchemeError, match="line 1: unknown key “tag”"):
            parse_scheme('tag = "x"\n[[label]]\nname = "A"\ntag = "a"')

    def test_a_file_that_is_not_there_is_named(self, tmp_path):
        with pytest.raises(LabelSchemeError, match=r"none\.toml: No such file.*--labels"):
            load_scheme(tmp_path / "none.toml")

    def test_a_file_that_is_not_utf_8_is_named(self, tmp_path):
        path = tmp_path / "latin.toml"
        path.write_bytes('[[label]]\nname = "LÄNDER"\n'.encode("latin-1"))
        with pytest.raises(LabelSchemeError, match=r"latin\.toml: not UTF-8"):
            load_scheme(path)

    @given(st.text())
    def test_never_fails_in_another_way(self, source):
        with pytest.raises(LabelSchemeError):
            parse_scheme(source)


RELATIONS = """
[[label]]
name = "PERSON"
[[label]]
name = "GPE"
[[relation]]
name = "visits"
from = ["PERSON"]
to = ["GPE"]
key = "v"
description = "Is there"
[[relation]]
name = "is"
"""


class TestRelations:
    def test_say_what_they_join(self):
        scheme = parse_scheme(RELATIONS)
        assert [r.name for r in scheme.relations_between("PERSON", "GPE")] == ["visits", "is"]
        assert [r.name for r in scheme.relations_between("GPE", "PERSON")] == ["is"]
        assert scheme.relations[0].key == "v"
        assert scheme.with_labels(["NEW"]).relations == scheme.relations

    @pytest.mark.parametrize(
        ("more", "problem"),
        [
            ('[[relation]]\nname = "is"', "relation is is there twice"),
            ('[[relation]]\nname = ""', "a relation without a name"),
            ('[[relation]]\nname = "a"\nfrom = ["LOC"]', "relation a names no label: LOC"),
            ('[[relation]]\nname = "a"\nfrom = "GPE"', "from must be a list"),
            ('[[relation]]\nname = "a"\nform = ["GPE"]', "line 16: unknown key “form”"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, more, problem):
        with pytest.raises(LabelSchemeError, match=problem):
            parse_scheme(RELATIONS + more)
