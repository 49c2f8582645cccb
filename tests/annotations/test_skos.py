"""Knowledge bases in SKOS: RDF/XML and Turtle."""

from __future__ import annotations

import sys

import pytest

from annotations.errors import KnowledgeError
from annotations.knowledge import Entry, load_knowledge

TURTLE = """\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ex: <http://example.org/> .
ex:tj a skos:Concept ; skos:inScheme ex:places ; skos:notation "TJ" ;
  skos:prefLabel "Tajikistan"@en, "Tadschikistan"@de ;
  skos:altLabel "Republic of Tajikistan"@en ; skos:definition "A country."@en .
ex:du a skos:Concept ; skos:inScheme ex:places ; skos:prefLabel "Duschanbe"@de .
ex:places a skos:ConceptScheme .
"""
XML = """\
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
         xmlns:skos="http://www.w3.org/2004/02/skos/core#">
  <skos:Concept rdf:about="http://example.org/tj">
    <skos:prefLabel xml:lang="en">Tajikistan</skos:prefLabel>
    <skos:hiddenLabel>Tadjikistan</skos:hiddenLabel>
  </skos:Concept>
</rdf:RDF>
"""


@pytest.fixture
def load(tmp_path):
    pytest.importorskip("rdflib")

    def load(content: str, name: str = "kb.ttl"):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return load_knowledge(path)

    return load


def test_concepts_have_the_names_of_the_language_and_all_others_as_aliases(load) -> None:
    aliases = ("Tadschikistan", "Republic of Tajikistan", "TJ")
    assert load(TURTLE).entries == (
        Entry("http://example.org/du", "Duschanbe"),
        Entry("http://example.org/tj", "Tajikistan", aliases, "A country."),
    )


@pytest.mark.parametrize("name", ["kb.rdf", "kb.XML"])
def test_rdf_xml(load, name) -> None:
    found = load(XML, name)
    assert found.entries == (Entry("http://example.org/tj", "Tajikistan", ("Tadjikistan",)),)
    assert found.matching("tadj")


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        (TURTLE + 'ex:x a skos:Concept ; skos:inScheme ex:places ; skos:notation "TJ" .', "a.ttl",
         "notation “TJ” is of http://example.org/tj and of http://example.org/x"),
        ("nonsense", "a.ttl", "not turtle"),
        ("nonsense", "a.rdf", "not xml"),
        ("", "a.nt", "no skos:Concept"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(load, content, name, problem) -> None:
    with pytest.raises(KnowledgeError, match=problem):
        load(content, name)


def test_a_file_that_is_not_there(tmp_path) -> None:
    pytest.importorskip("rdflib")
    with pytest.raises(KnowledgeError, match="name another file as kb"):
        load_knowledge(tmp_path / "none.ttl")


def test_without_rdflib_it_says_what_to_install(tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "rdflib", None)
    with pytest.raises(KnowledgeError, match=r"postil\[skos\]"):
        load_knowledge(tmp_path / "kb.ttl")
