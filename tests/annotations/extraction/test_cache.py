"""The cache gives back what was put in, or nothing."""

import os
import random
import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.article import Article
from annotations.extraction import Identity, PredictionCache, spawn
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span

ARTICLE = Article("Dushanbe 👩‍💻 waits\r\nfor Mr. Lu. " * 20)
PIPELINE = Pipeline("en_core_web_sm", "3.8.0", {"components": ["ner"], "spacy": "3.8.18"})


def predictions(article=ARTICLE, pipeline=PIPELINE, count=20, label="GPE"):
    spans = tuple(Span.of(article.text, n * 5, n * 5 + 4, label) for n in range(count))
    return Predictions(article.id, pipeline, spans)


@pytest.fixture
def cache(tmp_path):
    return PredictionCache(tmp_path / "cache" / "predictions")


def files(cache):
    return sorted(cache._folder.iterdir())


def test_what_was_put_in_comes_out(cache):
    assert cache.get(ARTICLE, PIPELINE) is None
    cache.put(predictions())
    assert cache.get(ARTICLE, PIPELINE) == predictions()
    assert PredictionCache(cache._folder).get(ARTICLE, PIPELINE) == predictions()


def test_scores_and_fragments_are_kept(cache):
    spans = (
        Span.of(ARTICLE.text, 0, 8, "GPE", score=0.25),
        Span.of(ARTICLE.text, 9, 20, "ODD", fragments=((9, 12), (14, 20))),
    )
    whole = Predictions(ARTICLE.id, PIPELINE, spans)
    cache.put(whole)
    assert cache.get(ARTICLE, PIPELINE) == whole


@pytest.mark.parametrize("count", [0, 1, 3, 7])
def test_it_is_written_in_portions(cache, monkeypatch, count):
    monkeypatch.setattr("annotations.extraction.cache._PORTION", 3)
    whole = predictions(count=count)
    cache.keep(ARTICLE.id, PIPELINE, iter(whole.spans))
    assert cache.get(ARTICLE, PIPELINE) == whole


@pytest.mark.parametrize(
    "other",
    [
        Pipeline("en_core_web_md", "3.8.0", PIPELINE.parameters),
        Pipeline("en_core_web_sm", "3.8.1", PIPELINE.parameters),
        Pipeline("en_core_web_sm", "3.8.0", {"components": ["ner"], "spacy": "3.8.19"}),
    ],
)
def test_another_pipeline_or_version_knows_nothing(cache, other):
    cache.put(predictions())
    assert cache.get(ARTICLE, other) is None


def test_the_order_of_parameters_means_nothing(cache):
    cache.put(predictions())
    reordered = dict(reversed(PIPELINE.parameters.items()))
    assert cache.get(ARTICLE, Pipeline("en_core_web_sm", "3.8.0", reordered))


def test_a_changed_text_is_another_article(cache):
    cache.put(predictions())
    assert cache.get(Article(ARTICLE.text + "."), PIPELINE) is None


@settings(max_examples=50)
@given(st.randoms(use_true_random=False))
def test_a_damaged_file_is_none(tmp_path_factory, chance):
    cache = PredictionCache(tmp_path_factory.mktemp("cache"))
    cache.put(predictions())
    (file,) = files(cache)
    file.write_bytes(damaged(bytearray(file.read_bytes()), chance))
    assert cache.get(ARTICLE, PIPELINE) is None
    cache.put(predictions())
    assert cache.get(ARTICLE, PIPELINE) == predictions()


def damaged(content: bytearray, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    kind = chance.choice(["bit", "cut", "insert", "zero"])
    if kind == "bit":
        content[at] ^= 1 << chance.randrange(8)
        # Of the checksum, upper and lower case say the same.
        return bytes(content).lower() if at < 8 and chr(content[at]).isalpha() else bytes(content)
    if kind == "cut":
        return bytes(content[:at])
    if kind == "insert":
        return bytes(content[: at + 9] + b"," + content[at + 9 :])
    return bytes(len(content))


@pytest.mark.parametrize(
    "payload", [b"[]", b"{}", b'{"spans":[[0]]}', b'{"spans":[[0,9999,"A",null]]}', b'{"spans":3}']
)
def test_a_sound_file_that_says_something_else_is_none(cache, payload):
    import zlib

    cache.put(predictions())
    (file,) = files(cache)
    file.write_bytes(b"%08x\n%b" % (zlib.crc32(payload), payload))
    assert cache.get(ARTICLE, PIPELINE) is None


def test_nobody_else_reads_it(cache):
    cache.put(predictions())
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (cache._folder, *files(cache))]
    assert modes == [0o700, 0o600]


def test_a_file_is_there_whole_or_not_at_all(cache, monkeypatch):
    cache.put(predictions(label="OLD"))

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    cache.put(predictions(label="NEW"))
    monkeypatch.undo()
    assert cache.get(ARTICLE, PIPELINE) == predictions(label="OLD")
    assert len(files(cache)) == 1


def test_a_folder_that_cannot_be_is_no_error(tmp_path):
    (tmp_path / "file").write_text("")
    cache = PredictionCache(tmp_path / "file" / "cache")
    cache.put(predictions())
    assert cache.get(ARTICLE, PIPELINE) is None
    assert cache.recall() is None


def test_it_stays_below_its_bound_and_keeps_what_was_used_last(tmp_path):
    articles = [Article(f"{n} {ARTICLE.text}") for n in range(60)]
    cache = PredictionCache(tmp_path, max_bytes=16_000)
    for age, article in enumerate(articles):
        cache.put(predictions(article))
        file = cache._file(article.id, PIPELINE)
        if file.exists():
            os.utime(file, (age, age))
        if age < 59:
            cache.get(articles[0], PIPELINE)
    total = sum(file.stat().st_size for file in files(cache))
    assert 8000 < total <= 17_000
    assert cache.get(articles[0], PIPELINE)
    assert cache.get(articles[1], PIPELINE) is None
    assert cache.get(articles[58], PIPELINE)


# Which pipeline a model meant


@pytest.fixture
def model(tmp_path):
    folder = tmp_path / "runs" / "best"
    folder.mkdir(parents=True)
    (folder / "meta.json").write_text("{}")
    return folder


@pytest.fixture
def remember(fake, cache):
    def do(model, identity, code=None):
        worker = spawn(model, code=code)
        cache.remember(worker, identity)
        worker.close()

    return do


def identity(folder):
    return Identity(PIPELINE, ("GPE",), "en", str(folder))


def test_what_a_model_meant_is_known_again(cache, model, remember):
    assert cache.recall(str(model)) is None
    remember(str(model), identity(model))
    assert cache.recall(str(model)) == identity(model)
    assert cache.recall(f"{model}/../best") == identity(model)
    assert cache.recall() is None
    assert cache.recall(str(model), "code.py") is None


def test_a_retrained_pipeline_is_another(cache, model, remember):
    remember(str(model), identity(model))
    (model / "meta.json").write_text("{ }")
    assert cache.recall(str(model)) is None


def test_after_anything_was_installed_all_is_open(cache, model, remember, tmp_path, monkeypatch):
    site = tmp_path / "site-packages"
    site.mkdir()
    monkeypatch.syspath_prepend(site)
    remember(None, identity(model))
    assert cache.recall() == identity(model)
    (site / "en_core_web_lg").mkdir()
    os.utime(site, (1, 1))
    assert cache.recall() is None


def test_changed_code_is_another(cache, model, remember, tmp_path):
    code = tmp_path / "code.py"
    code.write_text("1")
    remember(str(model), identity(model), str(code))
    assert cache.recall(str(model), str(code)) == identity(model)
    code.write_text("12")
    assert cache.recall(str(model), str(code)) is None


def test_a_bare_name_may_mean_another_folder_elsewhere(cache, model, remember, monkeypatch):
    monkeypatch.chdir(model.parent)
    remember("best", identity(model))
    assert cache.recall("best") == identity(model)
    (model / "best").mkdir()
    monkeypatch.chdir(model)
    assert cache.recall("best") is None


def test_a_model_that_is_gone_is_not_remembered(cache, model, remember):
    remember(str(model), identity(model))
    (model / "meta.json").unlink()
    model.rmdir()
    assert cache.recall(str(model)) is None
