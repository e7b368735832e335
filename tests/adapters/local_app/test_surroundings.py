"""The person's environment goes on into the app's process; ours does not."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from app.adapters.local_app.surroundings import child_environment
from app.core.projects.model import AppOrder
from tests.support.corpora import ROOT


def order(folder: Path, interpreter: str = "/usr/bin/python3", **more: object) -> AppOrder:
    return AppOrder(str(folder), "main:app", interpreter, **more)  # type: ignore[arg-type]


def test_the_persons_variables_stay(tmp_path: Path) -> None:
    found = child_environment(order(tmp_path), {"DATABASE_URL": "x", "PATH": "/bin", "PYTHONIOENCODING": "latin-1"})
    assert found["DATABASE_URL"] == "x"
    assert found["PATH"] == os.pathsep.join(["/usr/bin", "/bin"])
    assert found["PYTHONIOENCODING"] == "latin-1"
    assert found["PYTHONDONTWRITEBYTECODE"] == "1"


def test_its_own_telemetry_is_off_unless_wished(tmp_path: Path) -> None:
    assert child_environment(order(tmp_path), {})["OTEL_SDK_DISABLED"] == "true"
    assert "OTEL_SDK_DISABLED" not in child_environment(order(tmp_path, otel_disabled=False), {})


def test_what_the_person_sets_for_this_app_wins(tmp_path: Path) -> None:
    wishes = (("OTEL_SDK_DISABLED", "false"), ("A", "2"))
    found = child_environment(order(tmp_path, environment=wishes), {"A": "1"})
    assert (found["A"], found["OTEL_SDK_DISABLED"]) == ("2", "false")


def test_our_place_is_no_place_of_the_apps_modules(tmp_path: Path) -> None:
    base = {"PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path), ""]), "PYTHONHOME": "x"}
    found = child_environment(order(tmp_path), base)
    assert found["PYTHONPATH"] == str(tmp_path)
    assert "PYTHONHOME" not in found
    assert "PYTHONPATH" not in child_environment(order(tmp_path), {"PYTHONPATH": str(ROOT)})


def test_a_second_place_of_modules_comes_first(tmp_path: Path) -> None:
    src = str(tmp_path / "src")
    found = child_environment(order(tmp_path, import_root=src), {"PYTHONPATH": "theirs"})
    assert found["PYTHONPATH"] == os.pathsep.join([src, "theirs"])
    assert "PYTHONPATH" not in child_environment(order(tmp_path, import_root=str(tmp_path)), {})


def test_the_chosen_environment_is_active_and_ours_is_not(tmp_path: Path) -> None:
    programs = tmp_path / "env" / "bin"
    programs.mkdir(parents=True)
    (tmp_path / "env" / "pyvenv.cfg").write_text("")
    base = {"VIRTUAL_ENV": sys.prefix, "PATH": os.pathsep.join([str(Path(sys.prefix, "bin")), "/bin"])}
    found = child_environment(order(tmp_path, str(programs / "python")), base)
    assert found["VIRTUAL_ENV"] == str(tmp_path / "env")
    assert found["PATH"] == os.pathsep.join([str(programs), "/bin"])
    assert "VIRTUAL_ENV" not in child_environment(order(tmp_path), base)


@pytest.mark.parametrize("place", ["bin", "."])
def test_conda_environments_are_active_their_own_way(tmp_path: Path, place: str) -> None:
    (tmp_path / "env" / "conda-meta").mkdir(parents=True)
    found = child_environment(order(tmp_path, str(tmp_path / "env" / place / "python")), {})
    assert found["CONDA_PREFIX"] == str(tmp_path / "env")
