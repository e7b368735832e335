"""The directions between rooms: the import contracts of `pyproject.toml`, run here because in a hook they get lost."""

from __future__ import annotations

import re
import shutil
import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.support.children import run_child
from tests.support.corpora import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PLANTED = {
    "layers-of-app": {"app/ui/planted.py": "import app.shell"},
    "layers-of-core": {"app/core/base/planted.py": "import app.core.spec.document"},
    "window-without-adapters": {"app/jobs/planted.py": "import app.adapters.http"},
    "cli-without-window": {"app/cli/planted.py": "import app.ui"},
    "features-independent": {
        "app/features/planted_a/__init__.py": "",
        "app/features/planted_b/__init__.py": "def late():\n    from app.features.planted_a import anything",
    },
    "no-qt-below": {"app/core/trace/planted.py": "from PySide6.QtCore import QObject"},
    "touching-in-adapters": {"app/features/planted_c/__init__.py": "import sqlite3"},
    "embedded-api-stands-alone": {"embedded_api/planted.py": "import app.core.base.errors"},
    "embedded-api-has-one-user": {"app/cli/planted_too.py": "import embedded_api"},
    "no-cycles": {"app/core/forms/planted_a.py": "import app.core.forms.planted_b",
                  "app/core/forms/planted_b.py": "import app.core.forms.planted_a"},
}  # fmt: skip
"""For each contract, files that break it."""

UNDECLARED = {"app/new_room/__init__.py": "", "app/core/new_room/__init__.py": ""}


def contract_names() -> dict[str, str]:
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["id"]: contract["name"] for contract in configuration["tool"]["importlinter"]["contracts"]}


def check(folder: Path) -> tuple[int, dict[str, str], str]:
    """Runs the contracts of a tree; returns the exit status, KEPT or BROKEN by name, and everything printed."""
    code = "from importlinter.cli import lint_imports_command as command; command()"
    child = run_child("-c", code, "--no-cache", "--no-logo", cwd=folder, environment={"COLUMNS": "300"})
    text = re.sub(r"\x1b\[[0-9;]*m", "", child.stdout)
    return child.returncode, dict(re.findall(r"^(.+?) (KEPT|BROKEN)\b", text, re.MULTILINE)), text + child.stderr


@pytest.fixture
def copied_tree(tmp_path: Path) -> Path:
    for name in ("app", "embedded_api"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def plant(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(f'"""Planted."""\n{text}\n', encoding="utf-8")


def test_every_contract_is_kept() -> None:
    status, verdicts, text = check(ROOT)
    assert status == 0, text
    assert verdicts == dict.fromkeys(contract_names().values(), "KEPT"), text


def test_every_contract_breaks_when_it_is_violated(copied_tree: Path) -> None:
    assert PLANTED.keys() == contract_names().keys(), "a contract needs a violation that proves it"
    for files in PLANTED.values():
        plant(copied_tree, files)
    status, verdicts, text = check(copied_tree)
    assert status != 0
    assert verdicts == dict.fromkeys(contract_names().values(), "BROKEN"), text


def test_a_new_room_has_to_be_declared(copied_tree: Path) -> None:
    plant(copied_tree, UNDECLARED)
    status, verdicts, text = check(copied_tree)
    assert status != 0
    broken = {name for name, verdict in verdicts.items() if verdict == "BROKEN"}
    assert broken == {contract_names()["layers-of-app"], contract_names()["layers-of-core"]}, text
