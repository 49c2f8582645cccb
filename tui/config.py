"""Settings, from `config.toml` and `keys.toml` in the configuration folder."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from annotations.errors import PostilError
from tui.colors import OURS, complete
from tui.paths import config_dir


class ConfigError(PostilError):
    """A settings file that cannot be used."""


@dataclass(frozen=True)
class Config:
    """What the user chose. A file may set any of these by name."""

    theme: str = "night"
    """A Textual theme; `night` and `paper` are ours."""
    colors: str = "usual"
    """Label colours: `usual`, or `safe` for eyes that lack a kind of cone."""
    themes: dict[str, dict[str, str]] = field(default_factory=dict)
    """The user's own themes: every colour by its name."""
    column: int = 84
    """The widest the text is set, in cells."""
    centred: bool = True
    """Whether the text stands in the middle of the pane."""
    tags: bool = True
    """Whether label tags stand in the text."""
    annotator: str = ""
    """Who decides; the login name when empty."""
    model: str = ""
    """The pipeline: an installed name or a path."""
    labels: str = ""
    """The label scheme's file."""
    kb: str = ""
    """A knowledge base in JSON lines or SKOS, whose names and ids are offered for entities."""
    scope: str = "article"
    """How far a decision reaches: `article` or `mention`."""
    letters: bool = False
    """Whether the places that may want a decision wear letters from the start."""
    memory: bool = True
    """Whether what was corrected before is proposed in other articles."""
    order: str = "listed"
    """Which article comes next: `listed`, `unreviewed`, `doubtful`, `random`, `label:ORG`."""
    keys: dict[str, str] = field(default_factory=dict)
    """Keys by command id; from `keys.toml` as well."""

    def name(self) -> str:
        """Who annotates."""
        return os.environ.get("POSTIL_ANNOTATOR") or self.annotator or _login()


def _login() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "anonymous"


def load_config(folder: Path | None = None) -> Config:
    """The settings.

    Raises:
        ConfigError: A file is not TOML, or sets what does not exist or does not fit.
    """
    folder = folder or config_dir()
    data = _read(folder / "config.toml")
    known = {f.name: type(getattr(Config(), f.name)) for f in fields(Config)}
    for name, value in data.items():
        if name not in known:
            raise ConfigError(
                f"{folder / 'config.toml'}: unknown setting “{name}”; known: {', '.join(known)}"
            )
        if type(value) is not known[name]:
            kind = known[name].__name__
            raise ConfigError(f"{folder / 'config.toml'}: {name} must be a {kind}, not {value!r}")
    data["keys"] = {**data.get("keys", {}), **_read(folder / "keys.toml")}
    for name, choices in _CHOICES.items():
        if data.get(name, choices[0]) not in choices:
            raise ConfigError(f"{folder / 'config.toml'}: {name} is {' or '.join(choices)}")
    data["themes"] = _themes(data.get("themes", {}), folder / "config.toml")
    return Config(**data)


def key_places(folder: Path | None = None) -> dict[str, str]:
    """Where each of the user's keys was written, by command: `…/keys.toml, line 3`."""
    folder, found = folder or config_dir(), dict[str, str]()
    for name in ("config.toml", "keys.toml"):
        try:
            lines = (folder / name).read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError):
            continue
        for number, line in enumerate(lines, 1):
            if match := _KEY.match(line):
                found[match["id"]] = f"{folder / name}, line {number}"
    return found


_KEY = re.compile(r"\s*[\"'](?P<id>[^\"']+)[\"']\s*=")

_CHOICES = {"scope": ("article", "mention"), "colors": ("usual", "safe")}


def _themes(tables: dict[str, Any], path: Path) -> dict[str, dict[str, str]]:
    themes: dict[str, dict[str, str]] = {}
    for name, table in tables.items():
        try:
            if name in OURS:
                raise ValueError("is ours; give yours another name")
            if not isinstance(table, dict):
                raise ValueError(f"must be a table: write [themes.{name}]")
            themes[name] = complete(table)
        except ValueError as error:
            raise ConfigError(f"{path}: theme {name}: {error}") from None
    return themes


def _read(path: Path) -> dict[str, Any]:
    try:
        source = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error}); mend it or remove it") from None
    import tomllib

    try:
        return tomllib.loads(source.decode())
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: cannot be read ({error}); mend it or remove it") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not TOML: {error}") from None
