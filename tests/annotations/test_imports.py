"""The domain does without the screen and, until it must, without spaCy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
FORBIDDEN = ("textual", "rich", "spacy", "tui")
BY_DESIGN = {"annotations.extraction.worker"}
"""Runs in a process of its own, which is there to load spaCy."""

# Each module starts from none loaded, so that it answers for what it imports itself.
PROBE = """
import importlib, json, sys
found = {}
for name in json.loads(sys.argv[1]):
    importlib.import_module(name)
    loaded = {module.partition(".")[0] for module in sys.modules}
    found[name] = sorted(loaded & set(json.loads(sys.argv[2])))
    for module in list(sys.modules):
        if module.partition(".")[0] in ("annotations", *found[name]):
            del sys.modules[module]
print(json.dumps(found))
"""


def module_names() -> list[str]:
    """Every module of the domain."""
    files = sorted((ROOT / "annotations").rglob("*.py"))
    parts = [file.relative_to(ROOT).with_suffix("").parts for file in files]
    names = {".".join(part for part in found if part != "__init__") for found in parts}
    return sorted(names - BY_DESIGN)


def source_files() -> list[Path]:
    """Every module of both packages."""
    return sorted(
        file for package in ("annotations", "tui") for file in (ROOT / package).rglob("*.py")
    )


@pytest.fixture(scope="module")
def loaded() -> dict[str, list[str]]:
    """Which of the forbidden packages each module loads, asked in a fresh interpreter."""
    arguments = [json.dumps(module_names()), json.dumps(FORBIDDEN)]
    process = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROBE, *arguments],
        capture_output=True, text=True, check=False, cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.returncode == 0, process.stderr
    found: dict[str, list[str]] = json.loads(process.stdout)
    return found


@pytest.mark.parametrize("name", module_names())
def test_importing_the_domain_loads_no_screen_and_no_pipeline(loaded, name):
    assert loaded[name] == []


@pytest.mark.parametrize("package", FORBIDDEN)
def test_the_probe_would_notice(package):
    process = subprocess.run(
        [sys.executable, "-c", PROBE, json.dumps([package]), json.dumps(FORBIDDEN)],
        capture_output=True, text=True, check=True, cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert package in json.loads(process.stdout)[package]


def test_lines_end_at_line_feeds_only():
    """`str.splitlines` splits at ten characters, and shifts every offset behind them."""
    banned = ".split" + "lines("
    assert [file for file in source_files() if banned in file.read_text(encoding="utf-8")] == []
