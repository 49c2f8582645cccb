"""Stand-off formats by example: brat, WebAnno TSV, CAS, W3C, TEI and GATE."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.errors import FormatError
from annotations.formats import Document, registry
from annotations.formats.brat_conf import configuration
from annotations.formats.brat_link import link_of, reference
from annotations.formats.tei import TEI
from tests.annotations.formats.documents import document, reviewed
from tests.annotations.formats.round_trips import check_round_trip, written


def pair(text: str, said: str) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("x.txt", text)
        archive.writestr("x.ann", said)
    return io.BytesIO(stream.getvalue())


def brat(text: str, said: str) -> tuple[Document, list[str]]:
    told: list[str] = []
    source = pair(text, said)
    [found] = registry.reader("brat").read(source, refuse=lambda r: told.append(str(r)))
    return found, told


def rows(found: Document) -> list[tuple[str, str, str, str]]:
    return [(a.span.text, a.span.label, a.link, a.note) for a in found.annotations]


def related(found: Document) -> list[tuple[str, str, str]]:
    spans = {a.id: a.span.text for a in found.annotations}
    return [(spans[r.source], r.label, spans[r.target]) for r in found.relations]


class TestBrat:
    def test_everything_that_it_says(self):
        said = (
            "T1\tORG 0 4\tSony\nT2\tPROT 5 10;17 22\talpha actin\nT3\tMERGE 11 16\tmerge\n"
            "R1\tBuys Arg1:T1 Arg2:T2\nE1\tMERGE:T3 Org1:T1 Org2:T2\nE2\tX:T1 Theme:E1\n"
            "A1\tNegated T1\nM2\tConfidence E1 L1\nN1\tReference T1 Wikidata:Q41187\tSony\n"
            "#1\tAnnotatorNotes T1\tcheck me\n*\tEquiv T1 T2 T3\n"
        )
        found, told = brat("Sony alpha merge actin", said)
        assert told == []
        assert rows(found) == [
            ("Sony", "ORG", "Q41187", "Negated\ncheck me"),
            ("alpha merge actin", "PROT", "", ""), ("merge", "MERGE", "", "Confidence=L1"),
        ]  # fmt: skip
        assert found.annotations[1].span.fragments == ((5, 10), (17, 22))
        assert related(found) == [
            ("Sony", "Buys", "alpha merge actin"), ("Sony", "Equiv", "alpha merge actin"),
            ("alpha merge actin", "Equiv", "merge"), ("merge", "Org1", "Sony"),
            ("merge", "Org2", "alpha merge actin"), ("Sony", "Theme", "merge"),
        ]  # fmt: skip

    def test_wrong_lines_are_named_and_the_others_read(self):
        said = (
            "T1\tX 0 3\tAnn\nT2\tX 4 9\tLee\nT3\tX a b\tLee\nT1\tX 0 1\tA\nQ1\tX\nR1\tr Arg1:T1\n"
            "R2\tr Arg1:T1 Arg2:T9\n#1\tAnnotatorNotes T7\tno\nT4\tX 2 1\t\n"
        )
        found, told = brat("Ann Lee", said)
        assert [a.id for a in found.annotations] == ["T1"]
        lines = sorted(one.split(":")[0] for one in told)
        assert lines == [f"x.ann line {n}" for n in range(2, 10)]

    def test_offsets_of_other_units_are_found_by_the_words(self):
        assert brat("😀 Ann", "T1\tX 3 6\tAnn")[0].annotations[0].span.range == (2, 5)
        assert brat("Zoë Ann", "T1\tX 5 8\tAnn")[0].annotations[0].span.range == (4, 7)

    def test_a_span_over_a_line_break_is_written_in_fragments(self, tmp_path):
        registry.get("brat").write(tmp_path / "a.ann", [document("New\r\nYork", (0, 9, "GPE"))])
        assert (tmp_path / "a.ann").read_text() == "T1\tGPE 0 3;5 9\tNew York\n"
        assert (tmp_path / "a.txt").read_bytes() == b"New\r\nYork"
        [found] = registry.reader("brat").read(tmp_path / "a.ann", refuse=pytest.fail)
        assert found.annotations[0].span.range == (0, 9)

    def test_types_are_in_its_configuration(self, tmp_path):
        registry.get("brat").write(tmp_path / "out", [Document.of(*reviewed())])
        conf = configuration((tmp_path / "out" / "annotation.conf").read_text())
        assert conf.entities == ("PERSON", "GPE", "X", "FOOD")
        assert conf.relations == ("visits",)

    @pytest.mark.parametrize("target", [".", "a.ann"])
    def test_a_configuration_that_is_there_stays(self, target, tmp_path):
        (tmp_path / "annotation.conf").write_text("[entities]\nMine\n")
        registry.get("brat").write(tmp_path / target, [document("Ann", (0, 3, "X"), source="a")])
        assert (tmp_path / "annotation.conf").read_text() == "[entities]\nMine\n"
        assert (tmp_path / "a.ann").read_text() == "T1\tX 0 3\tAnn\n"

    def test_configurations_of_others_are_read(self):
        conf = configuration(
            "# x\n[entities]\nPerson\n!Group\n\tTeam\n-----\n[relations]\nFamily\tArg1:Person\n"
            "<OVERLAP> Arg1:X\n[events]\n<P>=A|B\nBorn Person-Arg:<P>\n[attributes]\n"
            "Mention Arg:X\n"
        )
        assert (conf.entities, conf.relations) == (("Person", "Team"), ("Family",))
        assert (conf.events, conf.attributes) == (("Born",), ("Mention",))

    @pytest.mark.parametrize(
        ("link", "said"),
        [
            ("Q863", "Wikidata:Q863"), ("UMLS:C01", "UMLS:C01"),
            ("https://a.org/b?c=1", "https://a.org/b?c=1"), ("Barack Obama", "Link:Barack%20Obama"),
            ("Wikidata:Q5", "Link:Wikidata%3AQ5"), ("@kb", "Link:%40kb"),
        ],
    )  # fmt: skip
    def test_links_are_references(self, link, said):
        assert reference(link) == said
        assert link_of(said) == link

    def test_a_single_stream_is_not_enough(self):
        with pytest.raises(FormatError, match="name a folder"):
            list(registry.reader("brat").read(io.BytesIO(b"T1\tX 0 1\ta"), refuse=pytest.fail))


class TestWebAnno:
    def test_as_the_specification_has_it(self):
        text = "Barack Obama met 😀 Zoë."
        chosen = document(text, (0, 12, "PER"), (19, 22, "PER"))
        first = replace(chosen.annotations[0], link="http://www.wikidata.org/entity/Q76")
        chosen = replace(chosen, annotations=(first, chosen.annotations[1]))
        assert written(registry.get("webanno"), chosen)[0].decode() == (
            "#FORMAT=WebAnno TSV 3.3\n"
            "#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value\n\n\n"
            "#Text=Barack Obama met 😀 Zoë.\n"
            "1-1\t0-6\tBarack\thttp://www.wikidata.org/entity/Q76[1]\tPER[1]\t\n"
            "1-2\t7-12\tObama\thttp://www.wikidata.org/entity/Q76[1]\tPER[1]\t\n"
            "1-3\t13-16\tmet\t_\t_\t\n1-4\t17-19\t😀\t_\t_\t\n"
            "1-5\t20-23\tZoë\t*\tPER\t\n1-6\t23-24\t.\t_\t_\t\n"
        )

    def test_parts_of_tokens_have_rows_of_their_own(self):
        found = written(registry.get("webanno"), document("cannot", (0, 3, "A")))[0].decode()
        assert "1-1\t0-6\tcannot\t_\t_\t\n1-1.1\t0-3\tcan\t*\tA\t\n" in found

    @pytest.mark.parametrize(
        "label", ["a|b", "[1]", "a[1]", "*", "_", "a_b", "x\\", "->", "a;b\tc"]
    )
    def test_labels_are_escaped(self, label):
        check_round_trip(registry.get("webanno"), document("Ann Lee", (0, 7, label), (0, 3, label)))

    def test_tokens_that_do_not_fit_the_text_are_refused(self):
        text = "#FORMAT=WebAnno TSV 3.3\n\n\n#Text=Ann\n1-1\t0-3\tBob\t\n"
        with pytest.raises(FormatError, match="line 5: “Bob” where the sentence says “Ann”"):
            list(registry.reader("webanno").read(io.BytesIO(text.encode()), refuse=pytest.fail))


class TestW3C:
    def collection(self, **changes: object) -> dict:
        return json.loads(written(registry.get("w3c"), Document.of(*reviewed()))[0]) | changes

    def read(self, value: object, told: list[str] | None = None) -> list[Document]:
        source = io.BytesIO(json.dumps(value).encode())
        refuse = pytest.fail if told is None else lambda r: told.append(str(r))
        return list(registry.reader("w3c").read(source, refuse=refuse))

    def test_selectors_have_position_and_quote_with_context(self):
        item = self.collection()["first"]["items"][1]
        position, quote = item["target"]["selector"]
        assert (position["start"], position["end"]) == (16, 24)
        assert quote["exact"] == "Dushanbe"
        assert quote["prefix"] == "Donald Lu is in "
        assert quote["suffix"] == ".\r\nMr Lu likes “plov” 🍲 there."
        assert [body["purpose"] for body in item["body"]] == [
            "tagging",
            "identifying",
            "commenting",
        ]

    def test_a_quote_is_found_in_a_text_that_was_changed(self):
        value = self.collection()
        value["source"]["value"] = "NEW: " + value["source"]["value"]
        [found] = self.read(value)
        assert ("Dushanbe", "GPE", "Q9365", "=the capital,\n“really”") in rows(found)

    def test_what_cannot_be_found_is_told(self):
        value = self.collection()
        value["source"]["value"] = "Another text with Donald Lu."
        told: list[str] = []
        [found] = self.read(value, told)
        assert [a.span.text for a in found.annotations] == ["Donald Lu"]
        assert len(told) == 5

    def test_offsets_in_utf_16_are_found_by_the_quote(self):
        value = {"type": "AnnotationPage", "source": {"value": "😀 Ann Ann"}, "items": [
            {"type": "Annotation", "id": "1", "body": "X", "motivation": "tagging", "target": {
                "source": "x", "selector": [
                    {"type": "TextPositionSelector", "start": 3, "end": 6},
                    {"type": "TextQuoteSelector", "exact": "Ann"},
                ]}}]}  # fmt: skip
        assert self.read(value)[0].annotations[0].span.range == (2, 5)

    def test_a_text_beside_it_is_taken_by_its_name(self, tmp_path):
        item = {"@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation", "id": "1",
                "body": {"type": "TextualBody", "purpose": "tagging", "value": "PER"},
                "target": {"source": "file:///home/x/art-1.txt", "selector":
                           {"type": "TextQuoteSelector", "exact": "Ann"}}}  # fmt: skip
        path = tmp_path / "a.jsonld"
        path.write_text(json.dumps(item))
        told: list[str] = []
        format = registry.reader("w3c")
        assert list(format.read(path, refuse=lambda r: told.append(str(r)))) == []
        assert "nor beside it as art-1.txt" in told[0]
        (tmp_path / "art-1.txt").write_text("It is Ann.")
        [found] = format.read(path, refuse=pytest.fail)
        assert rows(found) == [("Ann", "PER", "", "")]


class TestTei:
    def test_names_nest_in_the_text_and_others_stand_off(self):
        chosen = document("New York City Hall", (0, 13, "GPE"), (0, 8, "X"), (4, 18, "FAC"))
        found = written(TEI, chosen)[0].decode()
        inner = '<name xml:id="a2" type="X">New York</name> City'
        assert f'<name xml:id="a1" type="GPE">{inner}</name> Hall' in found
        assert '<annotation xml:id="a3" target="#string-range(text,4,14)"><rs type="FAC"/>' in found

    def test_names_do_not_nest_deeper_than_readers_go(self):
        chosen = document("x" * 200, *((n, 200 - n, "X") for n in range(99)))
        check_round_trip(TEI, chosen)

    def test_all_may_stand_off(self):
        chosen = Document.of(*reviewed())
        assert b"<name " not in written(replace(TEI, inline=False), chosen)[0]
        check_round_trip(replace(TEI, inline=False), chosen)

    def test_space_of_the_markup_is_not_the_texts(self):
        text = (
            '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><text>\n  <body>\n    <p>'
            "<persName ref='#q'>Ann\n   Lee</persName> left.<note>no</note></p>\n    <p>She\n"
            "      went to <placeName>Rome</placeName>.</p>\n  </body></text></TEI>"
        )
        [found] = registry.reader("tei").read(io.BytesIO(text.encode()), refuse=pytest.fail)
        assert found.article.text == "Ann Lee left.\n\nShe went to Rome."
        assert rows(found) == [("Ann Lee", "PERSON", "#q", ""), ("Rome", "GPE", "", "")]


class TestGate:
    def test_nodes_are_in_utf_16(self):
        found = written(registry.get("gate"), document("Hi 😀 Ann.", (5, 8, "Person")))[0].decode()
        assert 'Hi 😀 <Node id="6"/>Ann<Node id="9"/>.</TextWithNodes>' in found
        assert 'Type="Person" StartNode="6" EndNode="9"' in found

    def test_words_and_markup_are_no_entities(self):
        text = (
            "<GateDocument><TextWithNodes><Node id='0'/>Ann<Node id='3'/></TextWithNodes>"
            "<AnnotationSet><Annotation Id='1' Type='Token' StartNode='0' EndNode='3'/>"
            "<Annotation Id='2' Type='Person' StartNode='0' EndNode='3'><Feature>"
            "<Name>gender</Name><Value>female</Value></Feature></Annotation></AnnotationSet>"
            "<AnnotationSet Name='Original markups'><Annotation Id='3' Type='p' StartNode='0'"
            " EndNode='3'/></AnnotationSet></GateDocument>"
        )
        [found] = registry.reader("gate").read(io.BytesIO(text.encode()), refuse=pytest.fail)
        assert rows(found) == [("Ann", "Person", "", "gender=female")]


class TestFolders:
    @pytest.mark.parametrize("name", ["webanno", "xmi", "cas-json", "tei", "gate", "brat"])
    @pytest.mark.parametrize("target", ["out", "out.zip"])
    def test_several_articles_go_into_one(self, name, target, tmp_path):
        chosen = [document(f"Ann {n}", (0, 3, "X"), source=f"b/{n}.txt") for n in range(3)]
        format = registry.reader(name)
        format.write(tmp_path / target, iter(chosen))
        found = list(format.read(tmp_path / target, refuse=pytest.fail))
        if target == "out":
            assert registry.detect(tmp_path / target) is format
        assert [one.article.text for one in found] == ["Ann 0", "Ann 1", "Ann 2"]
        assert [path.name for path in tmp_path.iterdir()] == [target]

    @pytest.mark.parametrize("name", ["webanno", "xmi", "brat"])
    def test_nothing_appears_when_an_article_fails(self, name, tmp_path):
        def failing():
            yield document("Ann", (0, 3, "X"))
            raise FormatError("the second article is broken")

        for target in ("out", "out.zip"):
            with pytest.raises(FormatError, match="second article"):
                registry.get(name).write(tmp_path / target, failing())
        assert list(tmp_path.iterdir()) == []

    def test_other_files_of_a_folder_stay(self, tmp_path):
        folder = tmp_path / "out"
        folder.mkdir()
        (folder / "notes.md").write_text("mine")
        registry.get("tei").write(folder, [document("Ann", (0, 3, "X"), source="a.txt")])
        assert sorted(path.name for path in Path(folder).iterdir()) == ["a.xml", "notes.md"]
