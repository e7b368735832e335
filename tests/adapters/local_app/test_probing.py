"""A Python tells what it is, or why it cannot be used."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from app.adapters.local_app.probing import probe
from tests.support.pretended_pythons import pretended, real, script

UNIX = pytest.mark.skipif(sys.platform == "win32", reason="scripts")


def test_a_real_environment_tells_its_packages(tmp_path: Path) -> None:
    python = real(tmp_path / "env", fastapi="0.110.3", pydantic="1.10.26")
    found = probe(str(python), os.environ)
    assert found.version == "{}.{}.{}".format(*sys.version_info[:3])
    assert Path(found.prefix).samefile(tmp_path / "env")
    assert (found.fastapi, found.uvicorn, found.pydantic, found.problem) == ("0.110.3", "", "1.10.26", "")


def test_the_projects_own_modules_are_not_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("open('ran', 'w')\nraise SystemExit\n")
    monkeypatch.chdir(tmp_path)
    assert probe(sys.executable, os.environ).problem == ""
    assert not (tmp_path / "ran").exists()


@UNIX
def test_what_it_prints_besides_does_not_matter(tmp_path: Path) -> None:
    assert probe(str(pretended(tmp_path, fastapi="0.1")), {}).fastapi == "0.1"


@UNIX
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("echo what >&2; exit 3", "It does not work: what (It ended by itself with exit status 3.)"),
        ("exit 0", "It does not work: it says nothing"),
        ("kill -SEGV $$", "It does not work: it says nothing (It crashed with SIGSEGV: a fault in compiled code.)"),
        ("echo routeglass:{}", "It does not work: what it says of itself cannot be read."),
        ("echo routeglass:nonsense", "It does not work: what it says of itself cannot be read."),
    ],
)
def test_a_broken_one_is_told_in_words(tmp_path: Path, text: str, problem: str) -> None:
    assert probe(str(script(tmp_path / "python", text)), os.environ).problem == problem


@UNIX
def test_one_that_hangs_is_told_and_ended(tmp_path: Path) -> None:
    hanging = script(tmp_path / "python", "sleep 60 & sleep 60")
    began = time.monotonic()
    assert probe(str(hanging), os.environ, seconds=0.2).problem == "It does not answer within 0.2 seconds."
    assert time.monotonic() - began < 20


@UNIX
def test_what_it_leaves_behind_does_not_hold_us(tmp_path: Path) -> None:
    began = time.monotonic()
    assert probe(str(script(tmp_path / "python", "sleep 30 &")), os.environ).problem
    assert time.monotonic() - began < 20


@UNIX
def test_what_is_no_program_is_told(tmp_path: Path) -> None:
    (tmp_path / "python").write_text("words")
    assert probe(str(tmp_path / "python"), {}).problem == "It cannot be started: Permission denied."
    (tmp_path / "python").chmod(0o755)
    assert probe(str(tmp_path / "python"), {}).problem == "It cannot be started: Exec format error."


@UNIX
def test_an_environment_whose_python_is_gone_is_told(tmp_path: Path) -> None:
    (tmp_path / "python").symlink_to(tmp_path / "python3.9")
    problem = probe(str(tmp_path / "python"), {}).problem
    assert problem == f"The Python that it was made from is gone: {tmp_path / 'python3.9'}. Make the environment anew."
    assert probe(str(tmp_path / "nothing"), {}).problem.startswith("There is no Python in it.")
