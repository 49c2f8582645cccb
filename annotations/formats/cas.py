"""A UIMA CAS with DKPro's types, whichever way it is written.

Offsets count UTF-16 units. INCEpTION and WebAnno want sentences and tokens, and named entities
with `value` and `identifier`; relations are of `webanno.custom.Relation`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotations.annotation_set import Annotation
from annotations.article import Article
from annotations.formats.base import Feature
from annotations.formats.document import Document, encodable
from annotations.formats.draft import Draft, RecordError, Unit
from annotations.formats.layers import described, is_grammar, short_name
from annotations.formats.losses import Loss, losses
from annotations.formats.sentences import sentences
from annotations.span import Range

_DKPRO = "de.tudarmstadt.ukp.dkpro.core.api"
META = f"{_DKPRO}.metadata.type.DocumentMetaData"
SENTENCE = f"{_DKPRO}.segmentation.type.Sentence"
TOKEN = f"{_DKPRO}.segmentation.type.Token"
ENTITY = f"{_DKPRO}.ner.type.NamedEntity"
RELATION = "webanno.custom.Relation"
VIEW = "_InitialView"
SOFA = "uima.cas.Sofa"
UNKNOWN_LANGUAGE = "x-unspecified"

CARRIES = (
    Feature.NESTED | Feature.OVERLAPPING | Feature.SUB_TOKEN | Feature.LINKS | Feature.RELATIONS
    | Feature.EMPTY | Feature.TEXT | Feature.LABELS
)  # fmt: skip
_ENDS = ("Governor", "Dependent")
_STRUCTURE = {"sofa", "begin", "end", "next", *_ENDS}


@dataclass(frozen=True)
class Structure:
    """A feature structure: a type's name, and features as they are written."""

    id: int
    type: str
    features: Mapping[str, str | int]
    references: Mapping[str, int]
    """Features that name other structures."""


def cas_losses(document: Document) -> list[Loss]:
    """What a CAS cannot carry; of what is known of the article, title and language go."""
    article = document.article
    known = Feature(0) if article.byline or article.date else Feature.METADATA
    return list(losses(document, CARRIES | known))


def structures(document: Document) -> Iterator[Structure]:
    """The feature structures of a document, from number 2 on: the text is number 1."""
    article, number = document.article, 2
    offsets = Unit.UTF16.offsets(article.text)

    def placed(place: Range, type: str, features: Mapping[str, str], **ends: int) -> Structure:
        begin, end = offsets[place[0]], offsets[place[1]]
        said = {key: value for key, value in features.items() if value}
        return Structure(number, type, {"begin": begin, "end": end, **said}, ends)

    whole = (0, len(article.text))
    language = encodable(article.language) or UNKNOWN_LANGUAGE
    about = {"language": language, "documentTitle": encodable(article.title)}
    yield placed(whole, META, about | {"documentId": article.id})
    spans = [annotation.span.range for annotation in document.annotations]
    for tokens in sentences(article, spans, cut=False):
        number += 1
        yield placed((tokens[0][0], tokens[-1][1]), SENTENCE, {})
        for token in tokens:
            number += 1
            yield placed(token, TOKEN, {})
    numbers: dict[str, tuple[int, Annotation]] = {}
    for a in document.annotations:
        number += 1
        numbers[a.id] = number, a
        said = {"value": encodable(a.span.label), "identifier": encodable(a.link)}
        yield placed(a.span.range, ENTITY, said)
    for relation in document.relations:
        number += 1
        (source, _), (target, end) = numbers[relation.source], numbers[relation.target]
        label = {"label": encodable(relation.label)}
        yield placed(end.span.range, RELATION, label, Governor=source, Dependent=target)


@dataclass(frozen=True)
class Read:
    """A feature structure of another's CAS."""

    id: str
    type: str
    features: Mapping[str, str]
    """References are ids, several with spaces between."""


def document_of(
    found: Sequence[Read], texts: Mapping[str, tuple[str, str]], source: str,
    told: Callable[[str], None],
) -> Document:  # fmt: skip
    """The document of a CAS.

    Args:
        found: The feature structures, without the texts.
        texts: The name and text of each view, by the id of its sofa.
        source: The file's name.
        told: Takes what is left out, and why.

    Raises:
        RecordError: There is no text, or an annotation does not fit it.
    """
    if not texts:
        raise RecordError("no view of it has a text")
    chosen = next((id for id, (name, _) in texts.items() if name == VIEW), next(iter(texts)))
    for id, (name, _) in texts.items():
        if id != chosen:
            told(f"the view “{name}” was not read")
    mine = [one for one in found if one.features.get("sofa", chosen) == chosen]
    meta = next((one.features for one in mine if _is_about_document(one)), {})
    language = meta.get("language", "")
    article = Article(
        texts[chosen][1], title=meta.get("documentTitle", ""), source=source, reader="cas",
        language="" if language == UNKNOWN_LANGUAGE else language,
    )  # fmt: skip
    draft = Draft(article, units=(Unit.UTF16, Unit.CODE_POINTS))
    spans = {one.id: one for one in mine if _is_span(one, told)}
    slots = {one.id: one for one in found if "target" in one.features and one.id not in spans}
    for one in spans.values():
        said = {key: v for key, v in one.features.items() if key not in _STRUCTURE}
        plain = {key: v for key, v in said.items() if not _links(v, slots)}
        label, link, note = described(plain, short_name(one.type))
        place = _offset(one, "begin"), _offset(one, "end")
        draft.add([place], label, id=one.id, link=link, note=note)
    for label, start, end in _related(mine, spans, slots):
        if start in spans and end in spans:
            draft.relate(label, start, end)
        else:
            told(f"the relation {label[:40]}: its ends are no spans that were read")
    return draft.document()


def _is_about_document(one: Read) -> bool:
    return one.type in (META, "uima.tcas.DocumentAnnotation")


def _is_span(one: Read, told: Callable[[str], None]) -> bool:
    if not {"begin", "end"} <= one.features.keys() or _is_about_document(one):
        return False
    if is_grammar(one.type) or set(_ENDS) <= one.features.keys():
        return False
    if one.features["begin"] == one.features["end"]:
        told(f"{short_name(one.type)} at {one.features['begin'][:12]} has no characters")
        return False
    return True


def _offset(one: Read, name: str) -> int:
    value = one.features[name]
    if not (value.isascii() and value.isdigit() and len(value) < 12):
        raise RecordError(f"{short_name(one.type)} has no {name} that is an offset")
    return int(value)


def _links(value: str, slots: Mapping[str, Read]) -> list[Read]:
    """The links of slots that a feature names."""
    return [slots[id] for id in value.split(" ") if id in slots]


def _related(
    mine: Sequence[Read], spans: Mapping[str, Read], slots: Mapping[str, Read]
) -> Iterator[tuple[str, str, str]]:
    for one in mine:
        label, _, _ = described(
            {k: v for k, v in one.features.items() if k not in _STRUCTURE}, short_name(one.type)
        )
        if set(_ENDS) <= one.features.keys():
            if not is_grammar(one.type):
                yield label, one.features["Governor"], one.features["Dependent"]
        elif one.id in spans:
            if "next" in one.features:
                link = one.features.get("referenceRelation") or short_name(one.type)
                yield link, one.id, one.features["next"]
            for key, value in one.features.items():
                if key not in _STRUCTURE:
                    for slot in _links(value, slots):
                        yield slot.features.get("role") or "slot", one.id, slot.features["target"]
