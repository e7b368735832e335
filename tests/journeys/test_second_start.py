"""The second start with a source: its operations are in the first frame, and what is done there is not lost."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.adapters.storage.locations import locations_under
from app.bootstrap import Desk, Profile
from app.features.api_browser.first_browser_view import FirstBrowser
from app.ui.entry_painting import row_height
from app.ui.theme import FONT_PROPERTY, ThemeMode
from tests.support.children import run_child
from tests.support.corpora import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot

START_MS = 30_000
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Letters", "version": "1"},
    "paths": {
        f"/letters/{name}/with/a/path/that/is/long": {
            method: {"tags": [f"part {number % 3}"], "summary": f"Letter {name}", "responses": {}}
            for method in ("get", "post", "delete")
        }
        for number, name in enumerate("abcdefghij")
    },
}


@dataclass
class Starts:
    """Starts windows on one profile, one after the other."""

    folder: Path
    source: str
    qtbot: QtBot
    last: Desk | None = None

    def start(self, theme: ThemeMode = ThemeMode.LIGHT) -> Desk:
        """A window of which only the first frame stands there."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        profile = Profile(theme=theme, source=self.source, locations=locations_under(self.folder))
        desk = self.last = Desk(application, profile)
        with self.qtbot.waitExposed(desk.window):
            desk.window.show()
        return desk

    def settle(self, desk: Desk) -> None:
        """Waits for all operations."""
        self.qtbot.waitUntil(lambda: desk.is_furnished and desk.workspace.api is not None, timeout=START_MS)
        self.qtbot.waitUntil(lambda: desk.window.findChild(FirstBrowser) is None and desk.browser.list.isVisible())

    def end(self) -> None:
        """Closes the window."""
        if self.last is not None:
            self.last.window.close()
            self.last.stop()
            self.last.window.deleteLater()
            self.last.deleteLater()
            self.last = None

    def once(self, theme: ThemeMode = ThemeMode.LIGHT, zoom: int = 100) -> None:
        """A first start that leaves its list."""
        desk = self.start(theme)
        self.settle(desk)
        desk.themes.set_zoom(zoom)
        self.qtbot.waitUntil(lambda: any((self.folder / "cache" / "lists").glob("*.list")))
        self.end()


@pytest.fixture
def starts(tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Starts]:
    monkeypatch.setattr("app.adapters.files.stamps._SETTLED_NS", 0)
    file = tmp_path / "letters.json"
    file.write_text(json.dumps(DOCUMENT))
    made = Starts(tmp_path / "profile", str(file), qtbot)
    yield made
    made.end()


def first_of(desk: Desk) -> FirstBrowser:
    found = desk.window.findChild(FirstBrowser)
    assert found is not None
    return found


def row_of(first: FirstBrowser, method: str, path: str) -> int:
    rows = range(first.list.count())
    return next(row for row in rows if getattr(first.list.entry(row), "key", "") == f"{method} {path}")


def test_a_click_in_the_first_frame_opens_its_operation(starts: Starts, qtbot: QtBot) -> None:
    starts.once()
    desk = starts.start()
    first = first_of(desk)
    assert not desk.is_furnished
    row = row_of(first, "DELETE", "/letters/a/with/a/path/that/is/long")
    QTest.mouseClick(
        first.list, Qt.MouseButton.LeftButton, pos=QPoint(80, row * row_height() + row_height() // 2 - first.list.top())
    )
    starts.settle(desk)
    qtbot.waitUntil(lambda: desk.workspace.current is not None)
    assert desk.workspace.current is not None
    assert desk.workspace.current.operation.key == "DELETE /letters/a/with/a/path/that/is/long"


def test_what_is_typed_into_the_first_filter_stays(starts: Starts) -> None:
    starts.once()
    desk = starts.start()
    QTest.keyClicks(first_of(desk).filter, "post letter b")
    starts.settle(desk)
    model = desk.browser.list.list_model
    assert (model.filter_text(), model.found()) == ("post letter b", 1)


def test_the_keyboard_stays_in_the_list(starts: Starts, qtbot: QtBot) -> None:
    starts.once()
    desk = starts.start()
    first = first_of(desk)
    qtbot.waitActive(desk.window)
    for place in (first.filter, first.list):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is place
    QTest.keyClick(first.list, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: desk.is_furnished)
    assert QApplication.focusWidget() in {first.list, desk.browser.list}
    starts.settle(desk)
    assert QApplication.focusWidget() is desk.browser.list
    assert desk.browser.list.current_key() == "GET /letters/a/with/a/path/that/is/long"


NOWHERE = """
import os
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.adapters.storage.locations import locations_under
from app.bootstrap import Desk, Profile

folder = Path(sys.argv[1])
(folder / "gone").mkdir()
os.chdir(folder / "gone")
(folder / "gone").rmdir()
application = QApplication(["test"])
desk = Desk(application, Profile(source="letters.json", locations=locations_under(folder)))
print(desk.window.windowTitle(), flush=True)
desk.stop()
"""


def test_without_a_working_folder_there_is_a_window(tmp_path: Path) -> None:
    # -P, since Python 3.13.0 imports nothing from a working folder that is gone and yet on its path.
    child = run_child("-P", "-c", NOWHERE, tmp_path, environment={"PYTHONPATH": str(ROOT)})
    assert (child.returncode, child.stdout.strip()) == (0, "Routeglass"), child.stderr[-2000:]


def test_a_file_that_has_changed_begins_anew(starts: Starts) -> None:
    starts.once()
    with open(starts.source, "a") as file:  # noqa: PTH123 - more of the same file
        file.write("\n")
    desk = starts.start()
    assert desk.window.findChild(FirstBrowser) is None
    starts.settle(desk)


def test_a_window_that_is_closed_at_once_leaves_nothing(starts: Starts) -> None:
    starts.once()
    first_of(starts.start())
    starts.end()


@pytest.mark.parametrize(("theme", "zoom"), [(ThemeMode.LIGHT, 100), (ThemeMode.DARK, 100), (ThemeMode.LIGHT, 150)])
def test_nobody_sees_that_another_list_takes_its_place(
    starts: Starts, qtbot: QtBot, theme: ThemeMode, zoom: int, look_of_before: None
) -> None:
    starts.once(theme, zoom)
    desk = starts.start(theme)
    before = picture(desk)
    starts.settle(desk)
    qtbot.waitUntil(lambda: differing(before, picture(desk)) < 0.002)
    desk.themes.zoom_reset()


@pytest.fixture
def look_of_before(qapp: QApplication) -> Iterator[None]:
    """The application as it is when the program starts, and afterwards as it was."""
    font, palette, sheet = qapp.font(), qapp.palette(), qapp.styleSheet()
    yield
    qapp.setFont(font)
    qapp.setPalette(palette)
    qapp.setStyleSheet(sheet)
    qapp.setProperty(FONT_PROPERTY, None)


def picture(desk: Desk) -> QImage:
    """The words of the list: neither its marks nor its scroll bar."""
    widget = first_of(desk).list if not desk.is_furnished else desk.browser.list.viewport()
    image = desk.window.grab().toImage()
    corner = widget.mapTo(desk.window, QPoint(0, 0))
    return image.copy(corner.x() + 28, corner.y(), 240, 500)


def differing(one: QImage, other: QImage) -> float:
    """The share of pixels that differ."""
    places = [(x, y) for x in range(one.width()) for y in range(one.height())]
    return sum(one.pixel(x, y) != other.pixel(x, y) for x, y in places) / len(places)
