"""Ordinary FastAPI apps on a real server: each default request is accepted, each field broken on purpose is the field
on which the 422 lands, in the core and on the real form."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from app.adapters.http.client import HttpClient
from app.core.base.json_types import FileRef
from app.core.exchange.model import Failure
from app.core.forms.build import Form
from app.core.operations.read import read_api
from app.core.requests.credentials import ApiKeyCredential, BearerCredential
from app.core.spec.load import load_document
from tests.support.app_runner import AppRunner
from tests.support.breaking import Breakage, breakages, filled, with_files
from tests.support.corpora import ROOT
from tests.support.examination import Subject, Tried, examine, judged
from tests.support.form_desk import FormDesk
from tests.support.form_window import FormWindow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.core.exchange.model import Exchange, Outcome
    from app.core.requests.credentials import Credential
    from app.core.requests.model import PreparedRequest
    from tests.support.app_runner import ServedApp

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the apps are served by forked processes")

APPS = (
    "queries", "paths", "several_bodies", "nested", "types", "places", "forms", "models", "unions", "guarded",
)  # fmt: skip
CREDENTIALS: dict[str, Credential] = {
    "OAuth2PasswordBearer": BearerCredential("a-token"),
    "APIKeyHeader": ApiKeyCredential("a-key"),
}
WHOLE_BODY = "an empty or foreign body: the server names the members that are missing"
WHICH_ALTERNATIVE = "the server names the union whose tag is missing or unknown, or each alternative's own members"
TAKEN = "the server takes numbers for times"


@pytest.fixture(scope="module")
def apps() -> Iterator[dict[str, ServedApp]]:
    """The apps, served while the module's tests run."""
    with AppRunner(sys.executable, ROOT) as runner:
        served = runner.serve("tests.servers.chapters")
        assert served.error == ""
        yield {app.name: app for app in served.apps}


@pytest.fixture
def picture(tmp_path: Path) -> FileRef:
    """A file that a person would choose."""
    path = tmp_path / "cover.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    return FileRef(str(path), path.name, "image/png")


@dataclass
class Caller:
    """Sends to one app; connections belong to the loop that makes them, so there is one for all."""

    runner: asyncio.Runner
    client: HttpClient
    subject: Subject
    last: Exchange | None = None

    def __call__(self, request: PreparedRequest) -> Outcome:
        """Sends what a form prepared for an address that nobody listens on."""
        meant = replace(request, url=self.subject.base_url + request.target)
        self.last = self.runner.run(self.client.send(meant, ""))
        return self.last.outcome


@pytest.fixture
def call(apps: dict[str, ServedApp], picture: FileRef) -> Iterator[Callable[[str], Caller]]:
    """Opens an app by its name."""
    client = HttpClient()
    with asyncio.Runner() as runner:

        def open_app(name: str) -> Caller:
            app = apps[name]
            fetched = runner.run(client.fetch_document(app.base_url))
            assert not isinstance(fetched, Failure), fetched.message
            document = load_document(fetched.text, fetched.url)
            subject = Subject(document, read_api(document), app.base_url, picture, CREDENTIALS)
            return Caller(runner, client, subject)

        yield open_app
        runner.run(client.close())


def reason(tried: Tried) -> str:
    """Why an answer did not land on the very field that was broken; empty where it should have."""
    if tried.where == "inside" and tried.path == "body":
        return WHOLE_BODY
    if tried.where == "above" and tried.path.endswith("/kind"):
        return WHICH_ALTERNATIVE
    if tried.where == "inside" and tried.path.endswith("/vehicle"):
        return WHICH_ALTERNATIVE
    return TAKEN if tried.status == 200 and tried.path in {"body/start", "body/at", "body/every"} else ""


@pytest.mark.parametrize("name", APPS)
def test_defaults_are_accepted_and_what_is_broken_is_found(call: Callable[[str], Caller], name: str) -> None:
    caller = call(name)
    found = caller.runner.run(examine(caller.subject, caller.client))
    assert [answered for answered in found.answered if not answered.is_accepted] == []
    missed = [tried for tried in found.tried if tried.where != "here" and not reason(tried)]
    assert missed == []
    assert len([tried for tried in found.tried if tried.where == "here"]) >= len(found.answered)


@pytest.mark.parametrize("name", APPS)
def test_the_form_marks_what_was_broken(call: Callable[[str], Caller], qtbot: QtBot, name: str) -> None:
    caller = call(name)
    subject = caller.subject
    desk = FormDesk(subject.document.raw)
    desk.workspace.credentials.update(CREDENTIALS)
    marked = 0
    for operation in subject.api.operations:
        window = FormWindow(qtbot, desk, operation.key)
        form = Form(subject.document, operation)
        state = filled(form, with_files(form, form.default_state(), subject.file), subject.file)
        for broken in breakages(form, state):
            desk.workspace.set_state(desk.tab.identity, broken.state, by="test")
            diagnosis = desk.send(caller)
            assert caller.last is not None
            tried = judged(operation.key, broken, caller.last, diagnosis)
            if tried.where != "here":
                assert reason(tried), tried
                continue
            _focus(desk, broken)
            assert window.errors(str(broken.place)), tried
            marked += 1
        window.view.close()
    assert marked >= len(subject.api.operations)


def _focus(desk: FormDesk, broken: Breakage) -> None:
    """Opens the finding of the broken field, as F8 or a click on its card does."""
    diagnosis = desk.tab.diagnosis
    assert diagnosis is not None
    for index, finding in enumerate(diagnosis.findings):
        if broken.place in {finding.field, *(other.field for other in finding.other_branches)}:
            desk.workspace.focus_finding(desk.tab.identity, index, by="test")
            return
