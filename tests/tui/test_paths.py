"""Where Postil keeps what is not beside the texts."""

from __future__ import annotations

import platformdirs
import pytest

from tui import paths

PLACES = {
    "config": paths.config_dir, "cache": paths.cache_dir,
    "state": paths.state_dir, "data": paths.data_dir,
}  # fmt: skip


@pytest.mark.parametrize("set_to", [None, "", "  ", "/somewhere/else", "~/mine", "relative"])
@pytest.mark.parametrize("kind", PLACES)
def test_files_go_where_the_platform_keeps_them(kind, set_to, monkeypatch):
    variable = f"XDG_{kind.upper()}_HOME"
    if set_to is None:
        monkeypatch.delenv(variable)
    else:
        monkeypatch.setenv(variable, set_to)
    assert PLACES[kind]() == getattr(platformdirs, f"user_{kind}_path")("postil")
