"""Core, adapters and command line live without Qt: a child process in which PySide6 cannot be imported proves it."""

from __future__ import annotations

import pytest

from tests.support.children import run_child

BLOCKER = """
import importlib, pkgutil, sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PySide6", "shiboken6", "pytestqt"):
            raise ModuleNotFoundError(f"there is no {name} here", name=name)

sys.meta_path.insert(0, NoQt())
"""

IMPORT_ALL = """
names = []
for root in ("app.core", "app.adapters", "app.cli"):
    package = importlib.import_module(root)
    names += [root, *(found.name for found in pkgutil.walk_packages(package.__path__, f"{root}."))]
for name in names:
    if not name.endswith(".__main__"):
        importlib.import_module(name)
print(len(names))
"""

RUN_TESTS = """
import pytest
sys.exit(pytest.main([
    "-o", "addopts=--strict-markers --import-mode=importlib", "-p", "pytester", "-p", "no:pytest-qt", "-p", "no:xdist",
    "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestConfigWarning", "-q", *sys.argv[1:],
]))
"""


def test_the_blocker_blocks() -> None:
    child = run_child("-c", f"{BLOCKER}import PySide6.QtCore")
    assert child.returncode == 1
    assert "there is no PySide6" in child.stderr


def test_every_module_below_the_window_can_be_imported() -> None:
    child = run_child("-W", "error", "-c", BLOCKER + IMPORT_ALL)
    assert child.returncode == 0, child.stderr
    assert int(child.stdout) > 40


@pytest.mark.parametrize(
    "arguments",
    [("tests/core/base",), ("tests/core", "--collect-only")],
    ids=["the tests of a room run", "all tests of core are collected"],
)
def test_the_tests_of_core_need_no_qt(arguments: tuple[str, ...]) -> None:
    child = run_child("-c", BLOCKER + RUN_TESTS, *arguments)
    assert child.returncode == 0, child.stdout[-4000:] + child.stderr
