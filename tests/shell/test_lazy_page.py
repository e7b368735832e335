"""A page that costs nothing until it is looked at, and is never stale when it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from app.shell.lazy_page import LazyPage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Counting(QLineEdit):
    def __init__(self) -> None:
        super().__init__()
        self.refreshed = 0

    def refresh(self) -> None:
        self.refreshed += 1


class Pages:
    """A lazy page behind another one."""

    def __init__(self, qtbot: QtBot) -> None:
        self.built: list[Counting] = []
        self.page = LazyPage(self.build)
        self.stack = QStackedWidget()
        self.stack.addWidget(QWidget())
        self.stack.addWidget(self.page)
        qtbot.addWidget(self.stack)
        self.stack.show()

    def build(self) -> QWidget:
        self.built.append(Counting())
        return self.built[-1]

    def look(self, *, at_page: bool = True) -> None:
        self.stack.setCurrentIndex(1 if at_page else 0)


@pytest.fixture
def pages(qtbot: QtBot) -> Pages:
    return Pages(qtbot)


def test_it_is_built_at_the_first_look_and_never_again(pages: Pages) -> None:
    assert pages.page.content() is None
    pages.look()
    pages.look(at_page=False)
    pages.look()
    assert len(pages.built) == 1
    assert pages.page.content() is pages.built[0]
    assert pages.page.focusProxy() is pages.built[0]


def test_what_is_new_is_shown_at_the_next_look(pages: Pages) -> None:
    pages.page.mark_stale()
    pages.page.mark_stale()
    pages.look()
    assert pages.built[0].refreshed == 1
    pages.page.mark_stale()
    assert pages.built[0].refreshed == 2
    pages.look(at_page=False)
    pages.page.mark_stale()
    assert pages.built[0].refreshed == 2
    pages.look()
    assert pages.built[0].refreshed == 3


def test_it_can_be_built_ahead(pages: Pages) -> None:
    pages.page.mark_stale()
    content = pages.page.ensure_content()
    assert content is pages.built[0]
    assert pages.built[0].refreshed == 0
    pages.look()
    assert pages.built[0].refreshed == 1


def test_a_page_without_a_refresh_is_left_alone(qtbot: QtBot) -> None:
    page = LazyPage(QWidget)
    qtbot.addWidget(page)
    page.show()
    page.mark_stale()
    assert page.content() is not None
