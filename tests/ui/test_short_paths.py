"""What is left of a path where it does not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QFontMetrics

from app.ui.fonts import data_font
from app.ui.short_paths import short_path

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

PATH = "/orgs/{org}/actions/hosted-runners/limits"


@pytest.fixture
def metrics(qapp: QApplication) -> QFontMetrics:
    return QFontMetrics(data_font())


@pytest.mark.parametrize(
    ("room_of", "shown"),
    [
        (PATH, PATH),
        ("/orgs/…/actions/hosted-runners/limits", "/orgs/…/actions/hosted-runners/limits"),
        ("…/actions/hosted-runners/limits", "…/actions/hosted-runners/limits"),
        ("/orgs/…/hosted-runners/limits", "/orgs/…/hosted-runners/limits"),
        ("/orgs/…/limits", "/orgs/…/limits"),
        ("…/limits", "…/limits"),
    ],
)
def test_whole_segments_give_way(metrics: QFontMetrics, room_of: str, shown: str) -> None:
    assert short_path(PATH, metrics, metrics.horizontalAdvance(room_of)) == shown


@pytest.mark.parametrize(
    "text", [PATH, "/a-single-very-long-segment", "/two/very-very-long-segments", "no path/at/all", ""]
)
def test_what_has_no_such_form_still_fits(metrics: QFontMetrics, text: str) -> None:
    room = metrics.horizontalAdvance("/limits")
    assert metrics.horizontalAdvance(short_path(text, metrics, room)) <= room
