"""Entities by a spaCy pipeline, which runs in a child process.

On the screen, the child is started first of all, and taken over when there is an event loop:

    worker = spawn(model)                                   # before Textual is imported
    cache = PredictionCache(folder)
    ...
    client = Client(worker, cache=cache, on_state=show)     # in the event loop
    async for found in client.extract(article.id, article.text, first=offset):
        show(found.spans)
    client.close()

What was predicted before needs no child, only the pipeline that `--model` meant last time:

    known = cache.recall(model)
    predictions = known and cache.get(article, known.pipeline)

Without a screen:

    for article, predictions in predict(articles, model, cache): ...

Whatever goes wrong is an `ExtractionError` with a message of one line. It may quote what a
pipeline printed, which is untrusted text.

Importing this package imports none of its parts, and nothing here but the child imports spaCy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from annotations.extraction.bulk import predict
    from annotations.extraction.cache import PredictionCache
    from annotations.extraction.client import Client, State
    from annotations.extraction.found import Found, Identity, gather, is_complete
    from annotations.extraction.pipelines import PipelineRef, installed, resolve
    from annotations.extraction.process import WorkerProcess, spawn

__all__ = [
    "Client",
    "Found",
    "Identity",
    "PipelineRef",
    "PredictionCache",
    "State",
    "WorkerProcess",
    "gather",
    "installed",
    "is_complete",
    "predict",
    "resolve",
    "spawn",
]

_MODULES = {
    "bulk": ("predict",),
    "cache": ("PredictionCache",),
    "client": ("Client", "State"),
    "found": ("Found", "Identity", "gather", "is_complete"),
    "pipelines": ("PipelineRef", "installed", "resolve"),
    "process": ("WorkerProcess", "spawn"),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
