"""Widgets in tests: shown at a size, found by their names, pressed and typed into."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

WidgetT = TypeVar("WidgetT", bound=QWidget)
PartT = TypeVar("PartT", bound=QObject)


def settle() -> None:
    """Lets layouts show what was just added to them."""
    QCoreApplication.sendPostedEvents()


def shown(qtbot: QtBot, widget: WidgetT, width: int, height: int) -> WidgetT:
    """A window of that size, which ends with the test."""
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    return widget


def part(owner: QObject, kind: type[PartT], name: str | None = None) -> PartT:
    """What is inside something, by its name or as the only one of its kind."""
    found = owner.findChild(kind) if name is None else owner.findChild(kind, name)
    assert found is not None, f"no {kind.__name__} is called {name}"
    return found


def press(owner: QObject, name: str) -> None:
    """Presses a button."""
    part(owner, QAbstractButton, name).click()


def type_into(owner: QObject, name: str, text: str) -> QLineEdit:
    """Replaces what stands in a line, key by key."""
    line = part(owner, QLineEdit, name)
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    return line
