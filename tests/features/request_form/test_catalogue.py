"""All real FastAPI errors of the catalogue, shown in the real form: each stands on its field or the nearest one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

from app.core.base.json_types import OMIT
from app.core.exchange.model import Response, ResponseBody
from app.ui.marked import unmarked
from tests.support.diagnoses import state_of
from tests.support.error_cases import case_parameters
from tests.support.form_desk import FormDesk, json_response
from tests.support.form_window import FormWindow
from tests.support.widgets import settle

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.diagnosis.model import Finding
    from app.core.requests.model import PreparedRequest
    from tests.support.error_cases import ErrorCase


def _names(finding: Finding) -> list[str]:
    """The field itself and everything above it; the list on top for what names no field."""
    names, path = [], finding.field
    while path is not None:
        names.append(f"error:{path}")
        path = path.parent
    return [*names, "error:unplaced"]


def _standing(window: FormWindow, finding: Finding) -> str:
    """Where a finding is shown; empty where it is not."""
    for name in _names(finding):
        for label in window.view.findChildren(QLabel, name):
            if label.isVisible() and unmarked(finding.message) in label.text():
                return name
    return ""


@pytest.mark.corpora
@pytest.mark.parametrize("case", case_parameters())
def test_each_finding_stands_on_its_field_or_the_nearest_one(qtbot: QtBot, case: ErrorCase) -> None:
    desk = FormDesk(case.document.raw)
    desk.open(case.operation.key, state_of(case.sent))
    window = FormWindow(qtbot, desk, case.operation.key)

    diagnosis = desk.send(Answer(case), case.sent)

    assert len(diagnosis.findings) > 0 or not case.pins
    for index, finding in enumerate(diagnosis.findings):
        desk.workspace.focus_finding(desk.tab.identity, index, by="test")
        settle()
        assert _standing(window, finding), f"{finding.location} {finding.message} is shown nowhere"


class Answer:
    """The server of one case."""

    def __init__(self, case: ErrorCase) -> None:
        self._case = case

    def __call__(self, request: PreparedRequest) -> Response:
        if self._case.body is OMIT:
            return Response(self._case.status, "", "HTTP/1.1", (), ResponseBody(0, b""))
        return json_response(self._case.status, self._case.body)
