"""Every error of the domain, in one tree.

    PostilError
    ├── ArticleError          a text that cannot be an article
    │   └── SourceError       a file or address that cannot be read as one
    ├── SpanError             offsets or surface that do not fit the text
    ├── LabelSchemeError      a label scheme that cannot be used
    ├── KnowledgeError        a knowledge base that cannot be used
    ├── CorrectionError       an event that cannot be made or read
    ├── ExtractionError       a pipeline that cannot be found, loaded or run
    ├── MemoryFileError       a file of the memory that cannot be read or written
    ├── FormatError           an annotation file that cannot be read or written
    └── StoreError            see `annotations.store`

Each message is one line: what is wrong, and what to do about it. Messages may quote
untrusted text; whoever prints them makes that safe.
"""


class PostilError(Exception):
    """Something the user can understand and act on."""


class ArticleError(PostilError):
    """A text that cannot be an article."""


class SourceError(ArticleError):
    """A file or address that cannot be read as an article."""


class SpanError(PostilError, ValueError):
    """Offsets or a surface that do not fit the text they point into."""


class LabelSchemeError(PostilError):
    """A label scheme that cannot be used."""


class KnowledgeError(PostilError):
    """A knowledge base that cannot be used."""


class CorrectionError(PostilError):
    """An event that cannot be made or read."""


class ExtractionError(PostilError):
    """A pipeline that cannot be found, loaded or run."""


class MemoryFileError(PostilError):
    """A file of the memory that cannot be read or written."""


class FormatError(PostilError):
    """An annotation file that cannot be read or written."""


class StoreError(PostilError):
    """A store that cannot be opened, read or written."""
