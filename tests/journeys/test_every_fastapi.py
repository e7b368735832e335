"""A person's app under FastAPI 0.100 to the newest, in the real window: where a request went, as the app itself says.

The older environments are made by `python -m tests.servers.environments`; the current one is our own and always runs.
"""

from __future__ import annotations

import json
import shutil
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from app.bootstrap import Profile
from app.core.base.field_path import FieldPath
from app.core.forms.edits import SetValue
from app.core.trace.model import StageName, StageState
from tests.journeys.conftest import START_MS
from tests.support.fastapis import CURRENT, PROJECT, interpreter, made
from tests.support.local_apps import make_environment_like_ours
from tests.support.person import Person

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytestqt.qtbot import QtBot

    from app.core.base.json_types import Value
    from app.core.trace.model import Journey, Span, Trace
    from tests.journeys.conftest import OpenDesk

Record: TypeAlias = dict[str, list[dict[str, Any]]]

ORDER: dict[str, Value] = {"path/shop": 7, "body/item": "tea", "body/amount": 2}
TREE = [
    ("current_user", "create_order"),
    ("get_session", "current_user"),
    ("get_db", "get_session"),
    ("test_settings", "get_session"),
    ("get_db", "current_user"),
    ("tick", "create_order"),
    ("tick", "create_order"),
]
"""Each dependency and who asked for it, in the order in which they are solved."""

SOLVED = ("get_db", "test_settings", "get_session", "current_user", "tick")

ROUNDS = 5
"""A busy machine may come between two clocks, but not every time."""

SLACK_MS = 15.0
"""What may lie between the app's clock and ours: threads are started, loops take turns."""


class Examiner(Person):
    """Sends requests and compares what the window tells with what the app wrote down."""

    def fill(self, key: str, values: Mapping[str, Value]) -> None:
        """Opens an operation and enters values."""
        self.open(key)
        edits = [SetValue(FieldPath.parse(path), value) for path, value in values.items()]
        self.desk.workspace.edit(self.tab.identity, edits, by="test")

    def sends(self) -> tuple[Trace, Journey]:
        """Sends, and waits until the server's own account is there."""
        before = self.tab.trace
        self.send()
        self._qtbot.waitUntil(lambda: self.tab.trace is not None and self.tab.trace is not before, timeout=START_MS)
        assert self.tab.trace is not None
        assert self.tab.journey is not None
        return self.tab.trace, self.tab.journey

    def record(self) -> Record:
        """What the app wrote down since the last time, by name."""
        with urllib.request.urlopen(f"{self.desk.workspace.source.base_url}/record", timeout=30) as answer:  # noqa: S310 - our own server
            pieces = json.load(answer)
        found: Record = {}
        for piece in pieces:
            found.setdefault(piece["name"], []).append(piece)
        return found


@pytest.fixture(params=made())
def examiner(request: pytest.FixtureRequest, open_desk: OpenDesk, tmp_path: Path, qtbot: QtBot) -> Examiner:
    project = tmp_path / "project"
    project.mkdir()
    shutil.copy(PROJECT / "main.py", project)
    if request.param == CURRENT:
        make_environment_like_ours(project / ".venv")
    else:
        (project / ".venv").symlink_to(Path(interpreter(request.param)).parent.parent)
    examiner = Examiner(open_desk(Profile(source=f"{project}::main:app")), qtbot)
    examiner.sees("Every FastAPI")
    qtbot.waitUntil(lambda: examiner.desk.workspace.routes is not None, timeout=START_MS)
    return examiner


def _spans(trace: Trace, kind: str) -> list[Span]:
    return [span for span in trace.spans if span.kind == kind]


def _states(journey: Journey) -> dict[StageName, StageState]:
    return {stage.name: stage.state for stage in journey.stages}


def _agrees(told: float, written: float) -> bool:
    return written * 0.9 - 1 <= told <= written * 1.1 + SLACK_MS


def _disagreements(trace: Trace, journey: Journey, record: Record) -> list[tuple[str, float, float]]:
    """What the window and the app's own clock tell differently: (what, told, written), milliseconds."""
    times = {stage.name: stage.duration_ms or 0.0 for stage in journey.stages}
    assert sum(times.values()) == pytest.approx(trace.duration_ms, rel=0.1)
    solved = sum(piece["ms"] for name in SOLVED for piece in record[name])
    (work,) = record["create_order"]
    pairs = [
        ("dependencies", times[StageName.DEPENDENCIES], solved),
        ("endpoint", times[StageName.ENDPOINT], work["ms"]),
        ("endpoint's span", _spans(trace, "endpoint")[0].duration_ms, work["ms"]),
    ]
    return [pair for pair in pairs if not _agrees(*pair[1:])]


def test_a_request_that_goes_through(examiner: Examiner) -> None:
    examiner.fill("POST /orders/{shop}", ORDER)
    disagreements: list[tuple[str, float, float]] = []
    for _ in range(ROUNDS):
        examiner.record()
        trace, journey = examiner.sends()
        record = examiner.record()

        assert trace.status == 201
        assert trace.route == "/orders/{shop}"
        names = {span.number: span.name for span in trace.spans}
        dependencies = _spans(trace, "dependency")
        assert [(span.name, names[span.parent or 0]) for span in dependencies] == TREE
        assert [span.attributes["cached"] for span in dependencies] == [False, False, False, False, True, False, False]
        (endpoint,) = _spans(trace, "endpoint")
        assert endpoint.attributes["where"] == "event loop"
        assert record["create_order"][0]["thread"] == "MainThread"
        assert journey.stopped_at is None
        assert set(_states(journey).values()) == {StageState.PASSED}

        disagreements = _disagreements(trace, journey, record)
        if not disagreements:
            break
    assert not disagreements


def test_an_endpoint_in_a_thread(examiner: Examiner) -> None:
    examiner.fill("GET /orders/{number}", {"path/number": 5})
    examiner.record()
    trace, _journey = examiner.sends()
    (written,) = examiner.record()["read_order"]
    (endpoint,) = _spans(trace, "endpoint")
    assert (trace.status, endpoint.attributes["where"]) == (200, "thread pool")
    (thread,) = (span for span in _spans(trace, "thread") if span.name == "read_order")
    assert thread.attributes["thread"] == written["thread"] != "MainThread"
    assert endpoint.duration_ms >= written["ms"] * 0.98 - 1


def test_a_validation_that_fails(examiner: Examiner) -> None:
    examiner.fill("POST /orders/{shop}", ORDER | {"body/item": "x", "body/amount": 0})
    trace, journey = examiner.sends()
    assert trace.status == 422
    assert journey.stopped_at is StageName.VALIDATION
    assert _states(journey)[StageName.ENDPOINT] is StageState.NOT_REACHED
    assert not _spans(trace, "endpoint")
    diagnosis = examiner.tab.diagnosis
    assert diagnosis is not None
    targets = {(finding.target.where, finding.target.value_pointer) for finding in diagnosis.findings}
    assert targets == {("body", "/item"), ("body", "/amount")}


def test_a_dependency_that_refuses(examiner: Examiner) -> None:
    examiner.fill("GET /refused", {"query/code": 3})
    trace, journey = examiner.sends()
    assert trace.status == 403
    assert journey.stopped_at is StageName.DEPENDENCIES
    assert "refuse" in {span.name for span in _spans(trace, "dependency") if span.error}
