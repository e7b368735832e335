"""A request is sent again, and a person sees what is different now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTableView

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.demo.stage import DemoStage


def cells(person: DemoStage) -> list[tuple[str, ...]]:
    table = person.find("comparisonTable")
    if not isinstance(table, QTableView):
        return []
    model = table.model()
    return [
        tuple(str(model.index(row, column).data() or "") for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def test_the_answer_before_stands_beside_the_answer_now(person: DemoStage, qtbot: QtBot) -> None:
    person.open("POST /books")
    qtbot.waitUntil(lambda: person.find("field:body/title") is not None)
    person.type_into("field:body/title", "")
    person.type_into("field:body/year", "500")
    person.send()
    qtbot.waitUntil(lambda: person.status() == 422 and person.traced())
    assert person.find("compareAnswers") is None

    person.type_into("field:body/title", "Dune")
    person.type_into("field:body/year", "1965")
    person.send()
    qtbot.waitUntil(lambda: person.status() == 201 and person.traced())
    person.press("compareAnswers")

    qtbot.waitUntil(lambda: ("Result", "differs", "Stopped at", "Validation", "nowhere") in cells(person))
    rows = cells(person)
    assert ("Result", "differs", "Status", "422 Unprocessable Content", "201 Created") in rows
    gone = {row[2]: row[4] for row in rows if row[:2] == ("Errors", "gone")}
    assert gone == {"body/title": "", "body/year": ""}
    assert any(row[:3] == ("Body", "gone", "/detail") for row in rows)
    assert any(row[:3] == ("Body", "new", "/id") for row in rows)
    assert "2 errors gone" in person.label_text("comparisonSummary")
    assert person.label_text("comparisonNotes") == "The request was not the same either: another body."
