"""The rounds of one order: cookies go along, redirects are followed where a person wants it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.core.exchange.connection import ConnectionSettings
from app.core.exchange.model import Failure, Phase, Response, ResponseBody
from app.core.exchange.redirects import MAX_HOPS
from app.core.requests.cookies import Cookie, CookieJar
from app.features.sending import courier
from app.features.sending.order import Order, carry_out
from tests.support.exchanges import AnsweringSender, answer, open_tab, open_workspace

if TYPE_CHECKING:
    from app.core.exchange.model import Outcome
    from app.core.workspace.model import SendResult

FOLLOWING = ConnectionSettings(follow_redirects=True)


def an_order(connection: ConnectionSettings = FOLLOWING, cookies: CookieJar | None = None) -> Order:
    workspace = open_workspace()
    tab = open_tab(workspace)
    assert workspace.document is not None
    assert workspace.api is not None
    return Order(
        document=workspace.document,
        api=workspace.api,
        operation=tab.operation,
        state=tab.state,
        base_url="http://127.0.0.1:9",
        credentials={},
        names={},
        trace_id="a" * 32,
        pressed_at=0.0,
        connection=connection,
        cookies=cookies or CookieJar(),
    )


def redirected(location: str, status: int = 302, *headers: tuple[str, str]) -> Response:
    return Response(status, "", "HTTP/1.1", (("Location", location), *headers), ResponseBody(0, b""))


def carried(order: Order, *outcomes: Outcome) -> tuple[SendResult, AnsweringSender]:
    sender = AnsweringSender(list(outcomes))
    result = asyncio.run(carry_out(order, sender))
    assert not result.mistake, result.mistake
    return result, sender


def cookie_of(sender: AnsweringSender, place: int) -> str:
    return dict(sender.sent[place].headers).get("Cookie", "")


def test_a_redirect_is_the_answer_unless_it_shall_be_followed() -> None:
    result, sender = carried(an_order(ConnectionSettings()), redirected("/other"))
    assert len(sender.sent) == 1
    assert result.exchange.response is not None
    assert result.exchange.response.status == 302
    assert result.notes == ()


def test_each_hop_is_kept_with_its_reason() -> None:
    result, sender = carried(an_order(), redirected("/a"), redirected("/b", 307), answer({"fine": True}))
    assert [(request.method, request.url) for request in sender.sent] == [
        ("POST", "http://127.0.0.1:9/books"),
        ("GET", "http://127.0.0.1:9/a"),
        ("GET", "http://127.0.0.1:9/b"),
    ]
    assert [hop.reason.partition(" ")[0] for hop in result.exchange.hops] == ["302", "307"]
    assert [hop.exchange.hops for hop in result.exchange.hops] == [(), ()]
    assert result.exchange.response is not None
    assert result.exchange.response.status == 200
    assert result.diagnosis is not None


def test_a_location_that_is_no_address_is_told() -> None:
    result, _ = carried(an_order(), redirected("mailto:a@b"))
    assert result.exchange.hops == ()
    (note,) = result.notes
    assert "no HTTP address" in note


def test_going_round_in_circles_ends() -> None:
    result, sender = carried(an_order(), redirected("/again", 307))
    assert len(sender.sent) == MAX_HOPS + 1
    assert len(result.exchange.hops) == MAX_HOPS
    assert "on and on" in result.notes[0]


def test_cookies_of_a_hop_go_along_with_the_next() -> None:
    first = redirected("/a", 302, ("Set-Cookie", "sid=1; Path=/"))
    result, sender = carried(an_order(), first, answer({}))
    assert cookie_of(sender, 0) == ""
    assert cookie_of(sender, 1) == "sid=1"
    assert [received.url for received in result.received] == ["http://127.0.0.1:9/books", "http://127.0.0.1:9/a"]


def test_the_jar_goes_along_and_can_be_switched_off() -> None:
    jar = CookieJar().put(Cookie("sid", "1", "127.0.0.1"))
    _, sender = carried(an_order(cookies=jar), answer({}))
    assert cookie_of(sender, 0) == "sid=1"
    result, sender = carried(an_order(replace(FOLLOWING, use_cookies=False), jar), answer({}))
    assert cookie_of(sender, 0) == ""
    assert result.received == ()


@pytest.mark.parametrize("origin", ["http://127.0.0.1:10/x", "https://127.0.0.1:9/x"])
def test_another_origin_gets_nothing_that_was_meant_for_this_one(origin: str) -> None:
    order = an_order(cookies=CookieJar().put(Cookie("sid", "1", "127.0.0.1", path="/books")))
    result, sender = carried(order, redirected(origin, 307), answer({}))
    assert cookie_of(sender, 0) == "sid=1"
    assert cookie_of(sender, 1) == ""
    assert "another origin" in result.exchange.hops[0].reason


REFUSED = Failure(Phase.CONNECT, "127.0.0.1:9 refused the connection.")


def restarting(*answers: bool) -> Order:
    """An order for an app that says so many times whether it starts anew, and then that it does not."""
    left = list(answers)
    return replace(an_order(), is_restarting=lambda: bool(left) and left.pop(0))


def test_while_an_app_starts_anew_what_finds_nobody_is_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courier, "RETRY_SECONDS", 0)
    result, sender = carried(restarting(True, True), REFUSED, REFUSED, answer({"fine": True}))
    assert result.exchange.response is not None
    assert len(sender.sent) == 3
    assert len({request.trace_id for request in sender.sent}) == 1


def test_an_app_that_came_back_while_a_request_was_on_its_way_is_asked_once_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(courier, "RETRY_SECONDS", 0)
    result, sender = carried(restarting(), REFUSED)
    assert (result.exchange.outcome, len(sender.sent)) == (REFUSED, 2)


def test_nobody_waits_longer_than_the_patience_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courier, "PATIENCE_SECONDS", -1.0)
    result, sender = carried(restarting(True), REFUSED)
    assert (result.exchange.outcome, len(sender.sent)) == (REFUSED, 1)


@pytest.mark.parametrize(
    "outcome",
    [
        Failure(Phase.WAIT, "The connection was closed."),
        Failure(Phase.CONNECT, "Stopped.", cancelled=True),
        Response(503, "", "HTTP/1.1", (), ResponseBody(0, b"")),
    ],
)
def test_what_may_have_arrived_is_not_sent_twice(outcome: Outcome) -> None:
    _, sender = carried(restarting(True), outcome)
    assert len(sender.sent) == 1


def test_elsewhere_a_refusal_is_the_answer() -> None:
    _, sender = carried(an_order(), REFUSED)
    assert len(sender.sent) == 1


def test_a_request_that_waits_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courier, "RETRY_SECONDS", 600)

    async def stop_it() -> SendResult:
        sending = asyncio.ensure_future(carry_out(restarting(True), AnsweringSender([REFUSED])))
        while not sending.cancelling():
            await asyncio.sleep(0)
            sending.cancel()
        return await sending

    result = asyncio.run(stop_it())
    outcome = result.exchange.outcome
    assert isinstance(outcome, Failure)
    assert (outcome.cancelled, outcome.message) == (True, "Stopped while the app started anew.")
