"""One send from the values of a form to what is concluded from the answer; runs on the jobs loop.

The window only shows the result: preparing, decoding, laying out and diagnosing all happen here.
"""

from __future__ import annotations

import secrets
import time
import traceback
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from app.core.workspace.model import SendResult

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.core.exchange.connection import ConnectionSettings
    from app.core.exchange.model import Exchange
    from app.core.exchange.rounds import Rounds
    from app.core.exchange.steps import Walk
    from app.core.forms.model import FormState
    from app.core.operations.model import Api, Operation
    from app.core.requests.cookies import CookieJar
    from app.core.requests.credentials import Credential, OAuthCredential, OAuthServer
    from app.core.requests.model import Preparation, PreparedRequest
    from app.core.spec.document import Document
    from app.core.workspace.model import Tab
    from app.core.workspace.workspace import Workspace
    from app.features.sending.courier import Courier


class Sender(Protocol):
    """What puts a request on the wire."""

    async def send(self, request: PreparedRequest, operation_key: str, *, pressed_at: float | None = None) -> Exchange:
        """Sends and waits for the whole response; never raises, a cancellation ends in an exchange too.

        Args:
            pressed_at: `time.perf_counter()` at the press on Send.
        """
        ...

    def discard(self, exchange: Exchange) -> None:
        """Deletes the file of an exchange's body, where it has one; blocks for a moment."""
        ...


@dataclass(frozen=True, slots=True)
class Order:
    """Everything one send needs, taken from the workspace at the press on Send.

    Attributes:
        names: Python names behind wire names, as in `Workspace.names`.
        pressed_at: `time.perf_counter()` at the press; None counts from the sending itself.
        api_url: Where most operations are; addresses of authorization servers are relative to it.
        auth_choice: As in `Tab`.
        inside: As in `Source`.
        is_restarting: Tells, from any thread, whether the app behind the address starts anew; None where none can.
        connection, cookies: As in `Travelling`.
    """

    document: Document
    api: Api
    operation: Operation
    state: FormState
    base_url: str
    credentials: Mapping[str, Credential]
    names: Mapping[str, Mapping[str, str]]
    trace_id: str
    pressed_at: float | None
    connection: ConnectionSettings
    cookies: CookieJar
    api_url: str = ""
    auth_choice: int | None = None
    inside: bool = False
    is_restarting: Callable[[], bool] | None = None

    def prepare(self, credentials: Mapping[str, Credential]) -> Preparation:
        """The request with these credentials."""
        from app.core.requests.prepare import prepare, recorded  # noqa: PLC0415 - not needed before the first send

        made = prepare(self.api, self._chosen(), self.state, self.base_url, credentials, self.trace_id)
        return recorded(made) if self.inside else made

    def missing_credentials(self) -> str:
        """What the warning about credentials that are not entered says; empty where nothing is missing."""
        from app.core.requests.alternatives import decide  # noqa: PLC0415 - not needed before the first send
        from app.core.requests.auth import missing_words  # noqa: PLC0415 - as above

        operation = self._chosen()
        return missing_words(operation, decide(operation, self.credentials).missing)

    def _chosen(self) -> Operation:
        from app.core.requests.alternatives import with_choice  # noqa: PLC0415 - not needed before the first send

        return with_choice(self.operation, self.auth_choice)

    def find_server(self, key: str, credential: OAuthCredential) -> OAuthServer:
        """Where the tokens of a scheme come from."""
        from app.core.requests.oauth2 import server_of  # noqa: PLC0415 - not needed before the first renewal

        return server_of(self.api.schemes[key], credential, self.api_url)


def make_order(workspace: Workspace, tab: Tab, pressed_at: float | None = None) -> Order | None:
    """What a tab would send now, under a new trace id; None where no document is open.

    Args:
        pressed_at: As in `Order`.
    """
    if workspace.api is None:
        return None
    return Order(
        # That of the tab: the one in view may no longer have the operation.
        document=tab.form.document,
        api=workspace.api,
        # The destination is settled; a server that the document names for this operation may have been overruled.
        operation=replace(tab.operation, servers=()),
        state=tab.state,
        base_url=workspace.destinations.base_url(tab.operation),
        credentials=dict(workspace.credentials),
        names=workspace.names,
        trace_id=secrets.token_hex(16),
        pressed_at=pressed_at,
        api_url=workspace.destinations.base_url(None),
        auth_choice=tab.auth_choice,
        inside=workspace.source.inside,
        is_restarting=workspace.own_app.is_restarting if workspace.own_app.order is not None else None,
        connection=workspace.travelling.connection,
        cookies=workspace.travelling.cookies,
    )


async def carry_out(order: Order, sender: Sender) -> SendResult:
    """Prepares, sends as often as the credentials need it, and explains.

    Raises:
        Exception: The request could not be prepared, which is a mistake of this program; nothing was sent.
    """
    return conclude(order, await send_rounds(order, sender))


async def send_rounds(order: Order, sender: Sender) -> SendResult:
    """Prepares and sends as often as the credentials need it; what came back is not explained.

    Raises:
        Exception: As `carry_out`.
    """
    return await begin_rounds(order, sender).send()


def begin_rounds(order: Order, sender: Sender) -> Departure:
    """Prepares the first request of an order and sends nothing yet.

    Raises:
        Exception: As `carry_out`.
    """
    from app.core.exchange.rounds import rounds  # noqa: PLC0415 - not needed before the first send
    from app.core.exchange.steps import Chance, Walk  # noqa: PLC0415 - as above
    from app.features.sending.courier import Courier  # noqa: PLC0415 - as above

    chance = Chance(time.time, partial(secrets.token_hex, 32))
    walk = Walk(rounds(order.operation.key, order.prepare, order.credentials, order.find_server, chance))
    return Departure(order, Courier(order, sender), walk)


@dataclass(frozen=True, slots=True)
class Departure:
    """An order whose first request is prepared."""

    order: Order
    courier: Courier
    walk: Walk[Rounds]

    async def send(self) -> SendResult:
        """Sends as often as the credentials need it.

        Raises:
            Exception: A later request could not be prepared, which is a mistake of this program.
        """
        from app.core.exchange.steps import Call  # noqa: PLC0415 - not needed before the first send

        order, courier, walk = self.order, self.courier, self.walk
        while walk.step is not None:
            assert isinstance(walk.step, Call), "rounds only call"  # noqa: S101 - an invariant
            walk.answer(await courier.send(walk.step.request))
        done = walk.result
        assert done is not None, "the walk is over"  # noqa: S101 - an invariant
        # The form shows all the time what is not entered; a notice after each Send would only be in the way.
        missing = order.missing_credentials()
        warnings = tuple(f"{path}: {words}" for path, words in done.warnings if words != missing)
        changed = {key: (order.credentials[key], credential) for key, credential in done.credentials.items()}
        exchange = await courier.follow(done.exchange)
        notes = (*done.notes, *courier.notes)
        bare = SendResult(exchange, None, None, None, warnings, notes=notes, credentials=changed)
        return replace(bare, received=courier.received)


async def follow_by_hand(order: Order, sender: Sender, exchange: Exchange) -> SendResult:
    """Follows a redirect that was the answer, as if the settings said so, and explains."""
    from app.features.sending.courier import Courier  # noqa: PLC0415 - see carry_out

    courier = Courier(replace(order, connection=replace(order.connection, follow_redirects=True)), sender)
    exchange = await courier.follow(exchange)
    return conclude(order, SendResult(exchange, None, None, None, notes=courier.notes, received=courier.received))


def conclude(order: Order, bare: SendResult) -> SendResult:
    """Adds what can be concluded; a mistake of ours while doing so must not cost the exchange."""
    try:
        return _explained(order, bare)
    except Exception:  # noqa: BLE001 - what came back is worth more than its explanation
        return replace(bare, mistake=traceback.format_exc())


def _explained(order: Order, bare: SendResult) -> SendResult:
    from app.core.diagnosis.answer import Answer  # noqa: PLC0415 - not needed before the first send
    from app.core.diagnosis.contract.check import check_contract  # noqa: PLC0415 - not needed before the first send
    from app.core.diagnosis.diagnose import diagnose_answer  # noqa: PLC0415 - not needed before the first send
    from app.core.exchange.body import BodyKind, pretty_json, read_body  # noqa: PLC0415 - as above
    from app.core.trace.journey import journey  # noqa: PLC0415 - not needed before the first send

    exchange, response = bare.exchange, bare.exchange.response
    told = replace(bare, journey=journey(exchange, None, None))
    if response is None:
        return told
    reading = read_body(response)
    answer = Answer(response.status, response.headers, reading.value, reading.text)
    return replace(
        told,
        reading=reading,
        pretty=pretty_json(reading.text) if reading.kind is BodyKind.JSON and reading.whole else "",
        diagnosis=diagnose_answer(order.document, order.operation, exchange.request.sent, answer, order.names),
        # Of a part of a response nothing can be said.
        contract=check_contract(order.document, order.operation, response, reading)
        if response is exchange.outcome
        else None,
    )
