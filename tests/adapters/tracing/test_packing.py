"""The archive that a user's interpreter runs, and the lent server."""

from __future__ import annotations

import zipfile
from pathlib import Path

from app.adapters.tracing import payload
from app.adapters.tracing.packing import LENT_PACKAGES, lend_server, write_payload
from tests.support.children import run_child


def test_the_archive_holds_the_whole_package_under_its_own_name(tmp_path: Path) -> None:
    home = Path(payload.__file__).parent
    names = set(zipfile.ZipFile(write_payload(tmp_path)).namelist())
    assert names == {
        "__main__.py",
        *(f"_routeglass/{file.relative_to(home).as_posix()}" for file in home.rglob("*.py")),
    }


def test_the_same_program_makes_the_same_archive(tmp_path: Path) -> None:
    first = write_payload(tmp_path).read_bytes()
    (tmp_path / "other").mkdir()
    assert write_payload(tmp_path / "other").read_bytes() == first


def test_whoever_runs_it_by_hand_is_told(tmp_path: Path) -> None:
    result = run_child(write_payload(tmp_path), cwd=tmp_path)
    assert result.returncode == 5
    assert "started by Routeglass" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_lent_server_runs_from_its_folder_alone(tmp_path: Path) -> None:
    folder = lend_server(tmp_path)
    code = f"import sys; sys.path.insert(0, {str(folder)!r}); import uvicorn; print(uvicorn.__file__)"
    result = run_child("-S", "-c", code, cwd=tmp_path)
    assert result.stdout.strip() == str(folder / "uvicorn" / "__init__.py")
    assert {path.name for path in folder.iterdir()} == set(LENT_PACKAGES)
    assert {file.suffix for file in folder.rglob("*.*") if "__pycache__" not in file.parts} == {".py"}
