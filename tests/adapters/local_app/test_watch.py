"""Changed files are noticed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from app.adapters.local_app import watch as watch_module
from app.adapters.local_app.folder_walk import WalkLimits
from app.adapters.local_app.watch import FileWatch, pause_after

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def watch(tmp_path: Path) -> FileWatch:
    (tmp_path / "main.py").write_text("x = 1\n")
    (tmp_path / "notes.txt").write_text("")
    return FileWatch((str(tmp_path),))


def test_nothing_happens(watch: FileWatch) -> None:
    assert watch.changes() == ()
    assert watch.left_out == ""
    assert watch.pause >= 0.3


@pytest.mark.parametrize(
    ("worked", "took", "pause"),
    [
        pytest.param(0.001, 0.001, 0.3, id="small"),
        pytest.param(0.1, 0.1, 2.5, id="large"),
        pytest.param(0.01, 0.5, 1.0, id="busy machine"),
    ],
)
def test_a_look_that_had_to_wait_puts_the_next_one_off_for_little(worked: float, took: float, pause: float) -> None:
    assert pause_after(worked, took) == pytest.approx(pause)


@pytest.mark.parametrize("name", ["main.py", "new/module.py", ".env", ".env.local", "shop/templates/page.html"])
def test_what_a_server_reads_is_watched(watch: FileWatch, tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("x = 2 # changed\n")
    assert watch.changes() == (str(tmp_path / name),)
    assert watch.changes() == ()


@pytest.mark.parametrize("name", ["notes.txt", "data.db", ".venv/lib/x.py", "__pycache__/main.pyc", "page.html"])
def test_other_files_are_not(watch: FileWatch, tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("changed")
    assert watch.changes() == ()


def test_removing_and_replacing_are_changes(watch: FileWatch, tmp_path: Path) -> None:
    main = tmp_path / "main.py"
    before = main.stat()
    (tmp_path / "swap").write_text("y = 1\n")
    os.utime(tmp_path / "swap", ns=(before.st_atime_ns, before.st_mtime_ns))
    (tmp_path / "swap").replace(main)
    assert watch.changes() == (str(main),)
    main.unlink()
    assert watch.changes() == (str(main),)


def test_a_second_folder_is_watched_too(tmp_path: Path) -> None:
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
    watch = FileWatch((str(tmp_path / "here"), str(tmp_path / "there")))
    (tmp_path / "there" / "x.py").write_text("")
    assert watch.changes() == (str(tmp_path / "there" / "x.py"),)


def test_a_folder_that_is_too_large_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_module, "_LIMITS", WalkLimits(entries=1))
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text("")
    assert "very large" in FileWatch((str(tmp_path),)).left_out
