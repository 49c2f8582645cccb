"""Loads a pipeline with as little of spaCy as its entities need. Only the child imports this."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import ModuleType
from typing import Any

from annotations.errors import ExtractionError
from annotations.extraction.chunks import SIZE
from annotations.extraction.components import SPAN_FACTORIES, Choice
from annotations.extraction.found import CHUNK
from annotations.extraction.pipelines import PipelineRef

_HEAVY = ("torch", "tensorflow", "mxnet", "cupy", "h5py")
_WHOLE = 32 * 1024 * 1024
"""Files up to this size count whole in a fingerprint, of larger ones both ends."""

Row = list[Any]
"""Start, end, label, and where there is one, score."""


class LeanError(Exception):
    """Part of spaCy was not enough; this process cannot import it again, a fresh one can."""


class Loaded:
    """A pipeline that is ready to read."""

    def __init__(self, nlp: Any, ref: PipelineRef, choice: Choice, code: str | None) -> None:
        self._nlp = nlp
        self._groups = [
            nlp.get_pipe(step.name).key for step in choice.kept if step.factory in SPAN_FACTORIES
        ]
        # Strings of one chunk are forgotten with it, so that a thousand articles need no more
        # memory than one. Code from elsewhere may hold on to them: then they stay.
        self._zone = nlp.memory_zone if choice.is_native and not code else nullcontext
        self.identity = _identity(nlp, ref, choice, code)

    def read(self, texts: Sequence[str]) -> list[list[Row]]:
        """The spans of each text."""
        with self._zone():
            docs = self._nlp.pipe(texts, batch_size=len(texts))
            return [self._rows(doc, text) for doc, text in zip(docs, texts, strict=True)]

    def _rows(self, doc: Any, text: str) -> list[Row]:
        if doc.text != text:
            raise ValueError("its tokenizer changes the text, so its offsets mean nothing")
        rows: dict[tuple[int, int, str], float | None]
        rows = {(e.start_char, e.end_char, e.label_): None for e in doc.ents}
        for group in self._groups:
            for span, score in _scored(doc.spans.get(group, ())):
                key = span.start_char, span.end_char, span.label_
                rows[key] = rows.get(key) or score
        return [[*key] if score is None else [*key, score] for key, score in rows.items()]


def load(ref: PipelineRef, *, code: str | None = None, plain: bool = False) -> Loaded:
    """Import spaCy and load what `ref` needs to find entities.

    Args:
        ref: The pipeline.
        code: A Python file that registers what the pipeline needs.
        plain: Import all of spaCy, as any program does.

    Raises:
        ExtractionError: The pipeline finds no entities.
        LeanError: Part of spaCy was not enough; `plain` may succeed, in a new process.
    """
    choice = ref.choose()
    if plain or code or not choice.is_native:
        return _load(ref, choice, code)
    try:
        with _without_the_rest(light=not _has_transformers()):
            importlib.import_module("spacy")
        return _load(ref, choice, code)
    except Exception as error:
        raise LeanError(str(error)) from error


def _load(ref: PipelineRef, choice: Choice, code: str | None) -> Loaded:
    spacy = importlib.import_module("spacy")
    _compute_faster()
    if code:
        _run(Path(code))
    left_out = [*choice.left_out, *([] if choice.needs_strings or code else ["strings"])]
    nlp = spacy.load(ref.package or ref.path, exclude=left_out)
    return Loaded(nlp, ref, choice, code)


def _has_transformers() -> bool:
    """Whether loading any pipeline will import torch, since spaCy imports what extends it."""
    packages = "spacy_transformers", "spacy_curated_transformers"
    return any(importlib.util.find_spec(name) for name in packages)


@contextmanager
def _without_the_rest(*, light: bool) -> Iterator[None]:
    """Let `import spacy` leave out its command line, and if `light`, deep learning libraries.

    The command line is 30 % of the import; torch, where it is installed, is 80 %. Afterwards
    the real ones can be imported again.
    """
    stand_ins: dict[str, Any] = {"spacy.cli": _package("spacy.cli")}
    stand_ins["spacy.cli.info"] = info = ModuleType("spacy.cli.info")
    info.info = _info  # type: ignore[attr-defined]
    if light:
        stand_ins |= dict.fromkeys(_HEAVY)  # None makes an import fail as if not installed
    stand_ins = {name: module for name, module in stand_ins.items() if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name in stand_ins:
            sys.modules.pop(name, None)
        vars(sys.modules.get("spacy", info)).pop("cli", None)


def _package(name: str) -> ModuleType:
    module = ModuleType(name)
    module.__path__ = []
    return module


def _info(*args: Any, **more: Any) -> Any:
    """`spacy.info`, the one thing that spaCy itself takes from its command line."""
    return importlib.import_module("spacy.cli.info").info(*args, **more)


def _compute_faster() -> None:
    """Multiply with numpy's OpenBLAS, a quarter faster than BLIS, where spaCy would use BLIS."""
    from thinc.api import NumpyOps, get_current_ops, set_current_ops

    if type(get_current_ops()) is NumpyOps:
        set_current_ops(NumpyOps(use_blis=False))


def _run(code: Path) -> None:
    spec = importlib.util.spec_from_file_location("python_code", code)
    if spec is None or spec.loader is None or not code.is_file():
        raise ExtractionError(f"the code in {code} cannot be read as Python")
    module = sys.modules["python_code"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)


def _scored(group: Any) -> Iterable[tuple[Any, float | None]]:
    scores = getattr(group, "attrs", {}).get("scores")
    if scores is None or len(scores) != len(group):
        return ((span, None) for span in group)
    return ((span, _score(score)) for span, score in zip(group, scores, strict=True))


def _score(value: Any) -> float | None:
    score = round(float(value), 4)
    return score if 0 <= score <= 1 else None


def _identity(nlp: Any, ref: PipelineRef, choice: Choice, code: str | None) -> dict[str, Any]:
    """What the parent is told of the pipeline: whatever decides its predictions."""
    parameters: dict[str, Any] = {
        "spacy": importlib.import_module("spacy.about").__version__,
        "components": [step.name for step in choice.kept],
        CHUNK: SIZE,
    }
    if not ref.is_installed:
        parameters["fingerprint"] = _fingerprint(sorted(ref.path.rglob("*")), ref.path)
    if code:
        parameters["code"] = _fingerprint([Path(code)], Path(code).parent)
    labels = (label for step in choice.kept for label in nlp.pipe_labels.get(step.name, ()))
    return {
        "name": ref.name,
        "version": str(nlp.meta.get("version", "")),
        "parameters": parameters,
        "language": nlp.lang,
        "labels": sorted({str(label) for label in labels if label}),
        "location": str(ref.path),
    }


def _fingerprint(files: Iterable[Path], root: Path) -> str:
    """Stands for the files' contents: a pipeline in a folder may change and keep its version."""
    digest = hashlib.sha256()
    for file in files:
        if file.is_file():
            digest.update(f"\0{file.relative_to(root)}\0{file.stat().st_size}\0".encode())
            digest.update(_content(file))
    return digest.hexdigest()[:16]


def _content(file: Path) -> bytes:
    with file.open("rb") as stream:
        if file.stat().st_size <= _WHOLE:
            return stream.read()
        start = stream.read(_WHOLE // 2)
        stream.seek(-_WHOLE // 2, 2)
        return start + stream.read()
