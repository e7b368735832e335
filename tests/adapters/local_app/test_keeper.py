"""Changes are told once it is quiet, and only while they are of interest."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from app.adapters.local_app.keeper import FileKeeper

if TYPE_CHECKING:
    from pathlib import Path


class Told:
    def __init__(self) -> None:
        self.changes: list[tuple[str, ...]] = []
        self._heard = threading.Condition()

    def hear(self, files: tuple[str, ...]) -> None:
        with self._heard:
            self.changes.append(files)
            self._heard.notify_all()
        if any(file.endswith("bad.py") for file in files):
            raise ValueError(files)

    def wait_for(self, file: Path) -> None:
        with self._heard:
            assert self._heard.wait_for(lambda: any(str(file) in files for files in self.changes), 20), self.changes


def test_several_files_are_told_together(tmp_path: Path) -> None:
    told = Told()
    keeper = FileKeeper((str(tmp_path),), told.hear)
    assert keeper.look_again() == ""
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text("x")
    told.wait_for(tmp_path / "b.py")
    keeper.close(10)
    assert {file for files in told.changes for file in files} == {str(tmp_path / "a.py"), str(tmp_path / "b.py")}


def test_what_happened_while_it_slept_is_not_told_after_a_new_look(tmp_path: Path) -> None:
    told = Told()
    keeper = FileKeeper((str(tmp_path),), told.hear)
    keeper.look_again()
    keeper.awake = False
    (tmp_path / "a.py").write_text("x")
    keeper.look_again()
    (tmp_path / "b.py").write_text("x")
    told.wait_for(tmp_path / "b.py")
    keeper.close(10)
    assert told.changes == [(str(tmp_path / "b.py"),)]


@pytest.mark.expected_logs("What changed files call for failed")
def test_a_failure_does_not_end_it(tmp_path: Path) -> None:
    told = Told()
    keeper = FileKeeper((str(tmp_path),), told.hear)
    keeper.look_again()
    (tmp_path / "bad.py").write_text("x")
    told.wait_for(tmp_path / "bad.py")
    (tmp_path / "good.py").write_text("x")
    told.wait_for(tmp_path / "good.py")
    keeper.close(10)


def test_a_closed_one_starts_no_thread(tmp_path: Path) -> None:
    keeper = FileKeeper((str(tmp_path),), Told().hear)
    keeper.close(10)
    keeper.look_again()
    assert "local-app-keeper" not in [thread.name for thread in threading.enumerate()]
