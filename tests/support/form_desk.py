"""A workspace with a document open, and answers to its requests, for tests of the request form; no Qt in it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.core.base.field_path import FieldPath
from app.core.diagnosis.diagnose import diagnose
from app.core.exchange.body import read_body
from app.core.exchange.model import Exchange, Response, ResponseBody
from app.core.forms.edits import SetValue
from app.core.forms.state import get
from app.core.operations.read import read_api
from app.core.requests.prepare import prepare
from app.core.spec.load import load_document
from app.core.trace.journey import journey
from app.core.workspace.model import SendResult, Tab
from app.core.workspace.workspace import Workspace
from app.features.request_form.presenter import RequestFormPresenter
from app.features.request_form.services import RequestFormServices
from tests.support.form_documents import bookstore_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.base.json_types import Omitted, Value
    from app.core.diagnosis.model import Diagnosis
    from app.core.exchange.model import Outcome
    from app.core.forms.edits import Edit
    from app.core.forms.model import FormState
    from app.core.requests.model import PreparedRequest, Sent

    Respond = Callable[[PreparedRequest], Outcome]

BASE_URL = "http://testserver"
BY = "somebody else"


class FormDesk:
    """One open document.

    Attributes:
        workspace: What the form under test works on.
    """

    def __init__(self, document: dict[str, Any] | None = None) -> None:
        self.workspace = Workspace()
        self.document = load_document(json.dumps(document or bookstore_document()), "test")
        self.workspace.open_document(self.document, read_api(self.document))
        self._services = RequestFormServices()

    def open(self, key: str, state: FormState | None = None) -> int:
        """Opens an operation; the identity of its tab."""
        tab = self.workspace.open_operation(key, state)
        assert tab is not None, f"the document has no {key}"
        return tab.identity

    def present(self, key: str, state: FormState | None = None) -> RequestFormPresenter:
        """A presenter for an operation, opened for it."""
        return RequestFormPresenter(self.workspace, self.open(key, state), self._services)

    @property
    def tab(self) -> Tab:
        """The tab in front."""
        tab = self.workspace.current
        assert tab is not None
        return tab

    def value(self, path: str) -> Value | Omitted:
        """What is entered at a path of the tab in front."""
        return get(self.tab.state, FieldPath.parse(path))

    def edit(self, *edits: Edit, by: str = BY) -> None:
        """Edits as another feature does."""
        self.workspace.edit(self.tab.identity, edits, by=by)

    def put(self, path: str, value: Value) -> None:
        """Puts a value as another feature does."""
        self.edit(SetValue(FieldPath.parse(path), value))

    def reveal(self, path: str) -> None:
        """Asks for a field to be shown."""
        self.workspace.reveal(self.tab.identity, FieldPath.parse(path), by=BY)

    # Sending

    def prepared(self) -> PreparedRequest:
        """The request of the tab in front."""
        api, tab = self.workspace.api, self.tab
        assert api is not None
        return prepare(api, tab.operation, tab.state, BASE_URL, self.workspace.credentials, "0" * 32).request

    def send(self, respond: Respond, sent: Sent | None = None) -> Diagnosis:
        """Sends the tab in front and takes over what came back, as the sending feature does.

        Args:
            sent: What really went out, where the form alone would not say it to the letter.
        """
        request, tab = self.prepared(), self.tab
        request = request if sent is None else replace(request, sent=sent)
        self.workspace.begin_send(tab.identity)
        exchange = Exchange(tab.operation.key, request, respond(request), 0.0, 1.0)
        diagnosis = diagnose(self.document, tab.operation, exchange)
        reading = read_body(exchange.response) if exchange.response is not None else None
        self.workspace.finish_send(tab.identity, SendResult(exchange, reading, diagnosis, journey(exchange)))
        assert diagnosis is not None
        return diagnosis

    def refuse(self, *errors: dict[str, Any]) -> Diagnosis:
        """Sends the tab in front to a server that answers 422 with these FastAPI errors."""
        return self.send(Refusal(errors))


class Refusal:
    """A FastAPI server that refuses."""

    def __init__(self, errors: tuple[dict[str, Any], ...]) -> None:
        self._errors = errors

    def __call__(self, request: PreparedRequest) -> Outcome:
        return json_response(422, {"detail": list(self._errors)})


def json_response(status: int, body: object, media_type: str = "application/json") -> Response:
    """A response with a JSON body."""
    data = json.dumps(body).encode()
    headers = (("content-type", media_type),)
    return Response(status, "", "HTTP/1.1", headers, ResponseBody(len(data), data, wire_size=len(data)))


def an_error(kind: str, message: str, *loc: str | int, given: Any = None, **ctx: Any) -> dict[str, Any]:
    """One of FastAPI's error items."""
    item: dict[str, Any] = {"type": kind, "loc": list(loc), "msg": message, "input": given}
    return {**item, "ctx": ctx} if ctx else item


TOO_SHORT = an_error(
    "string_too_short", "String should have at least 1 character", "body", "title", given="", min_length=1
)
TOO_OLD = an_error(
    "greater_than_equal", "Input should be greater than or equal to 1000", "body", "year", given=500, ge=1000
)
