"""Knowledge bases in SKOS, the W3C's vocabulary for thesauri (https://www.w3.org/TR/skos-reference/).

Read with rdflib, which comes with `postil[skos]`: RDF/XML, Turtle and N-Triples. A concept's id is
its IRI; its name is the preferred label in the language that is asked for, else one without a
language, else another; all other labels and its notations are aliases.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotations.errors import KnowledgeError
from annotations.knowledge import Entry

FORMATS = {".rdf": "xml", ".xml": "xml", ".owl": "xml", ".ttl": "turtle", ".nt": "nt"}
"""What rdflib calls the format of a file with this ending."""


def read_skos(path: Path, language: str = "en") -> tuple[Entry, ...]:
    """The concepts of a SKOS file, by name.

    Args:
        path: A file with an ending of `FORMATS`.
        language: Whose names are preferred: a tag of BCP 47.

    Raises:
        KnowledgeError: rdflib is missing, the file cannot be read, no concept has a name, or
            two concepts of a scheme have the same notation.
    """
    try:
        from rdflib import Graph
        from rdflib.namespace import RDF, SKOS
    except ImportError:
        raise KnowledgeError(f"{path}: reading SKOS takes rdflib: install postil[skos]") from None
    graph = Graph()
    try:
        graph.parse(str(path.resolve()), format=FORMATS[path.suffix.lower()])
    except OSError as error:
        reason = error.strerror or "cannot be read"
        raise KnowledgeError(f"{path}: {reason}; name another file as kb in config.toml") from None
    except Exception as error:  # each of rdflib's parsers has errors of its own
        said = " ".join(str(error).split())[:120]
        raise KnowledgeError(f"{path}: not {FORMATS[path.suffix.lower()]}: {said}") from None
    concepts = {*graph.subjects(RDF.type, SKOS.Concept), *graph.subjects(SKOS.prefLabel)}
    _check_notations(path, graph, concepts)
    found = (_entry(graph, concept, language) for concept in concepts)
    entries = sorted(filter(None, found), key=lambda entry: (entry.name.casefold(), entry.id))
    if not entries:
        raise KnowledgeError(f"{path}: no skos:Concept with a skos:prefLabel in it")
    return tuple(entries)


def _entry(graph: Any, concept: Any, language: str) -> Entry | None:
    """A concept as an entry; None when it has no preferred label."""
    from rdflib.namespace import SKOS

    preferred = list(_labels(graph, concept, (SKOS.prefLabel,), language))
    if not preferred:
        return None
    others = _labels(graph, concept, (SKOS.altLabel, SKOS.hiddenLabel, SKOS.notation), language)
    names = dict.fromkeys((*preferred, *others))
    about = next(_labels(graph, concept, (SKOS.definition, SKOS.scopeNote), language), "")
    name, *aliases = names
    return Entry(str(concept), name, tuple(aliases), about)


def _labels(graph: Any, concept: Any, kinds: tuple[Any, ...], language: str) -> Iterator[str]:
    """A concept's texts of some kinds, those in a language first, then those in none."""
    for kind in kinds:
        values = [v for v in graph.objects(concept, kind) if str(v).strip()]
        for value in sorted(values, key=lambda v: (_foreign(v, language), str(v))):
            yield " ".join(str(value).split())


def _foreign(value: Any, language: str) -> tuple[int, str]:
    tag = (getattr(value, "language", None) or "").lower()
    wanted = language.lower()
    near = 0 if tag == wanted else 1 if tag.startswith(f"{wanted}-") else 2 if not tag else 3
    return near, tag


def _check_notations(path: Path, graph: Any, concepts: set[Any]) -> None:
    """A notation names one concept of its scheme.

    Raises:
        KnowledgeError: It names two.
    """
    from rdflib.namespace import SKOS

    taken: dict[tuple[Any, Any], Any] = {}
    for concept in sorted(concepts):
        for notation in graph.objects(concept, SKOS.notation):
            for scheme in graph.objects(concept, SKOS.inScheme):
                other = taken.setdefault((scheme, notation), concept)
                if other != concept:
                    raise KnowledgeError(
                        f"{path}: notation “{notation}” is of {other} and of {concept}"
                    )
