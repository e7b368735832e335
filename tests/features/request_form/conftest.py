from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.form_desk import FormDesk
from tests.support.form_window import FormWindow

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot


@pytest.fixture
def desk() -> FormDesk:
    return FormDesk()


@pytest.fixture
def opened(qtbot: QtBot, desk: FormDesk) -> Callable[[str], FormWindow]:
    """Opens an operation of the hand-made document in a window."""

    def open_window(key: str) -> FormWindow:
        return FormWindow(qtbot, desk, key)

    return open_window
