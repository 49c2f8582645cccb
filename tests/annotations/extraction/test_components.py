"""What entities need is kept, what is not known to be needless too."""

import pytest

from annotations.extraction.components import asks_for_linguistics, choose, components

LISTENER = """
[components.{name}.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
upstream = "*"
"""


def config(*steps, disabled="[]", nlp="", more=""):
    """A `config.cfg` with components given as names, or as name=factory."""
    pairs = [step.partition("=")[::2] for step in steps]
    listed = ",".join(f'"{name}"' for name, _ in pairs)
    sections = "".join(
        f'\n[components.{name}]\nfactory = "{factory or name}"\n'
        f'scorer = {{"@scorers":"spacy.{name}_scorer.v1"}}\n'
        for name, factory in pairs
    )
    return (
        f'[paths]\ntrain = null\n\n[nlp]\nlang = "en"\npipeline = [{listed}]\n'
        f"disabled = {disabled}\n{nlp}\n[components]\n{sections}\n{more}\n[training]\nseed = 0\n"
    )


def chosen(text, ruler=False):
    return [step.name for step in choose(text, lambda _: ruler).kept]


TRAINED = ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner")


def test_the_components_are_read_in_their_order():
    found = components(config("tok2vec", "names=ner", more=LISTENER.format(name="names")))
    assert [(step.name, step.factory, step.listens) for step in found] == [
        ("tok2vec", "tok2vec", False),
        ("names", "ner", True),
    ]


def test_an_independent_ner_runs_alone():
    choice = choose(config(*TRAINED), lambda _: False)
    assert [step.name for step in choice.kept] == ["ner"]
    assert choice.left_out == TRAINED[:-1]
    assert choice.is_native
    assert not choice.needs_strings


def test_a_listening_ner_keeps_what_it_listens_to():
    text = config(*TRAINED, more=LISTENER.format(name="ner"))
    assert chosen(text) == ["tok2vec", "ner"]


def test_that_only_others_listen_changes_nothing():
    assert chosen(config(*TRAINED, more=LISTENER.format(name="tagger"))) == ["ner"]


@pytest.mark.parametrize("factory", ["transformer", "curated_transformer"])
def test_a_transformer_is_kept_and_needs_its_library(factory):
    text = config(f"trf={factory}", "tagger", "ner", more=LISTENER.format(name="ner"))
    choice = choose(text, lambda _: False)
    assert [step.name for step in choice.kept] == ["trf", "ner"]
    assert not choice.is_native


def test_rulers_and_span_categorizers_count_as_well():
    steps = ("tagger", "entity_ruler", "span_finder", "spancat", "span_ruler", "textcat")
    choice = choose(config(*steps), lambda _: False)
    kept = [step.name for step in choice.kept]
    assert kept == ["entity_ruler", "span_finder", "spancat", "span_ruler"]
    assert choice.is_native
    assert choice.needs_strings


def test_a_ruler_that_asks_for_lemmas_keeps_all_before_it():
    assert chosen(config(*TRAINED, "entity_ruler", "textcat"), ruler=True) == [
        *TRAINED,
        "entity_ruler",
    ]


def test_a_ruler_that_compares_phrases_by_lemma_too():
    text = config("lemmatizer", "entity_ruler").replace(
        'factory = "entity_ruler"', 'factory = "entity_ruler"\nphrase_matcher_attr = "LEMMA"'
    )
    assert chosen(text) == ["lemmatizer", "entity_ruler"]


def test_before_what_is_unknown_everything_stays():
    choice = choose(config("tagger", "my_rules=acme.rules", "ner", "textcat"), lambda _: False)
    assert [step.name for step in choice.kept] == ["tagger", "my_rules", "ner"]
    assert choice.left_out == ("textcat",)
    assert not choice.is_native


def test_what_is_disabled_stays_out():
    steps, disabled = (*TRAINED, "senter", "entity_ruler"), '["senter","entity_ruler"]'
    choice = choose(config(*steps, disabled=disabled), lambda _: False)
    assert [step.name for step in choice.kept] == ["ner"]
    assert choice.left_out == (*TRAINED[:-1], "senter", "entity_ruler")


@pytest.mark.parametrize("steps", [(), ("tagger", "parser"), ("tok2vec", "textcat", "span_finder")])
def test_without_any_that_finds_entities_there_is_no_choice(steps):
    assert not choose(config(*steps), lambda _: False).kept


@pytest.mark.parametrize(
    "nlp",
    [
        'tokenizer = {"@tokenizers":"acme.Tokenizer.v1"}',
        '\n[nlp.tokenizer]\n@tokenizers = "acme.Tokenizer.v1"\n',
        'before_creation = {"@callbacks":"acme.callback"}',
    ],
)
def test_a_tokenizer_from_elsewhere_is_not_spacys(nlp):
    assert not choose(config("ner", nlp=nlp), lambda _: False).is_native


@pytest.mark.parametrize("text", ["", "no configuration", "[nlp]\npipeline = 3\n", "[nlp]\n"])
def test_nonsense_has_no_components(text):
    assert components(text) == []


@pytest.mark.parametrize(
    ("patterns", "asks"),
    [
        (b'{"label":"X","pattern":[{"LEMMA":"go"}]}', True),
        (b'{"label":"X","pattern":[{"POS":{"IN":["NOUN"]}}]}', True),
        (b'{"label":"X","pattern":[{"IS_SENT_START":true}]}', True),
        (b'{"label":"DEPARTMENT","pattern":[{"LOWER":"postal"}]}', False),
        (b"", False),
    ],
)
def test_patterns_that_ask_for_more_than_words(patterns, asks):
    assert asks_for_linguistics(patterns) is asks
