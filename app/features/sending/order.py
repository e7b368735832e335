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
    from collections.abc import Mapping

    from app.core.exchange.connection import ConnectionSettings
    from app.core.exchange.model import Exchange
    from app.core.forms.model import FormState
    from app.core.operations.model import Api, Operation
    from app.core.requests.cookies import CookieJar
    from app.core.requests.credentials import Credential, OAuthCredential, OAuthServer
    from app.core.requests.model import Preparation, PreparedRequest
    from app.core.spec.document import Document


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
        pressed_at: `time.perf_counter()` at the press.
        api_url: Where most operations are; addresses of authorization servers are relative to it.
        auth_choice: As in `Tab`.
        inside: As in `Source`.
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
    pressed_at: float
    connection: ConnectionSettings
    cookies: CookieJar
    api_url: str = ""
    auth_choice: int | None = None
    inside: bool = False

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


async def carry_out(order: Order, sender: Sender) -> SendResult:
    """Prepares, sends as often as the credentials need it, and explains.

    Raises:
        Exception: The request could not be prepared, which is a mistake of this program; nothing was sent.
    """
    from app.core.exchange.rounds import rounds  # noqa: PLC0415 - not needed before the first send
    from app.core.exchange.steps import Call, Chance, Walk  # noqa: PLC0415 - as above
    from app.features.sending.courier import Courier  # noqa: PLC0415 - as above

    courier = Courier(order, sender)
    chance = Chance(time.time, partial(secrets.token_hex, 32))
    walk = Walk(rounds(order.operation.key, order.prepare, order.credentials, order.find_server, chance))
    while walk.step is not None:
        assert isinstance(walk.step, Call), "rounds only call"  # noqa: S101 - an invariant
        walk.answer(await courier.send(walk.step.request))
    done = walk.result
    assert done is not None, "the walk is over"  # noqa: S101 - an invariant
    # The form shows all the time what is not entered; a notice to be closed after each Send would only be in the way.
    warnings = tuple(f"{path}: {words}" for path, words in done.warnings if words != order.missing_credentials())
    changed = {key: (order.credentials[key], credential) for key, credential in done.credentials.items()}
    exchange = await courier.follow(done.exchange)
    notes = (*done.notes, *courier.notes)
    bare = SendResult(exchange, None, None, None, warnings, notes=notes, credentials=changed)
    return conclude(order, replace(bare, received=courier.received))


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
