"""Articles, spans and their corrections: everything that Postil does without a screen.

    >>> from annotations import Article, AnnotationSet, Author, Change, Kind, Span
    >>> article = Article("Dushanbe waits.")
    >>> added = Change(Kind.ADD, "+1", after=Span.of(article.text, 0, 8, "GPE"))
    >>> events = Author("ann").stamp(article.id, [added])
    >>> [str(a.span.label) for a in AnnotationSet.fold(article.id, (), events)]
    ['GPE']

Offsets are Unicode code points, half-open. The packages `sources`, `extraction`, `store` and
`formats` are imported when they are needed.
"""

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
