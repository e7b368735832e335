"""Where things are kept: as the library that knows every system says, also where it is not asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import platformdirs
import pytest

from app.adapters.storage.locations import NAME, user_locations

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"XDG_CONFIG_HOME": "/somewhere"},
        {"XDG_DATA_HOME": "relative", "XDG_CACHE_HOME": ""},
        {"XDG_RUNTIME_DIR": "/run/user/0"},
        {"HOME": ""},
        {"HOME": "relative"},
    ],
)
def test_they_are_those_of_the_system(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": str(tmp_path), **environment}.items():
        monkeypatch.setenv(name, value)
    assert user_locations() == (
        platformdirs.user_config_path(NAME, appauthor=False),
        platformdirs.user_data_path(NAME, appauthor=False),
        platformdirs.user_cache_path(NAME, appauthor=False),
    )
