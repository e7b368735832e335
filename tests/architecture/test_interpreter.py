"""PySide6 and this Python survive each other: PySide6 6.12 on CPython below 3.12 aborts after some thousand calls.

Each void call drops one reference of None, each emit one of True; where these are mortal the interpreter dies,
sometimes after a test run has printed "passed". The environment markers in `pyproject.toml` keep the two apart."""

from __future__ import annotations

import sys

from PySide6 import __version__

from tests.support.children import run_child

SURVIVE = """
import sys
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QLabel

class Sender(QObject):
    sent = Signal()

class Receiver(QObject):
    count = 0
    def receive(self) -> None:
        self.count += 1

application = QApplication([])
sender, receiver, label, timer = Sender(), Receiver(), QLabel(), QTimer()
sender.sent.connect(receiver.receive)
references = sys.getrefcount(None)
for _ in range(5_000):
    sender.sent.emit()
for _ in range(5_000):
    label.setText("a")
    label.setToolTip("b")
    label.update()
    timer.setInterval(5)
print(receiver.count, references - sys.getrefcount(None))
"""


def test_the_interpreter_survives_5000_signals_and_20000_void_calls() -> None:
    child = run_child("-c", SURVIVE)
    assert child.returncode == 0, f"the interpreter ended with {child.returncode}: {child.stderr}"
    received, lost = map(int, child.stdout.split())
    assert received == 5_000
    assert lost < 100, "references of None are being dropped; the process would die later"


def test_the_two_versions_of_qt_are_kept_apart() -> None:
    major, minor = (int(part) for part in __version__.split(".")[:2])
    assert ((major, minor) < (6, 12)) is (sys.version_info < (3, 12))
