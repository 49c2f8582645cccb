"""A scheme's file is made, and changed without losing what people wrote into it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.annotation_set import AnnotationSet
from annotations.corrections import Author
from annotations.decisions import Scope, accept, relabel
from annotations.errors import LabelSchemeError
from annotations.label_files import change_label, read_source, save_scheme, write_scheme
from annotations.labels import HUES, Label, LabelScheme, default_scheme, parse_scheme
from annotations.predictions import Pipeline, Predictions
from annotations.renaming import count_predicted, rename_label
from annotations.span import Span

SOURCE = """\
# Our labels.
name = "Border"

[[label]]
name = "SHIP"  # also boats
key = "1"

# Not lakes.
[[label]]
name = "SEA"
key = "2"
description = "Seas"
"""


class TestWriting:
    def test_the_default_comes_back(self):
        assert parse_scheme(write_scheme(default_scheme())) == default_scheme()

    names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)

    @given(st.lists(names, min_size=1, max_size=200, unique=True), st.sampled_from(HUES), st.text())
    def test_whatever_its_labels_are_called(self, names, color, description):
        description = description.encode("utf-8", "replace").decode()
        labels = tuple(Label(n, color=color, description=description) for n in names)
        scheme = LabelScheme(labels, name="x", overlap=True)
        assert parse_scheme(write_scheme(scheme)) == scheme


class TestChanging:
    def test_comments_and_order_stay(self):
        changed = change_label(SOURCE, "SEA", {"description": "", "color": "teal"})
        expected = SOURCE.replace('description = "Seas"\n', 'color = "teal"\n')
        assert changed == expected

    def test_a_key_is_taken_from_who_had_it(self):
        scheme = parse_scheme(change_label(SOURCE, "SEA", {"key": "1"}))
        assert {label.name: label.key for label in scheme} == {"SHIP": "2", "SEA": "1"}

    def test_a_label_that_is_not_there_is_added(self):
        scheme = parse_scheme(change_label(SOURCE, "PORT", {"color": "red"}))
        assert [label.name for label in scheme] == ["SHIP", "SEA", "PORT"]
        assert scheme.get("PORT").color == "red"

    def test_a_name_may_be_anything_but_taken(self):
        changed = change_label(SOURCE, "SHIP", {"name": 'BOAT "x"\n'})
        assert [label.name for label in parse_scheme(changed)] == ['BOAT "x"\n', "SEA"]
        assert "# also boats" in changed
        with pytest.raises(LabelSchemeError, match="SEA is there twice"):
            change_label(SOURCE, "SHIP", {"name": "SEA"})

    def test_relations_follow_a_name(self):
        related = SOURCE + '\n[[relation]]\nname = "sails"\nfrom = ["SHIP"]\nto = ["SEA"]\n'
        changed = change_label(related, "SHIP", {"name": "BOAT"})
        assert parse_scheme(changed).relations[0].sources == ("BOAT",)
        assert parse_scheme(write_scheme(parse_scheme(changed))) == parse_scheme(changed)

    def test_what_is_no_scheme_is_not_touched(self):
        with pytest.raises(LabelSchemeError):
            change_label("label = 3", "SHIP", {"key": "1"})

    def test_a_file_is_replaced_whole(self, tmp_path):
        path = tmp_path / "labels.toml"
        assert parse_scheme(read_source(path, default_scheme())) == default_scheme()
        save_scheme(path, SOURCE)
        assert read_source(path, default_scheme()) == SOURCE
        with pytest.raises(LabelSchemeError):
            save_scheme(tmp_path / "none" / "labels.toml", SOURCE)


class TestRenaming:
    def test_what_was_judged_gets_the_name_and_predictions_keep_theirs(self):
        text = "Ann Bo Cy"
        spans = tuple(Span.of(text, s, e, "PER") for s, e in ((0, 3), (4, 6), (7, 9)))
        current = AnnotationSet.fold("a", [Predictions("a", Pipeline("p", "1"), spans)])
        author = Author("ann")
        first, second, _ = current
        for made in (
            accept(current, first, Scope.MENTION),
            relabel(current, second, "ORG", Scope.MENTION),
        ):
            current = current.with_events(author.stamp("a", made.changes))
        made = rename_label(current, "PER", "PERSON")
        current = current.with_events(author.stamp("a", made.changes))
        assert [a.span.label for a in current] == ["PERSON", "ORG", "PER"]
        assert count_predicted(current, "PER") == 1
        assert not rename_label(current, "ORG", "ORG").changes
