"""The type system that goes with our XMI files."""

from __future__ import annotations

from collections.abc import Iterator

from annotations.formats import cas, markup

_STRING = "uima.cas.String"
TYPES = {
    cas.META: ("uima.tcas.DocumentAnnotation", {
        "documentTitle": _STRING, "documentId": _STRING, "documentUri": _STRING,
        "collectionId": _STRING, "documentBaseUri": _STRING, "isLastSegment": "uima.cas.Boolean",
    }),
    cas.SENTENCE: ("uima.tcas.Annotation", {"id": _STRING}),
    cas.TOKEN: ("uima.tcas.Annotation", {
        "parent": "uima.tcas.Annotation", "id": _STRING, "syntacticFunction": _STRING,
        "order": "uima.cas.Integer",
    }),
    cas.ENTITY: ("uima.tcas.Annotation", {"value": _STRING, "identifier": _STRING}),
    cas.RELATION: ("uima.tcas.Annotation", {
        "Governor": cas.ENTITY, "Dependent": cas.ENTITY, "label": _STRING,
    }),
}  # fmt: skip
"""Supertype and features of each type; those of DKPro as DKPro has them."""


def type_system() -> str:
    """The types as UIMA's description."""
    space = 'xmlns="http://uima.apache.org/resourceSpecifier"'
    inner = "\n".join(_types())
    return f"{markup.HEAD}<typeSystemDescription {space}>\n<types>\n{inner}\n</types>\n" + (
        "</typeSystemDescription>\n"
    )


def _types() -> Iterator[str]:
    for name, (above, features) in TYPES.items():
        yield f"<typeDescription><name>{name}</name><description/>"
        yield f"<supertypeName>{above}</supertypeName><features>"
        for feature, kind in features.items():
            yield (
                f"<featureDescription><name>{feature}</name><description/>"
                f"<rangeTypeName>{kind}</rangeTypeName></featureDescription>"
            )
        yield "</features></typeDescription>"
