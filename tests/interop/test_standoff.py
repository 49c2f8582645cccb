"""bioc, gatenlp, anchorpoint: stand-off annotations."""

from __future__ import annotations

import json

import gatenlp
from anchorpoint import TextPositionSelector, TextQuoteSelector
from bioc import brat

from tests.interop.conftest import made, read, surfaces


class TestBioc:
    def test_reads_our_brat(self, write, visit):
        ann = write("brat", "a.ann", visit)
        with ann.with_suffix(".txt").open(encoding="utf-8", newline="") as text, ann.open() as said:
            found = brat.load(text, said)
        assert found.text == visit.article.text
        entities = [(one.text, one.type) for one in found.entities]
        assert sorted(entities) == sorted(surfaces(visit))
        [relation] = found.relations
        assert (relation.type, dict(relation.arguments)) == ("met", {"Arg1": "T1", "Arg2": "T2"})
        assert [note.text for note in found.notes] == ["who?"]
        for one in found.entities:
            parts = [visit.article.text[p.begin : p.end] for p in one.locations]
            assert " ".join(parts) == one.text

    def test_reads_a_span_over_a_line_break_in_fragments(self, write):
        ann = write("brat", "a.ann", made("New\nYork", (("New\nYork", "GPE", "", ""),)))
        with ann.with_suffix(".txt").open(encoding="utf-8") as text, ann.open() as said:
            [entity] = brat.load(text, said).entities
        assert [(p.begin, p.end) for p in entity.locations] == [(0, 3), (4, 8)]

    def test_writes_what_we_read(self, write, tmp_path, visit):
        ann = write("brat", "a.ann", visit)
        with ann.with_suffix(".txt").open(encoding="utf-8", newline="") as text, ann.open() as said:
            document = brat.load(text, said)
        with (
            (tmp_path / "b.txt").open("w", newline="") as text,
            (tmp_path / "b.ann").open("w") as said,
        ):
            brat.dump(document, text, said)
        [found] = read("brat", tmp_path / "b.ann")
        assert (found.article.text, surfaces(found)) == (visit.article.text, surfaces(visit))


class TestGate:
    def test_reads_ours(self, write, visit):
        path = write("gate", "a.xml", visit)
        found = gatenlp.Document.load(str(path), fmt="gatexml")
        assert found.text == visit.article.text
        said = [(found.text[one.start : one.end], one.type) for one in found.annset("Postil")]
        assert said == surfaces(visit)
        links = {one.features.get("kb", "") for one in found.annset("Postil")}
        assert links == {a.link for a in visit.annotations}


class TestAnchorpoint:
    def test_finds_our_selectors(self, write, visit):
        [line] = write("w3c", "a.jsonld", visit).read_text().strip().split("\n")
        items = json.loads(line)["first"]["items"]
        text = visit.article.text
        places = [item["target"]["selector"] for item in items if "selector" in item["target"]]
        assert len(places) == len(visit.annotations)
        for (position, quote), annotation in zip(places, visit.annotations, strict=True):
            chosen = TextPositionSelector(start=position["start"], end=position["end"])
            assert text[chosen.start : chosen.end] == annotation.span.text
            exact, prefix, suffix = (quote[part] for part in ("exact", "prefix", "suffix"))
            # It strips what it is given, and looks for space of any length between.
            selector = TextQuoteSelector(exact=exact, prefix=prefix.strip(), suffix=suffix.strip())
            assert selector.find_match(text) is not None
