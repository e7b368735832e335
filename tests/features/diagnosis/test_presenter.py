"""What error cards say and do, on findings made by the real core from real refusals."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.core.base.field_path import FieldPath
from app.core.base.json_types import OMIT, FileRef
from app.core.exchange.model import Failure, Phase
from app.core.forms.edits import SetBodyText, SetValue
from app.core.forms.state import get
from app.core.workspace import events as ev
from app.features.diagnosis.presenter import NOTE_LIMIT, SENT_LIMIT, DiagnosisPresenter, sent_words
from tests.support.exchanges import an_error, answer, finish, open_tab, refusal

if TYPE_CHECKING:
    from app.core.workspace.workspace import Workspace
    from app.features.diagnosis.presenter import Card
    from tests.support.exchanges import Notices

TITLE, YEAR = FieldPath.parse("body/title"), FieldPath.parse("body/year")
TOO_SHORT = {
    "type": "string_too_short",
    "loc": ["body", "title"],
    "msg": "String should have at least 1 character",
    "input": "",
    "ctx": {"min_length": 1},
}
TOO_SMALL = {
    "type": "greater_than_equal",
    "loc": ["body", "year"],
    "msg": "Input should be greater than or equal to 1000",
    "input": 500,
    "ctx": {"ge": 1000},
}


@pytest.fixture
def presenter(workspace: Workspace) -> DiagnosisPresenter:
    return DiagnosisPresenter(workspace)


def refused(workspace: Workspace) -> int:
    tab = open_tab(workspace)
    workspace.edit(tab.identity, [SetValue(TITLE, ""), SetValue(YEAR, 500)], by="test")
    finish(workspace, refusal(TOO_SHORT, TOO_SMALL))
    return tab.identity


def card(presenter: DiagnosisPresenter, index: int) -> Card:
    found = presenter.card(index)
    assert found is not None
    return found


def entered(workspace: Workspace, path: FieldPath) -> object:
    tab = workspace.current
    assert tab is not None
    return get(tab.state, path)


def test_a_card_says_where_what_was_sent_and_the_rule(workspace: Workspace, presenter: DiagnosisPresenter) -> None:
    refused(workspace)
    assert presenter.count == 2
    title, year = card(presenter, 0), card(presenter, 1)
    assert (title.title, title.code, title.sent) == ("body.title", "string_too_short", '""')
    assert (year.title, year.sent, year.rule) == ("body.year", "500", "1000 … 2100")
    assert year.message == TOO_SMALL["msg"]
    assert year.fixes
    assert year.has_field
    assert presenter.card(2) is None
    assert presenter.card(-1) is None


def test_a_fix_is_carried_out_and_its_field_shown(workspace: Workspace, presenter: DiagnosisPresenter) -> None:
    refused(workspace)
    revealed: list[ev.RevealRequested] = []
    workspace.events.subscribe(ev.RevealRequested, revealed.append)
    presenter.apply_fix(1)
    assert entered(workspace, YEAR) == 1000
    assert [str(event.path) for event in revealed] == ["body/year"]
    presenter.apply_fix(1, 9)
    presenter.apply_fix(9)
    assert len(revealed) == 1


def test_every_fix_at_once(workspace: Workspace, presenter: DiagnosisPresenter) -> None:
    refused(workspace)
    assert presenter.fixable == 2
    presenter.apply_all_fixes()
    assert entered(workspace, YEAR) == 1000
    assert entered(workspace, TITLE) not in ("", OMIT)


def test_the_walk_goes_round_and_tells_the_form(workspace: Workspace, presenter: DiagnosisPresenter) -> None:
    refused(workspace)
    focused: list[int] = []
    shown: list[str] = []

    def note(event: ev.FindingFocused) -> None:
        focused.append(event.index)

    def see(event: ev.RevealRequested) -> None:
        shown.append(str(event.path))

    workspace.events.subscribe(ev.FindingFocused, note)
    workspace.events.subscribe(ev.RevealRequested, see)
    assert presenter.current is None
    assert [presenter.walk(1), presenter.walk(1), presenter.walk(1), presenter.walk(-1)] == [0, 1, 0, 1]
    assert focused == [0, 1, 0, 1]
    assert shown == ["body/title", "body/year", "body/title", "body/year"]
    assert presenter.current == 1


def test_backwards_begins_at_the_end_and_a_new_response_begins_anew(
    workspace: Workspace, presenter: DiagnosisPresenter
) -> None:
    refused(workspace)
    assert presenter.walk(-1) == 1
    finish(workspace, refusal(TOO_SHORT, TOO_SMALL))
    assert presenter.current is None
    assert presenter.walk(1) == 0


def test_the_walk_goes_on_from_where_somebody_else_stands(workspace: Workspace, presenter: DiagnosisPresenter) -> None:
    refused(workspace)
    presenter.note_focus(0)
    assert presenter.walk(1) == 1


def test_each_tab_has_its_own_walk(workspace: Workspace, presenter: DiagnosisPresenter) -> None:
    first = refused(workspace)
    presenter.walk(1)
    presenter.walk(1)
    open_tab(workspace, "GET /books")
    assert presenter.walk(1) is None
    assert presenter.current is None
    workspace.activate(first)
    assert presenter.current == 1


def test_an_error_without_a_field_is_listed_and_leads_nowhere(
    workspace: Workspace, presenter: DiagnosisPresenter
) -> None:
    open_tab(workspace)
    finish(workspace, refusal(an_error("somewhere", "else", msg="Odd")))
    odd = card(presenter, 0)
    assert odd.title == "somewhere.else"
    assert not odd.has_field
    revealed: list[object] = []
    workspace.events.subscribe(ev.RevealRequested, revealed.append)
    presenter.go_to_field(0)
    assert presenter.current == 0
    assert not revealed


def test_a_place_in_the_raw_text_has_a_line_and_nothing_that_was_sent(
    workspace: Workspace, presenter: DiagnosisPresenter
) -> None:
    tab = open_tab(workspace)
    workspace.edit(tab.identity, [SetBodyText('{"title": }')], by="test")
    broken = {
        "type": "json_invalid",
        "loc": ["body", 10],
        "msg": "JSON decode error",
        "input": {},
        "ctx": {"error": "x"},
    }
    finish(workspace, refusal(broken))
    found = card(presenter, 0)
    assert found.sent == ""
    assert "line 1" in found.note or found.why


def test_what_a_hostile_server_says_is_cut(workspace: Workspace, presenter: DiagnosisPresenter) -> None:
    open_tab(workspace)
    errors = [an_error("body", "year", msg=f"reason {number} " + "x" * 100) for number in range(50)]
    finish(workspace, refusal(*errors))
    assert len(card(presenter, 0).note) <= NOTE_LIMIT


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (OMIT, "nothing"),
        (None, "null"),
        ("x", '"x"'),
        ({"a": [1, "x, y"], "b": {}}, '{ "a": [ 1, "x, y" ], "b": {} }'),
        (FileRef("covers/a.png", "a.png"), "file a.png"),
        ("y" * 1000, f'"{"y" * (SENT_LIMIT - 2)}…'),
    ],
)
def test_what_was_sent_in_words(value: object, words: str) -> None:
    assert sent_words(value) == words  # type: ignore[arg-type]


def test_nothing_to_walk_or_to_fix(workspace: Workspace, presenter: DiagnosisPresenter) -> None:
    assert presenter.walk(1) is None
    presenter.apply_all_fixes()
    presenter.go_to_field(0)
    presenter.note_focus(0)
    presenter.resend()
    assert (presenter.count, presenter.fixable, presenter.current) == (0, 0, None)
    open_tab(workspace)
    finish(workspace, answer({}))
    assert presenter.walk(-1) is None
    presenter.apply_all_fixes()


def test_what_is_said_instead_of_cards(workspace: Workspace, presenter: DiagnosisPresenter) -> None:
    def verdict() -> tuple[str, str, bool, str]:
        found = presenter.verdict()
        assert found is not None
        return found.title, found.text, found.can_resend, found.details

    assert verdict()[0] == "Nothing sent yet"
    tab = open_tab(workspace)
    assert verdict()[0] == "Nothing sent yet"
    finish(workspace, Failure(Phase.CONNECT, "Nothing listens there.", "Start it.", "ConnectError: x"))
    assert verdict() == (
        "No response",
        "Nothing listens there. Start it.",
        True,
        "Nothing listens there.\nStart it.\nConnectError: x",
    )
    finish(workspace, Failure(Phase.WAIT, "Stopped after 3 ms.", cancelled=True))
    assert verdict() == ("Cancelled", "Stopped after 3 ms.", True, "")
    finish(workspace, Failure(Phase.RECEIVE, "It broke off.", partial=answer(b'{"a')))
    assert verdict()[0] == "The response is incomplete"
    finish(workspace, answer({}, 201))
    assert verdict()[0] == "No errors"
    assert verdict()[1].startswith("201 Created")
    workspace.begin_send(tab.identity)
    assert verdict()[0] == "Under way"


@pytest.mark.parametrize("body", [{"detail": "No book 9"}, {"error": {"code": 7}}, ["x"], "<html>", b"\x00\xff"])
def test_a_refusal_that_is_not_fastapis_is_explained_by_its_status(
    workspace: Workspace, presenter: DiagnosisPresenter, body: object
) -> None:
    open_tab(workspace)
    finish(workspace, answer(body, 422))  # type: ignore[arg-type]
    assert presenter.verdict() is None
    assert presenter.count == 0
    assert presenter.diagnosis is not None
    assert presenter.diagnosis.headline.startswith("422 Unprocessable Content")


def test_an_exchange_that_could_not_be_explained_says_so(workspace: Workspace, presenter: DiagnosisPresenter) -> None:
    tab = open_tab(workspace)
    result = finish(workspace, answer({}, 500))
    workspace.finish_send(tab.identity, replace(result, diagnosis=None))
    found = presenter.verdict()
    assert found is not None
    assert found.title == "Not explained"


def test_sending_again_is_asked_of_the_workspace(workspace: Workspace, presenter: DiagnosisPresenter) -> None:
    tab = open_tab(workspace)
    asked: list[ev.SendRequested] = []
    workspace.events.subscribe(ev.SendRequested, asked.append)
    presenter.resend()
    assert asked == [ev.SendRequested(tab.identity, "diagnosis")]


def test_a_certificate_that_is_not_accepted_offers_two_ways(workspace: Workspace, notices: Notices) -> None:
    open_tab(workspace)
    finish(workspace, Failure(Phase.TLS, "The certificate is not accepted.", untrusted=True))
    presenter = DiagnosisPresenter(workspace)
    asked: list[ev.ConnectionAsked] = []
    workspace.events.subscribe(ev.ConnectionAsked, asked.append)
    verdict = presenter.verdict()
    assert verdict is not None
    assert verdict.distrusted == "127.0.0.1:9"
    assert "dangerous" in verdict.text
    presenter.ask_authorities()
    assert [event.part for event in asked] == ["caFile"]
    presenter.skip_check()
    assert workspace.travelling.connection.insecure_hosts == {"127.0.0.1:9"}
    assert notices.last.title == "The certificate of 127.0.0.1:9 is not checked from now on."
    verdict = presenter.verdict()
    assert verdict is not None
    assert verdict.distrusted == ""
