"""Articles, spans and their corrections: everything that Postil does without a screen.

    >>> from annotations import Article, AnnotationSet, Author, Change, Kind, Span
    >>> article = Article("Dushanbe waits.")
    >>> added = Change(Kind.ADD, "+1", after=Span.of(article.text, 0, 8, "GPE"))
    >>> events = Author("ann").stamp(article.id, [added])
    >>> [str(a.span.label) for a in AnnotationSet.fold(article.id, (), events)]
    ['GPE']

Offsets are Unicode code points, half-open. The packages `sources`, `extraction`, `store`,
`formats` and `anchoring` are imported when they are needed.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from annotations.annotation_set import Annotation, AnnotationSet, ArticleState, Relation, Status
    from annotations.article import Article
    from annotations.corrections import Author, Change, Correction, Kind
    from annotations.decisions import Decision, Scope
    from annotations.errors import PostilError
    from annotations.labels import Label, LabelScheme, default_scheme, load_scheme, parse_scheme
    from annotations.predictions import Pipeline, Predictions
    from annotations.span import Span, filter_spans
    from annotations.tokens import Tokens

__all__ = [
    "Annotation",
    "AnnotationSet",
    "Article",
    "ArticleState",
    "Author",
    "Change",
    "Correction",
    "Decision",
    "Kind",
    "Label",
    "LabelScheme",
    "Pipeline",
    "PostilError",
    "Predictions",
    "Relation",
    "Scope",
    "Span",
    "Status",
    "Tokens",
    "default_scheme",
    "filter_spans",
    "load_scheme",
    "parse_scheme",
]

_MODULES = {
    "annotation_set": (
        "Annotation",
        "AnnotationSet",
        "ArticleState",
        "Relation",
        "Status",
    ),
    "article": ("Article",),
    "corrections": (
        "Author",
        "Change",
        "Correction",
        "Kind",
    ),
    "decisions": (
        "Decision",
        "Scope",
    ),
    "errors": ("PostilError",),
    "labels": (
        "Label",
        "LabelScheme",
        "default_scheme",
        "load_scheme",
        "parse_scheme",
    ),
    "predictions": (
        "Pipeline",
        "Predictions",
    ),
    "span": (
        "Span",
        "filter_spans",
    ),
    "tokens": ("Tokens",),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for: starting up needs few of them."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'annotations' has no attribute {name!r}")
    return getattr(import_module(f"annotations.{_MODULE_OF[name]}"), name)
