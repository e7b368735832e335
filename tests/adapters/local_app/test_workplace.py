"""Our own files lie in a temporary folder, and only there."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING

import pytest

from app.adapters.local_app.workplace import Workplace
from app.adapters.tracing.packing import write_payload
from app.core.base.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_it_holds_the_agent_and_a_server_and_goes(place: Path) -> None:
    made = Workplace(write_payload)
    assert made.agent.is_file()
    assert (made.vendor / "uvicorn" / "__init__.py").is_file()
    assert made.folder.parent == place
    if sys.platform != "win32":
        assert stat.S_IMODE(made.folder.stat().st_mode) == 0o700
    made.remove()
    made.remove()
    assert list(place.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="there, nobody asks whether a process lives")
def test_what_a_killed_process_left_is_removed_and_nothing_else(place: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    left = place / f"routeglass-app-{ended.pid}-abc"
    kept = [
        place / name
        for name in (f"routeglass-app-{os.getpid()}-abc", "routeglass-app-1-abc", "routeglass-app-x", "other")
    ]
    young = place / f"routeglass-app-{ended.pid}-new"
    linked = place / f"routeglass-app-{ended.pid}-link"
    for folder in (left, *kept):
        (folder / "inside").mkdir(parents=True)
        os.utime(folder, (0, 0))
    young.mkdir()
    linked.symlink_to(place / "other", target_is_directory=True)
    (place / f"routeglass-app-{10**30}-abc").mkdir()
    os.utime(place / f"routeglass-app-{10**30}-abc", (0, 0))
    made = Workplace(write_payload)
    assert sorted(place.iterdir()) == sorted([*kept, young, linked, made.folder])
    assert (place / "other" / "inside").is_dir()


def test_a_full_disk_is_told() -> None:
    def fail(folder: Path) -> Path:
        raise OSError(28, "No space left on device", str(folder / "agent"))

    with pytest.raises(SourceError, match=r"cannot be written: No space left on device\."):
        Workplace(fail)
