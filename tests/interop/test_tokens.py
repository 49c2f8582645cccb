"""seqeval, conllu, datasets: tokens and tags."""

from __future__ import annotations

import conllu
import pytest
from seqeval.scheme import BILOU, IOB1, IOB2, IOBES, Entities

from annotations.formats.tags import entities
from tests.interop.conftest import made, read, surfaces

SCHEMES = {"iob1": IOB1, "iob2": IOB2, "bioes": IOBES, "bilou": BILOU}
ADJACENT = made("Alex Smith Bob met Ann", (
    ("Alex Smith", "PER", "", ""), ("Bob", "PER", "", ""), ("Ann", "PER", "", ""),
))  # fmt: skip


def columns(path) -> tuple[list[str], list[str]]:
    lines = path.read_text(encoding="utf-8").split("\n")
    rows = [line.split("\t") for line in lines if line and not line.startswith("-DOCSTART-")]
    return [row[0] for row in rows], [row[1] for row in rows]


@pytest.mark.parametrize("name", SCHEMES)
class TestSeqeval:
    def test_finds_the_same_entities_in_our_tags(self, write, plain, name):
        for document in (plain, ADJACENT):
            words, tags = columns(write(name, "a.tsv", document))
            found = Entities([tags], SCHEMES[name]).entities[0]
            said = [(" ".join(words[e.start : e.end]), e.tag) for e in found]
            assert said == surfaces(document)

    def test_and_we_the_same_as_it(self, write, name):
        _, tags = columns(write(name, "a.tsv", ADJACENT))
        found = Entities([tags], SCHEMES[name]).entities[0]
        assert entities(tags) == [(e.start, e.end, e.tag) for e in found]


class TestConllu:
    def test_reads_ours(self, write, visit):
        sentences = conllu.parse(write("conllup", "a.conllup", visit).read_text(encoding="utf-8"))
        first = sentences[0]
        assert first.metadata["text"] == "Hi 😀 Donald Lu met Zoë in Dushanbe."
        assert [token["form"] for token in first][:4] == ["Hi", "😀", "Donald", "Lu"]
        marks = {token["form"]: token["postil:ne"] for token in first}
        assert (marks["Donald"], marks["Lu"], marks["met"]) == ("1:PERSON", "1", "*")
        assert first[-2]["misc"] == {"SpaceAfter": "No"}

    def test_writes_what_we_read(self, write, tmp_path, visit):
        path = write("conllup", "a.conllup", visit)
        fields = conllu.parse(path.read_text(encoding="utf-8"))
        theirs = tmp_path / "theirs.conllup"
        theirs.write_text("".join(s.serialize() for s in fields), encoding="utf-8")
        [found] = read("conllup", theirs)
        assert (found.article.text, surfaces(found)) == (visit.article.text, surfaces(visit))


class TestDatasets:
    def test_reads_our_lines(self, write, tmp_path, plain):
        import datasets

        path = write("hf", "a.jsonl", plain)
        found = datasets.load_dataset(
            "json", data_files=str(path), split="train", cache_dir=str(tmp_path / "cache")
        )
        assert " ".join(found[0]["tokens"]) == plain.article.text
        assert len(found[0]["ner_tags"]) == len(found[0]["tokens"])

    def test_reads_our_parquet_with_names_of_tags(self, write, plain):
        import datasets

        found = datasets.Dataset.from_parquet(str(write("hf-parquet", "a.parquet", plain)))
        tags = found.features["ner_tags"].feature
        said = [tags.int2str(tag) for tag in found[0]["ner_tags"]]
        words = found[0]["tokens"]
        assert [(" ".join(words[s:e]), label) for s, e, label in entities(said)] == surfaces(plain)

    def test_writes_what_we_read(self, tmp_path, plain):
        import datasets

        names = ["O", "B-PER", "I-PER"]
        features = datasets.Features({
            "tokens": datasets.Sequence(datasets.Value("string")),
            "ner_tags": datasets.Sequence(datasets.ClassLabel(names=names)),
        })  # fmt: skip
        rows = {"tokens": [["Ann", "Lee", "left"]], "ner_tags": [[1, 2, 0]]}
        path = tmp_path / "theirs.parquet"
        datasets.Dataset.from_dict(rows, features=features).to_parquet(str(path))
        [found] = read("hf-parquet", path)
        assert surfaces(found) == [("Ann Lee", "PER")]
