"""Many requests at once on a loop: how many, when, and how they end."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from app.adapters.http.client import HttpClient
from app.adapters.http.model import ClientSettings
from app.core.exchange.connection import ConnectionSettings
from app.core.exchange.model import Exchange, Failure, Phase
from app.core.lab.model import Plan, Portion, Shot
from app.core.requests.credentials import BearerCredential, Grant, OAuthCredential, OAuthSettings, Token
from app.features.sending import order as order_module
from app.features.sending.order import Order, make_order
from app.features.sending.volley import Told, Volley, steady
from tests.servers.catalogue import CATALOGUE
from tests.servers.serving import serving
from tests.support.exchanges import PHASES, AnsweringSender, answer, open_tab, open_workspace

if TYPE_CHECKING:
    from pathlib import Path

    from app.core.lab.model import Outcome
    from app.core.requests.credentials import Credential
    from app.core.requests.model import PreparedRequest
    from app.features.sending.order import Sender


@dataclass
class CountingSender:
    """Answers once `most` are under way, or when nobody else can come."""

    most: int
    under_way: int = 0
    peak: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, request: PreparedRequest, operation_key: str, *, pressed_at: float | None = None) -> Exchange:
        assert pressed_at is None
        self.under_way += 1
        self.peak = max(self.peak, self.under_way)
        if self.under_way == self.most:
            self.gate.set()
        await self.gate.wait()
        # A turn of the loop, in which others may begin if they are let.
        await asyncio.sleep(0)
        self.under_way -= 1
        return Exchange(operation_key, request, answer(), 1.0, 12.0, PHASES)

    def discard(self, exchange: Exchange) -> None:
        raise AssertionError(exchange)


def an_order() -> Order:
    workspace = open_workspace()
    order = make_order(workspace, open_tab(workspace, "GET /books"))
    assert order is not None
    return order


def a_volley(count: int, told: list[Told], at_once: int = 200, stagger_ms: float = 0.0) -> Volley:
    order = an_order()
    shots = [Shot(number, "GET /books", f"{number:032x}") for number in range(1, count + 1)]
    plan = Plan((Portion(1, "GET /books", count),), at_once, stagger_ms)
    return Volley(3, plan, tuple((shot, replace(order, trace_id=shot.trace_id)) for shot in shots), told.append)


def fire(volley: Volley, sender: Sender) -> None:
    asyncio.run(volley.fire(sender))


def test_all_are_under_way_together() -> None:
    told: list[Told] = []
    sender = CountingSender(most=120)
    fire(a_volley(120, told), sender)
    assert sender.peak == 120
    began, over = told[:120], told[120:]
    assert all(each.shot.outcome is None and each.shot.started_at is not None for each in began)
    assert [each.shot.number for each in began] == list(range(1, 121))
    assert {each.shot.outcome.status for each in over if each.shot.outcome is not None} == {200}
    assert {each.run for each in told} == {3}


def test_no_more_than_wanted_are_under_way() -> None:
    sender = CountingSender(most=3)
    fire(a_volley(10, [], at_once=3), sender)
    assert sender.peak == 3


def test_each_begins_after_a_pause() -> None:
    told: list[Told] = []
    fire(a_volley(3, told, stagger_ms=20), AnsweringSender())
    begins = sorted(each.shot.started_at or 0.0 for each in told if each.shot.outcome is None)
    assert [each.shot.number for each in told] == [1, 1, 2, 2, 3, 3]
    assert begins[2] - begins[0] >= 0.03


def test_each_request_goes_out_under_its_own_trace() -> None:
    sender = AnsweringSender()
    fire(a_volley(2, []), sender)
    assert [request.trace_id for request in sender.sent] == [f"{1:032x}", f"{2:032x}"]


def test_failures_are_outcomes() -> None:
    told: list[Told] = []
    fire(a_volley(2, told), AnsweringSender([Failure(Phase.CONNECT, "Refused."), answer(status=500)]))
    outcomes = [each.shot.outcome for each in told if each.shot.outcome is not None]
    assert [(outcome.status, outcome.problem) for outcome in outcomes] == [(None, "Refused."), (500, "")]


def test_a_request_that_cannot_be_prepared_costs_the_others_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = order_module.begin_rounds, list[int]()

    def begin(order: Order, sender: Sender) -> order_module.Departure:
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("of no use")
        return real(order, sender)

    monkeypatch.setattr("app.features.sending.volley.begin_rounds", begin)
    told: list[Told] = []
    fire(a_volley(2, told), AnsweringSender())
    outcomes = {each.shot.number: each.shot.outcome for each in told}
    assert outcomes[1] is not None
    assert outcomes[1].problem.endswith("a mistake of Routeglass: ValueError: of no use")
    assert outcomes[2] is not None
    assert outcomes[2].status == 200
    calls.clear()
    fire(a_volley(1, told), AnsweringSender())


def test_a_sender_that_breaks_is_told_too() -> None:
    told: list[Told] = []
    fire(a_volley(1, told), AnsweringSender([RuntimeError("broken")]))
    assert told[-1].shot.outcome is not None
    assert "RuntimeError: broken" in told[-1].shot.outcome.problem


def test_bodies_on_disk_are_given_back(tmp_path: Path) -> None:
    file = tmp_path / "body"
    sender = AnsweringSender([answer(b"x", file=str(file), size=2_000_000)])
    fire(a_volley(2, []), sender)
    assert len(sender.discarded) == 2


def test_cancelling_ends_all_that_is_under_way() -> None:
    told: list[Told] = []
    sender = AnsweringSender(waits=True)

    async def run() -> None:
        began = asyncio.Event()

        def tell(news: Told) -> None:
            told.append(news)
            if len(told) == 2:
                began.set()

        task = asyncio.create_task(replace(a_volley(4, told, at_once=2), tell=tell).fire(sender))
        await began.wait()
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
    assert len(sender.sent) == 2
    ended = [each.shot for each in told if each.shot.outcome is not None]
    assert [shot.number for shot in ended] == [1, 2]
    assert all(shot.outcome is not None and shot.outcome.cancelled for shot in ended)


def test_no_request_of_a_run_renews_a_token() -> None:
    token = Token("access", refresh_token="again", expires_at=1.0)
    settings = OAuthSettings(Grant.CLIENT_CREDENTIALS, "shop")
    before: dict[str, Credential] = {
        "one": OAuthCredential(settings, token),
        "two": BearerCredential("b"),
        "three": OAuthCredential(settings),
    }
    after = steady(before)
    changed = after["one"]
    assert isinstance(changed, OAuthCredential)
    assert changed.token == replace(token, refresh_token="")
    assert changed.settings.grant is Grant.AUTHORIZATION_CODE
    assert (after["two"], after["three"]) == (before["two"], before["three"])


def over_the_wire(url: str, count: int, connection: ConnectionSettings) -> list[Outcome]:
    """What became of requests that really went out."""
    told: list[Told] = []

    async def run() -> None:
        client = HttpClient(ClientSettings(connection))
        volley = a_volley(count, told)
        orders = tuple((shot, replace(order, base_url=url)) for shot, order in volley.orders)
        try:
            await replace(volley, orders=orders).fire(client)
        finally:
            await client.close()

    asyncio.run(run())
    return [each.shot.outcome for each in told if each.shot.outcome is not None]


@pytest.mark.parametrize("name", ["never-answers", "closes-unanswered", "resets", "dies-mid-body", "invalid-chunks"])
def test_awkward_servers_end_in_lanes_too(name: str) -> None:
    with serving(CATALOGUE[name]) as server:
        outcomes = over_the_wire(server.url, 5, ConnectionSettings(read_s=0.3))
    assert len(outcomes) == 5
    assert all(outcome.status is None and outcome.problem for outcome in outcomes)


def test_nobody_listens() -> None:
    with serving(CATALOGUE["never-answers"]) as server:
        url = server.url
    outcomes = over_the_wire(url, 3, ConnectionSettings())
    assert len(outcomes) == 3
    assert all("Nothing accepts connections" in outcome.problem for outcome in outcomes), outcomes[0].problem
