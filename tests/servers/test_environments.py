"""What is found of the environments of other programs, and what is said where one is missing."""

from __future__ import annotations

import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.servers.environments import ENVIRONMENTS, VARIABLE, Environment, folder_of, how_to_make, make, python_of

if TYPE_CHECKING:
    from pathlib import Path

TINY = Environment("tiny", ())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    return tmp_path


def write_wheel(folder: Path) -> Path:
    """The smallest package that can be installed: one module, without any index."""
    wheel = folder / "tiny-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny.py", "")
        archive.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        archive.writestr("tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("tiny-1.0.dist-info/RECORD", "")
    return wheel


def test_each_has_a_folder_of_its_own() -> None:
    assert len({environment.name for environment in ENVIRONMENTS}) == len(ENVIRONMENTS)


def test_one_is_found_once_it_is_made_and_made_only_once(folder: Path) -> None:
    assert folder_of(TINY) is None
    assert python_of(TINY) == ""
    assert f"environments {folder} tiny`" in how_to_make(TINY)
    filled = Environment(TINY.name, (str(write_wheel(folder)),))
    assert list(make(folder, [filled])) == ["tiny: made"]
    assert folder_of(TINY) == folder / "tiny"
    subprocess.run([python_of(TINY), "-c", "import tiny"], check=True)
    assert list(make(folder, [filled])) == ["tiny: is there"]


def test_a_half_made_one_is_not_there(folder: Path) -> None:
    (folder / "tiny" / "bin").mkdir(parents=True)
    assert folder_of(TINY) is None


def test_a_folder_that_is_none_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(folder / "typo"))
    with pytest.raises(FileNotFoundError, match="typo, which is no folder"):
        folder_of(TINY)


def test_an_interpreter_that_cannot_be_had_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("PYENV_ROOT", str(folder))
    with pytest.raises(FileNotFoundError, match=r"old wants Python 2\.7: install it"):
        list(make(folder, [Environment("old", (), "2.7")]))
