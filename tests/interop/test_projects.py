"""Label Studio's converter and doccano-transformer."""

from __future__ import annotations

import json
import sys
import types
from pathlib import Path

import pytest

from tests.interop.conftest import PLAIN, read, surfaces

CONFIG = """<View><Labels name="label" toName="text"><Label value="PERSON"/><Label value="GPE"/>
<Label value="DATE"/><Label value="ORG"/></Labels><Text name="text" value="$text"/></View>"""


class TestLabelStudio:
    def test_converts_ours_to_its_other_formats(self, write, tmp_path, plain):
        from label_studio_sdk.converter import Converter

        path = write("label-studio", "a.json", plain)
        converter = Converter(CONFIG, str(tmp_path))
        converter.convert_to_conll2003(str(path), str(tmp_path / "out"), is_dir=False)
        out = (tmp_path / "out" / "result.conll").read_text()
        assert [line.split(" ")[0] for line in out.split("\n") if line.endswith("B-GPE")] == [
            "Paris", "Rome",
        ]  # fmt: skip

    def test_short_export_of_it_is_read_by_us(self, write, tmp_path, plain):
        from label_studio_sdk.converter import Converter

        path = write("label-studio", "a.json", plain)
        Converter(CONFIG, str(tmp_path)).convert_to_json_min(
            str(path), str(tmp_path / "min"), is_dir=False
        )
        [theirs] = (tmp_path / "min").glob("*.json")
        [found] = read("label-studio-min", theirs)
        assert (found.article.text, surfaces(found)) == (PLAIN, surfaces(plain))


@pytest.fixture
def transformer(monkeypatch):
    """doccano-transformer, which asks for a module that spaCy 3 has under another name."""
    from spacy import training

    gold = types.ModuleType("spacy.gold")
    gold.biluo_tags_from_offsets = training.offsets_to_biluo_tags
    monkeypatch.setitem(sys.modules, "spacy.gold", gold)
    from doccano_transformer import datasets

    return datasets


class TestDoccano:
    def old(self, path: Path) -> Path:
        """The lines with the name that doccano's exports had when the transformer was made."""
        rows = [json.loads(line) for line in path.read_text().split("\n") if line]
        old = path.with_name("old.jsonl")
        old.write_text("".join(
            json.dumps({"id": n, "text": row["text"], "labels": row["label"]}) + "\n"
            for n, row in enumerate(rows)
        ))  # fmt: skip
        return old

    def test_makes_conll_of_ours_that_we_read(self, write, tmp_path, plain, transformer):
        found = transformer.NERDataset.from_jsonl(str(self.old(write("doccano", "a.jsonl", plain))))
        [made] = found.to_conll2003(str.split)
        (tmp_path / "theirs.conll").write_text(made["data"])
        [document] = read("conll2003", tmp_path / "theirs.conll")
        assert surfaces(document) == surfaces(plain)
