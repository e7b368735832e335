"""The directions between rooms: import contracts, run by plain pytest because in a hook they get lost."""

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


CONFIGURATIONS = (ROOT / "pyproject.toml", ROOT / "tests/architecture/no_cycles.toml")


def contract_names() -> dict[str, str]:
    tables = [tomllib.loads(path.read_text(encoding="utf-8"))["tool"]["importlinter"] for path in CONFIGURATIONS]
    return {contract["id"]: contract["name"] for table in tables for contract in table["contracts"]}


def check(folder: Path) -> tuple[dict[str, str], str]:
    """Runs the contracts on a tree; returns KEPT or BROKEN by contract, and everything printed."""
    verdicts: dict[str, str] = {}
    printed = ""
    for configuration in CONFIGURATIONS:
        code = "from importlinter.cli import lint_imports_command as command; command()"
        arguments = ("--no-cache", "--no-logo", "--config", configuration)
        child = run_child("-c", code, *arguments, cwd=folder, environment={"COLUMNS": "300"})
        text = re.sub(r"\x1b\[[0-9;]*m", "", child.stdout)
        found = dict(re.findall(r"^(.+?) (KEPT|BROKEN)\b", text, re.MULTILINE))
        assert child.returncode == int("BROKEN" in found.values()), text + child.stderr
        verdicts |= found
        printed += text + child.stderr
    return verdicts, printed


@pytest.fixture
def copied_tree(tmp_path: Path) -> Path:
    for name in ("app", "embedded_api"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def plant(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(f'"""Planted."""\n{text}\n', encoding="utf-8")


def test_every_contract_is_kept() -> None:
    verdicts, text = check(ROOT)
    assert verdicts == dict.fromkeys(contract_names().values(), "KEPT"), text


def test_every_contract_breaks_when_it_is_violated(copied_tree: Path) -> None:
    assert PLANTED.keys() == contract_names().keys(), "a contract needs a violation that proves it"
    for files in PLANTED.values():
        plant(copied_tree, files)
    verdicts, text = check(copied_tree)
    assert verdicts == dict.fromkeys(contract_names().values(), "BROKEN"), text


def test_a_new_room_has_to_be_declared(copied_tree: Path) -> None:
    plant(copied_tree, UNDECLARED)
    verdicts, text = check(copied_tree)
    broken = {name for name, verdict in verdicts.items() if verdict == "BROKEN"}
    assert broken == {contract_names()["layers-of-app"], contract_names()["layers-of-core"]}, text
