"""One order API as several frameworks offer it, and what a server's answer to a request for it is taken for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from app.core.base.json_types import OMIT
from app.core.diagnosis.answer import Answer
from app.core.diagnosis.diagnose import diagnose_answer
from app.core.requests.model import Sent
from tests.support.diagnoses import a_parameter, an_api, an_object

if TYPE_CHECKING:
    from app.core.diagnosis.model import Diagnosis, Finding

TEXT: Final[dict[str, Any]] = {"type": "string"}
WHOLE_NUMBER: Final[dict[str, Any]] = {"type": "integer"}
ORDER: Final[dict[str, Any]] = an_object(
    "title",
    title={"type": "string", "minLength": 1},
    birth_year={"type": "integer", "minimum": 1000},
    lines={"type": "array", "items": an_object(unitPrice={"type": "number"}, quantity=WHOLE_NUMBER)},
    customer=an_object("email", email={"type": "string", "format": "email"}),
    tags={"type": "array", "items": {"type": "string", "maxLength": 5}},
    labels={"type": "object", "additionalProperties": TEXT},
)
PARAMETERS: Final = (
    a_parameter("path", "orderId", WHOLE_NUMBER),
    a_parameter("query", "page", WHOLE_NUMBER),
    a_parameter("header", "X-Key"),
    a_parameter("cookie", "visits", WHOLE_NUMBER),
)
BODY: Final[dict[str, Any]] = {"title": "", "lines": [{"unitPrice": "dear", "quantity": 1}], "labels": {"a": "b"}}


def sent_order(body: Any = None, **more: Any) -> Sent:
    """A request for an order; a text is sent as it is."""
    value = BODY if body is None else body
    if isinstance(value, str):
        return Sent(media_type="application/json", text=value, body=OMIT, **more)
    return Sent(media_type="application/json", text=json.dumps(value), body=value, **more)


def answered(body: Any, status: int = 400, media_type: str = "application/json", sent: Sent | None = None) -> Diagnosis:
    """The diagnosis of an answer to a request for an order."""
    answer = Answer(status, (("Content-Type", media_type),), body)
    return diagnose_answer(*an_api(ORDER, *PARAMETERS), sent or sent_order(), answer)


def pinned(diagnosis: Diagnosis) -> dict[str, str]:
    """The server's words by the place where they landed."""
    return {_place(finding): finding.message for finding in diagnosis.findings}


def _place(finding: Finding) -> str:
    return str(finding.field) if finding.field is not None else f"? {'.'.join(map(str, finding.location))}"


def said(diagnosis: Diagnosis) -> list[str]:
    """What the server says of the request as a whole."""
    head = "The server says: "
    return [note.removeprefix(head) for note in diagnosis.notes if note.startswith(head)]
