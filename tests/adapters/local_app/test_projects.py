from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from app.adapters.local_app.projects import ProjectsOnDisk

if TYPE_CHECKING:
    import pytest


def test_the_home_of_nobody_is_a_path_like_any_other() -> None:
    finder = ProjectsOnDisk()
    path = f"~nobody-of-that-name{os.sep}shop"
    assert finder.absolute(path) == str(Path.cwd() / path)
    assert not finder.is_folder(path)


def test_ones_own_home_and_links_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert ProjectsOnDisk().absolute("~/link/../link") == str(tmp_path / "link")
    assert ProjectsOnDisk().is_folder("~/link")
