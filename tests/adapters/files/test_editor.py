"""The person's own editor: which one, and how it is told the line."""

from __future__ import annotations

import json
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from app.adapters.files.editor import VARIABLE, EditorCommand, find_editor, open_in_editor
from app.core.base.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs here are scripts")


def program(folder: Path, name: str, out: Path | None = None) -> Path:
    """A program that writes its arguments down."""
    path = folder / name
    keep = f"pathlib.Path({str(out or folder / 'out')!r}).write_text(json.dumps(sys.argv[1:]))"
    path.write_text(f"#!{sys.executable}\nimport json, pathlib, sys\n{keep}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_what_the_person_named_comes_first(tmp_path: Path) -> None:
    mine = program(tmp_path, "mine")
    program(tmp_path, "code")
    path = str(tmp_path)
    assert find_editor({VARIABLE: f"{mine} -l {{line}} {{file}}"}, path) == EditorCommand(
        str(mine), ("-l", "{line}", "{file}")
    )
    assert find_editor({VARIABLE: f"{mine} --new"}, path) == EditorCommand(str(mine), ("--new", "{file}"))
    assert find_editor({VARIABLE: "code"}, path) == EditorCommand(str(tmp_path / "code"), ("--goto", "{file}:{line}"))


def test_a_named_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="The editor nowhere is not there"):
        find_editor({VARIABLE: "nowhere"}, str(tmp_path))


def test_known_editors_are_found_and_those_of_a_terminal_are_not(tmp_path: Path) -> None:
    path = str(tmp_path)
    program(tmp_path, "vim")
    assert find_editor({"EDITOR": "vim", "VISUAL": ""}, path) is None
    program(tmp_path, "code")
    program(tmp_path, "kate")
    code, kate = find_editor({"EDITOR": "vim"}, path), find_editor({"EDITOR": "/x/kate -n"}, path)
    assert code is not None
    assert kate is not None
    assert code.words("/s/a.py", 3) == [f"{path}/code", "--goto", "/s/a.py:3"]
    assert kate.words("/s/a.py", 0) == [f"{path}/kate", "--line", "1", "/s/a.py"]


def test_a_path_that_looks_like_a_place_is_left_alone() -> None:
    command = EditorCommand("e", ("{file}:{line}", "-w"))
    assert command.words("/{line}/{file}.py", 7) == ["e", "/{line}/{file}.py:7", "-w"]


def test_it_is_started_with_the_line(tmp_path: Path, qtbot: QtBot) -> None:
    out, file = tmp_path / "out", tmp_path / "with blank.py"
    file.touch()
    mine = program(tmp_path, "mine", out)
    assert open_in_editor(str(file), 12, {VARIABLE: f"{mine} {{file}} +{{line}}"})
    qtbot.waitUntil(lambda: out.exists() and bool(out.read_text()))
    assert json.loads(out.read_text()) == [str(file), "+12"]


def test_what_cannot_be_started_or_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceError, match="is not there"):
        open_in_editor(str(tmp_path / "gone.py"), 1, {})
    file = tmp_path / "a.py"
    file.touch()
    broken = tmp_path / "broken"
    broken.write_text("#!/no/such/interpreter\n")
    broken.chmod(0o755)
    with pytest.raises(SourceError, match="could not be started"):
        open_in_editor(str(file), 1, {VARIABLE: str(broken)})
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not open_in_editor(str(file), 1, {})
