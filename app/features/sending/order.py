"""One send from the values of a form to what is concluded from the answer; runs on the jobs loop.

The window only shows the result: preparing, decoding, laying out and diagnosing all happen here.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from app.core.workspace.model import SendResult

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.exchange.model import Exchange
    from app.core.forms.model import FormState
    from app.core.operations.model import Api, Operation
    from app.core.requests.model import Credential, PreparedRequest
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


async def carry_out(order: Order, sender: Sender) -> SendResult:
    """Prepares, sends and explains.

    Raises:
        Exception: The request could not be prepared, which is a mistake of this program; nothing was sent.
    """
    from app.core.requests.prepare import prepare  # noqa: PLC0415 - not needed before the first send

    preparation = prepare(
        order.api, order.operation, order.state, order.base_url, order.credentials, trace_id=order.trace_id
    )
    exchange = await sender.send(preparation.request, order.operation.key, pressed_at=order.pressed_at)
    warnings = tuple(f"{path}: {words}" for path, words in preparation.warnings)
    return conclude(order, SendResult(exchange, None, None, None, warnings))


def conclude(order: Order, bare: SendResult) -> SendResult:
    """Adds what can be concluded; a mistake of ours while doing so must not cost the exchange."""
    try:
        return _explained(order, bare)
    except Exception:  # noqa: BLE001 - what came back is worth more than its explanation
        return replace(bare, mistake=traceback.format_exc())


def _explained(order: Order, bare: SendResult) -> SendResult:
    from app.core.diagnosis.answer import Answer  # noqa: PLC0415 - not needed before the first send
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
    )
