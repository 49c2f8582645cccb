"""Annotation sets in the formats of other tools, and what each format cannot carry.

>>> from pathlib import Path
>>> from annotations import AnnotationSet, Article
>>> from annotations.formats import Document, registry
>>> article = Article("Dushanbe waits.")
>>> document = Document.of(article, AnnotationSet.fold(article.id))
>>> registry.for_path(Path("entities.csv")).name
'csv'
"""

from annotations.formats import registry
from annotations.formats.base import CONTEXT, Feature, Format
from annotations.formats.document import STANDING, Document
from annotations.formats.losses import Loss, LossError, LossReport

__all__ = [
    "CONTEXT",
    "STANDING",
    "Document",
    "Feature",
    "Format",
    "Loss",
    "LossError",
    "LossReport",
    "registry",
]
