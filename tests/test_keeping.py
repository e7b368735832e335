"""What a window remembers between two starts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from app.adapters.storage.locations import locations_under
from app.core.exchange.connection import ConnectionSettings, ProxySettings
from app.core.projects.model import AppOrder
from app.core.workspace.events import Notified
from app.core.workspace.workspace import Workspace
from app.features.session.presenter import Session
from app.features.sources.recents import Recent
from app.keeping import MOST_APPS, MOST_SESSIONS, Keeping
from app.shell.main_window import MainWindow
from app.ui.theme_manager import ThemeManager, ThemeMode
from tests.support.window_owner import Witness

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.support.log_guard import ExpectedLogs


@pytest.fixture
def look() -> Iterator[ThemeManager]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    made = ThemeManager(application)
    yield made
    made.apply(ThemeMode.LIGHT)
    shiboken6.delete(made)


def test_look_layout_and_tabs_come_back(tmp_path: Path, qtbot: QtBot, look: ThemeManager) -> None:
    places = locations_under(tmp_path)
    window = MainWindow("Test", Witness())
    qtbot.addWidget(window)
    look.apply(ThemeMode.DARK, 125)
    first = Keeping(places, Workspace().notify)
    first.save_session("bookstore", Session(("GET /books",), "GET /books"))
    first.write(window, look)

    look.apply(ThemeMode.LIGHT)
    again, other = Keeping(places, Workspace().notify), MainWindow("Test", Witness())
    qtbot.addWidget(other)
    again.restore_look(look, ThemeMode.SYSTEM)
    again.restore_window(other)
    assert (look.mode(), look.zoom()) == (ThemeMode.DARK, 125)
    assert other.layout_state()[1:] == window.layout_state()[1:]
    assert again.load_session("bookstore").tabs == ("GET /books",)


def test_a_theme_asked_for_wins_over_the_kept_one(tmp_path: Path, qtbot: QtBot, look: ThemeManager) -> None:
    window = MainWindow("Test", Witness())
    qtbot.addWidget(window)
    look.apply(ThemeMode.DARK)
    Keeping(locations_under(tmp_path), Workspace().notify).write(window, look)
    Keeping(locations_under(tmp_path), Workspace().notify).restore_look(look, ThemeMode.LIGHT)
    assert look.mode() is ThemeMode.LIGHT


def test_nothing_is_kept_without_a_place(qtbot: QtBot, look: ThemeManager) -> None:
    window = MainWindow("Test", Witness())
    qtbot.addWidget(window)
    keeping = Keeping(None, Workspace().notify)
    keeping.restore_look(look, ThemeMode.LIGHT)
    keeping.restore_window(window)
    keeping.write(window, look)
    assert keeping.load_session("bookstore") == Session()
    assert keeping.load_recent() == ()
    keeping.save_session("bookstore", Session(("GET /books",)))
    assert keeping.load_session("bookstore").tabs == ("GET /books",)


def test_a_broken_settings_file_is_told_and_costs_only_the_settings(tmp_path: Path, qtbot: QtBot) -> None:
    places = locations_under(tmp_path)
    places.config.mkdir(parents=True)
    (places.config / "settings.json").write_text("{broken")
    workspace = Workspace()
    told: list[Notified] = []
    workspace.events.subscribe(Notified, told.append)
    keeping = Keeping(places, workspace.notify)
    assert keeping.load_session("bookstore") == Session()
    assert len(told) == 1
    assert "settings.json" in told[0].notice.title


def test_a_place_that_cannot_be_written_is_only_logged(
    tmp_path: Path, qtbot: QtBot, expected_logs: ExpectedLogs, look: ThemeManager
) -> None:
    expected_logs.allow("could not be kept")
    (tmp_path / "config").write_text("a file where a folder should be")
    window = MainWindow("Test", Witness())
    qtbot.addWidget(window)
    keeping = Keeping(locations_under(tmp_path), Workspace().notify)
    keeping.write(window, look)


def test_each_source_has_a_session_and_recent_sources_come_back(
    tmp_path: Path, qtbot: QtBot, look: ThemeManager
) -> None:
    places = locations_under(tmp_path)
    window = MainWindow("Test", Witness())
    qtbot.addWidget(window)
    look.apply(ThemeMode.LIGHT)
    first = Keeping(places, Workspace().notify)
    kept = Session(("GET /a",), base_url="http://h", own_urls={"GET /a": "http://own"})
    first.save_session("a", kept)
    first.save_session("b", Session(("GET /b",)))
    first.save_recent((Recent("/b.json", "B"), Recent("/a.json", "A")))
    first.write(window, look)
    second = Keeping(places, Workspace().notify)
    assert second.load_session("a") == kept
    assert second.load_session("b").tabs == ("GET /b",)
    assert second.load_session("c") == Session()
    assert second.load_recent() == (Recent("/b.json", "B"), Recent("/a.json", "A"))
    for number in range(MOST_SESSIONS):
        second.save_session(str(number), Session((f"GET /{number}",)))
    second.write(window, look)
    third = Keeping(places, Workspace().notify)
    assert third.load_session("a").tabs == ()
    assert third.load_session("0").tabs == ("GET /0",)


def test_how_requests_travel_comes_back(tmp_path: Path, qtbot: QtBot, look: ThemeManager) -> None:
    places = locations_under(tmp_path)
    window = MainWindow("Test", Witness())
    qtbot.addWidget(window)
    first = Keeping(places, Workspace().notify)
    assert first.load_connection() == ConnectionSettings()
    first.save_connection(ConnectionSettings(http2=True))
    first.write(window, look)
    again = Keeping(places, Workspace().notify)
    assert again.load_connection() == ConnectionSettings(http2=True)
    # Who changes nothing keeps what is there.
    again.write(window, look)
    assert Keeping(places, Workspace().notify).load_connection() == ConnectionSettings(http2=True)
    assert Keeping(None, Workspace().notify).load_connection() == ConnectionSettings()


def test_a_proxy_that_was_kept_and_cannot_be_used_is_told(tmp_path: Path) -> None:
    places, workspace = locations_under(tmp_path), Workspace()
    places.config.mkdir(parents=True)
    raw = {"network": {"proxy": "manual", "proxy_url": "nonsense"}}
    (places.config / "settings.json").write_text(json.dumps(raw), encoding="utf-8")
    told: list[Notified] = []
    workspace.events.subscribe(Notified, told.append)
    assert Keeping(places, workspace.notify).load_connection() == ConnectionSettings(
        proxy=ProxySettings(url="nonsense")
    )
    assert "'nonsense'" in told[0].notice.title


def test_whether_spans_are_received_comes_back(tmp_path: Path, qtbot: QtBot, look: ThemeManager) -> None:
    places, window = locations_under(tmp_path), MainWindow("Test", Witness())
    qtbot.addWidget(window)
    first = Keeping(places, Workspace().notify)
    assert not first.load_receiving()
    first.save_receiving(on=True)
    first.write(window, look)
    again = Keeping(places, Workspace().notify)
    assert again.load_receiving()
    again.write(window, look)
    assert Keeping(places, Workspace().notify).load_receiving()


def test_how_apps_were_run_and_whether_edits_send_again_come_back(
    tmp_path: Path, qtbot: QtBot, look: ThemeManager
) -> None:
    places, window = locations_under(tmp_path), MainWindow("Test", Witness())
    qtbot.addWidget(window)
    first = Keeping(places, Workspace().notify)
    assert (first.load_app("/shop::main:app"), first.load_resends()) == (None, True)
    shop = AppOrder("/shop", "main:app", "/python", (("MODE", "test"),), stop_first=True, import_root="/shop/src")
    first.save_app(AppOrder("/shop", "main:app", "/old"))
    first.save_app(shop)
    first.save_resends(on=False)
    first.write(window, look)
    again = Keeping(places, Workspace().notify)
    assert (again.load_app("/shop::main:app"), again.load_resends()) == (shop, False)
    for number in range(MOST_APPS + 3):
        again.save_app(AppOrder("/shop", f"main:app{number}", "/python"))
    again.write(window, look)
    last = Keeping(places, Workspace().notify)
    assert last.load_app("/shop::main:app") is None
    assert last.load_app(f"/shop::main:app{MOST_APPS + 2}") is not None
    nowhere = Keeping(None, Workspace().notify)
    assert (nowhere.load_app("/shop::main:app"), nowhere.load_resends()) == (None, True)
