"""Libraries that are loaded when they are needed, and named when they are missing."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from annotations.errors import SourceError


def library(module: str, package: str, what: str) -> Any:
    """The module, imported now.

    Args:
        module: What to import.
        package: What to install.
        what: What it is needed for.

    Raises:
        SourceError: It is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        # What is missing may be something that the library needs itself.
        missing = package if error.name == module else error.name or package
        raise SourceError(f"{what} needs the package {missing}: pip install {missing}") from None
    except ImportError as error:
        reason = str(error).partition("\n")[0]
        raise SourceError(f"{what} needs {package}, which does not load ({reason})") from None


def reader_name(package: str) -> str:
    """`trafilatura 2.0.0`: what made the text, for `Article.reader`."""
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return package
