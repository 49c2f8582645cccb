"""Keeps predictions, so that an article opened again shows its entities without a pipeline.

The cache is a folder of small files outside the store, which may be deleted at any time. One
that cannot be read is as good as none, and one that cannot be written is no error.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
import zlib
from collections.abc import Iterable
from contextlib import suppress
from itertools import count, islice
from pathlib import Path
from typing import Any

from annotations.article import Article
from annotations.errors import SpanError
from annotations.extraction.found import Identity
from annotations.extraction.process import WorkerProcess, absolute
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span

_FORMAT = 1
"""Raise it when older files are not to be read any more."""
_PORTION = 1000
"""Spans that are made ready to be written at once."""
_numbers = count()


class PredictionCache:
    """Predictions by article and pipeline, and pipelines by what `--model` said."""

    def __init__(self, folder: Path, max_bytes: int = 64 * 1024 * 1024) -> None:
        """Use `folder`, which need not exist yet, and keep it below `max_bytes`."""
        self._folder, self._max_bytes = folder, max_bytes
        self._written = max_bytes  # so that the first thing written looks at what is there

    def get(self, article: Article, pipeline: Pipeline) -> Predictions | None:
        """What `pipeline` said of `article`, if that is known."""
        file = self._file(article.id, pipeline)
        if (data := _read(file)) is None:
            return None
        try:
            spans = tuple(_span(article.text, *row) for row in data["spans"])
        except (SpanError, TypeError, LookupError):
            return None
        with suppress(OSError):
            os.utime(file)  # what was used last is pruned last
        return Predictions(article.id, pipeline, spans)

    def put(self, predictions: Predictions) -> None:
        """Remember what a pipeline said of an article; only if it has read all of it."""
        self.keep(predictions.article, predictions.pipeline, predictions.spans)

    def keep(self, article_id: str, pipeline: Pipeline, spans: Iterable[Span]) -> None:
        """Remember all that a pipeline said of an article, in document order.

        Never holds more than a portion of the spans.
        """
        rows = ([s.start, s.end, s.label, s.score, *s.fragments] for s in spans)
        portions = iter(lambda: list(islice(rows, _PORTION)), [])
        written = b",".join(_json(portion)[1:-1] for portion in portions)
        self._write(self._file(article_id, pipeline), b'{"spans":[%b]}' % written)

    def recall(self, model: str | None = None, code: str | None = None) -> Identity | None:
        """The pipeline that `model` meant last time, if nothing was installed or changed since.

        Knows without a child process who would predict. A millisecond.
        """
        model, code = absolute(model, code)
        if (data := _read(self._model_file(model, code))) is None:
            return None
        try:
            identity = Identity.from_dict(data["identity"])
        except (LookupError, TypeError):
            return None
        return identity if data.get("stamp") == _stamp(identity.location, code) else None

    def remember(self, worker: WorkerProcess, identity: Identity) -> None:
        """What the model that `worker` was started with turned out to be."""
        stamp = _stamp(identity.location, worker.code)
        data = {"identity": identity.to_dict(), "stamp": stamp}
        self._write(self._model_file(worker.model, worker.code), _json(data))

    def _file(self, article_id: str, pipeline: Pipeline) -> Path:
        parameters = json.dumps(dict(pipeline.parameters), sort_keys=True)
        who = _digest(_FORMAT, pipeline.name, pipeline.version, parameters)
        return self._folder / f"{article_id}.{who}"

    def _model_file(self, model: str | None, code: str | None) -> Path:
        # A bare name may mean a folder here, and another one elsewhere.
        here = str(Path.cwd()) if model and Path(model).is_dir() else ""
        return self._folder / f"model.{_digest(_FORMAT, here, model, code)}"

    def _write(self, file: Path, payload: bytes) -> None:
        content = b"%08x\n%b" % (zlib.crc32(payload), payload)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _replace(file, content)
            self._written += len(content)
            if self._written > self._max_bytes // 16:
                self._prune()
                self._written = 0
        except OSError:
            return  # a disk that is full or read-only: then it is found anew next time

    def _prune(self) -> None:
        """Remove what was not used for longest, a quarter more than has to go."""
        with os.scandir(self._folder) as entries:
            files = sorted((e.stat().st_mtime_ns, e.stat().st_size, e.path) for e in entries)
        total = sum(size for _, size, _ in files)
        if total <= self._max_bytes:
            return
        for _, size, path in files:
            if total <= self._max_bytes * 3 // 4:
                break
            with suppress(OSError):
                os.unlink(path)  # noqa: PTH108
            total -= size


def _span(text: str, start: int, end: int, label: str, score: Any, *fragments: Any) -> Span:
    parts = tuple((first, last) for first, last in fragments)
    return Span.of(text, start, end, label, fragments=parts, score=score)


def _json(data: object) -> bytes:
    return json.dumps(data, separators=(",", ":")).encode()


def _read(file: Path) -> dict[str, Any] | None:
    """What `file` holds; None where it is missing or damaged."""
    try:
        checksum, _, payload = file.read_bytes().partition(b"\n")
        if int(checksum, 16) != zlib.crc32(payload):
            return None
        data = json.loads(payload)
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) else None


def _replace(file: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    temporary = file.with_name(f".{os.getpid()}.{next(_numbers)}.{file.name}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        os.replace(temporary, file)  # noqa: PTH105
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _stamp(location: str, code: str | None) -> str:
    """Changes when a package is installed or removed, or a file of the pipeline is changed."""
    sites = [p for p in sys.path if p.endswith(("site-packages", "dist-packages"))]
    files = [str(Path(folder, name)) for folder, _, names in os.walk(location) for name in names]
    return _digest(sys.version, *map(_state, [*sites, *sorted(files), *filter(None, [code])]))


def _state(path: str) -> tuple[str, int, int] | None:
    """What a change of a file or folder changes."""
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    size = 0 if stat.S_ISDIR(status.st_mode) else status.st_size
    return path, size, status.st_mtime_ns
