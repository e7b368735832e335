from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.ui.following import FollowingView

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Counted(FollowingView):
    """Counts how often it showed everything."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0

    def refresh(self) -> None:
        self.times += 1


@pytest.fixture
def view(qtbot: QtBot) -> Counted:
    made = Counted()
    qtbot.addWidget(made)
    return made


def test_what_nobody_sees_is_not_shown_until_somebody_looks(view: Counted) -> None:
    view.follow()
    view.follow()
    assert view.times == 0
    view.show()
    assert view.times == 1


def test_what_changes_while_somebody_looks_is_shown_at_once(view: Counted) -> None:
    view.show()
    view.follow()
    assert view.times == 2
    view.hide()
    view.follow()
    assert view.times == 2
    view.show()
    assert view.times == 3
