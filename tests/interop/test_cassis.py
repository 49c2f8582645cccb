"""dkpro-cassis reads our CAS, and we read its."""

from __future__ import annotations

import cassis
import pytest

from tests.interop.conftest import read, surfaces

ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
TOKEN = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"
SENTENCE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"


def loaded(write, name, document):
    if name == "cas-json":
        return cassis.load_cas_from_json(write(name, "a.json", document).read_text())
    path = write(name, "a.xmi", document)
    types = cassis.load_typesystem((path.parent / "TypeSystem.xml").read_text())
    return cassis.load_cas_from_xmi(path.read_text(), typesystem=types)


@pytest.mark.parametrize("name", ["xmi", "cas-json"])
class TestCassis:
    def test_reads_ours(self, write, visit, name):
        cas = loaded(write, name, visit)
        assert cas.sofa_string == visit.article.text
        found = [(one.get_covered_text(), one.value) for one in cas.select(ENTITY)]
        assert found == surfaces(visit)
        links = [one.identifier for one in cas.select(ENTITY)]
        assert links == [a.link or None for a in visit.annotations]
        [relation] = cas.select("webanno.custom.Relation")
        assert (relation.Governor.get_covered_text(), relation.label) == ("Donald Lu", "met")
        assert relation.Dependent.get_covered_text() == "Zoë"

    def test_finds_sentences_and_tokens(self, write, visit, name):
        cas = loaded(write, name, visit)
        tokens = [token.get_covered_text() for token in cas.select(TOKEN)]
        assert {"😀", "Donald", "Zoë", "U.S.", "🇹🇯"} <= set(tokens)
        sentences = [one.get_covered_text() for one in cas.select(SENTENCE)]
        assert sentences[0] == "Hi 😀 Donald Lu met Zoë in Dushanbe."

    def test_writes_what_we_read(self, write, tmp_path, visit, name):
        cas = loaded(write, name, visit)
        path = tmp_path / "theirs"
        cas.to_json(path) if name == "cas-json" else cas.to_xmi(path)
        [found] = read(name, path)
        assert found.article.text == visit.article.text
        assert surfaces(found) == surfaces(visit)
        assert [r.label for r in found.relations] == ["met"]
