"""Imports after PySide's are Python's own again."""

from __future__ import annotations

from tests.support.children import run_child

PROGRAM = """
import builtins
import sys
before = builtins.__import__
from app.ui.plain_imports import take_imports_back
take_imports_back()
assert builtins.__import__ is before
import inspect
from PySide6.QtWidgets import QApplication
hooked = builtins.__import__
take_imports_back()
assert before is not hooked is not builtins.__import__

asked = []
inspect.getsource = lambda module: asked.append(module) or ""
import fastapi
from app.bootstrap import Desk
assert fastapi not in asked
assert sys.modules["app.bootstrap"] not in asked
application = QApplication(["test"])
label = __import__("PySide6.QtWidgets").QtWidgets.QLabel("still whole")
assert label.text() == "still whole"
"""


def test_no_import_reads_sources_and_qt_works_as_before() -> None:
    child = run_child("-c", PROGRAM)
    assert child.returncode == 0, child.stderr[-2000:]
