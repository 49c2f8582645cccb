"""Which components of a pipeline its entities need, read from its `config.cfg`.

Tagging and parsing cost more than finding entities; leaving them out doubles the speed.
What is left out must not change what is found, so whatever is not known to be harmless stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

ENTITY_FACTORIES = {"ner", "beam_ner", "entity_ruler", "future_entity_ruler"}
"""They write `doc.ents`."""
SPAN_FACTORIES = {"span_ruler", "spancat", "spancat_singlelabel"}
"""They write a group of `doc.spans`."""
_FEATURES = {"tok2vec", "transformer", "curated_transformer"}
_RULERS = {"entity_ruler", "future_entity_ruler", "span_ruler"}
_OTHERS = {
    "attribute_ruler", "entity_linker", "entity_ruler", "lemmatizer", "merge_entities",
    "merge_noun_chunks", "merge_subtokens", "morphologizer", "parser", "beam_parser", "senter",
    "sentencizer", "span_finder", "tagger", "textcat", "textcat_multilabel",
    "trainable_lemmatizer",
}  # fmt: skip
"""Components that come with spaCy and find no entities."""
_NATIVE = ENTITY_FACTORIES | SPAN_FACTORIES | _OTHERS | {"tok2vec"}
_LINGUISTIC = re.compile(rb"\b(?:LEMMA|POS|TAG|DEP|MORPH|(?:IS_)?SENT_(?:START|END))\b")
_SECTION = re.compile(r"^\[([^]\n]+)\]\s*$", re.M)
_PIPELINE = re.compile(r"^pipeline\s*=\s*(\[[^]]*\])", re.M)
_DISABLED = re.compile(r"^disabled\s*=\s*(\[[^]]*\])", re.M)
_FACTORY = re.compile(r'^factory\s*=\s*"([^"]+)"', re.M)
_REGISTERED = re.compile(r'@\w+"?\s*[=:]\s*"([^"]+)"')
_PHRASES = re.compile(r'^phrase_matcher_attr\s*=\s*"([^"]+)"', re.M)


@dataclass(frozen=True, slots=True)
class Component:
    """One step of a pipeline, as its configuration has it."""

    name: str
    factory: str
    registered: tuple[str, ...] = ()
    """The functions its configuration names: architectures, layers, suggesters…"""
    phrases: str = ""
    """What a ruler compares phrases by, where it is not the words."""

    @property
    def finds_entities(self) -> bool:
        """Whether it is known to write entities or spans."""
        return self.factory in ENTITY_FACTORIES | SPAN_FACTORIES

    @property
    def is_native(self) -> bool:
        """Whether all of it comes with spaCy, and needs no deep learning library."""
        return self.factory in _NATIVE and all(map(_is_native, self.registered))

    @property
    def listens(self) -> bool:
        """Whether it reads what a shared tok2vec or transformer computes."""
        return any("Listener" in name for name in self.registered)


@dataclass(frozen=True, slots=True)
class Choice:
    """The components to run and those to leave out."""

    kept: tuple[Component, ...]
    left_out: tuple[str, ...]
    is_native: bool
    """Whether nothing but spaCy itself runs, tokenizer and callbacks included."""

    @property
    def needs_strings(self) -> bool:
        """Whether the vocabulary's list of strings is needed.

        spaCy's own entity recognizer computes with hashes, and knows its labels without it. For
        a pipeline with vectors the list is two thirds of the loading time.
        """
        return not self.is_native or any(s.factory not in ("ner", "tok2vec") for s in self.kept)


def components(config: str) -> list[Component]:
    """The components of a pipeline that run, in their order."""
    sections = _sections(config)
    disabled = _names(_DISABLED, sections)
    return [_component(n, sections) for n in _names(_PIPELINE, sections) if n not in disabled]


def choose(config: str, uses_linguistics: Callable[[str], bool]) -> Choice:
    """The components that the entities need; none where no component finds any.

    Args:
        config: The text of the pipeline's `config.cfg`.
        uses_linguistics: Whether the patterns of the ruler with that name ask for more than
            the words: tags, lemmas, dependencies.
    """
    steps = components(config)
    last = max((i for i, step in enumerate(steps) if _is_wanted(step)), default=-1)
    if any(_is_unknown(s) or _asks_for_more(s, uses_linguistics) for s in steps[: last + 1]):
        # Nobody knows what those read, so all that runs before them stays.
        kept = steps[: last + 1]
    else:
        kept = _with_features([step for step in steps if _is_wanted(step)], steps)
    sections, names = _sections(config), {step.name for step in kept}
    left_out = tuple(name for name in _names(_PIPELINE, sections) if name not in names)
    around = _REGISTERED.findall(_below("nlp", sections))
    is_native = all(s.is_native for s in kept) and all(map(_is_native, around))
    return Choice(tuple(kept), left_out, is_native)


def asks_for_linguistics(patterns: bytes) -> bool:
    """Whether a ruler's stored patterns name more than the words; errs on the side of yes."""
    return _LINGUISTIC.search(patterns) is not None


def _sections(config: str) -> dict[str, str]:
    """Section names with the text below them."""
    parts = _SECTION.split(config)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _names(which: re.Pattern[str], sections: dict[str, str]) -> list[str]:
    """The component names listed in the section `nlp`."""
    found = which.search(sections.get("nlp", ""))
    return re.findall(r'"([^"]+)"', found[1]) if found else []


def _below(name: str, sections: dict[str, str]) -> str:
    """The text of a section and of those inside it."""
    inside = f"{name}."
    return "\n".join(t for s, t in sections.items() if s == name or s.startswith(inside))


def _component(name: str, sections: dict[str, str]) -> Component:
    own = sections.get(f"components.{name}", "")
    factory, phrases = _FACTORY.search(own), _PHRASES.search(own)
    return Component(
        name,
        factory[1] if factory else name,
        tuple(_REGISTERED.findall(_below(f"components.{name}", sections))),
        phrases[1] if phrases else "",
    )


def _is_native(registered: str) -> bool:
    return registered.startswith("spacy.") and not re.search(
        "torch|tensorflow|transformer", registered, re.I
    )


def _is_unknown(step: Component) -> bool:
    return step.factory not in _NATIVE | _FEATURES


def _is_wanted(step: Component) -> bool:
    return step.finds_entities or step.factory == "span_finder" or _is_unknown(step)


def _asks_for_more(step: Component, uses_linguistics: Callable[[str], bool]) -> bool:
    if step.factory not in _RULERS:
        return False
    return asks_for_linguistics(step.phrases.encode()) or uses_linguistics(step.name)


def _with_features(wanted: list[Component], steps: list[Component]) -> list[Component]:
    """`wanted`, and the shared features if one of them listens; nothing if none finds entities."""
    if not any(step.finds_entities or _is_unknown(step) for step in wanted):
        return []
    listening = any(step.listens for step in wanted)
    return [s for s in steps if s in wanted or (listening and s.factory in _FEATURES)]
