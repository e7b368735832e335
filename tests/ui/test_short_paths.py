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
    ("letters", "shown"),
    [
        (41, PATH),
        (40, "/orgs/{or…/actions/hosted-runners/limits"),
        (36, "/orgs…/actions/hosted-runners/limits"),
        (34, "/orgs/{org}…/hosted-runners/limits"),
        (30, "/orgs/{…/hosted-runners/limits"),
        (22, "/orgs/{org}/ac…/limits"),
        (12, "/org…/limits"),
        (8, "…/limits"),
    ],
)
def test_the_last_segments_stay_whole(metrics: QFontMetrics, letters: int, shown: str) -> None:
    # Widths of parts are rounded each, so two pixels more are given.
    assert short_path(PATH, metrics, metrics.horizontalAdvance("x" * letters) + 2) == shown


@pytest.mark.parametrize(
    "text", [PATH, "/a-single-very-long-segment", "/two/very-very-long-segments", "no path/at/all", ""]
)
def test_what_has_no_such_form_still_fits(metrics: QFontMetrics, text: str) -> None:
    room = metrics.horizontalAdvance("/limits")
    assert metrics.horizontalAdvance(short_path(text, metrics, room)) <= room
