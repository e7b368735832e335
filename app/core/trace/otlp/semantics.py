"""What attributes mean, by OpenTelemetry's semantic conventions: the stable names, then the older ones still in use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.core.trace.otlp.model import Role

if TYPE_CHECKING:
    from app.core.base.json_types import JsonValue
    from app.core.trace.otlp.model import SentSpan

METHOD: Final = ("http.request.method", "http.method")
STATUS: Final = ("http.response.status_code", "http.status_code")
ROUTE: Final = ("http.route",)
SIZE: Final = ("http.response.body.size", "http.response_content_length")
DATABASE: Final = ("db.system.name", "db.system")
STATEMENT: Final = ("db.query.text", "db.statement")
FILE: Final = ("code.file.path", "code.filepath")
LINE: Final = ("code.line.number", "code.lineno")
FUNCTION: Final = ("code.function.name", "code.function")

_PATH: Final = ("url.path", "http.target", "url.full", "http.url")
_PEER: Final = ("peer.service", "rpc.service", "server.address", "net.peer.name", "http.host", "network.peer.address")
_ADDRESSES: Final = ("url.full", "http.url")
_HOST: Final = re.compile(r"^[A-Za-z][\w+.-]*://(?:[^/?#@]*@)?([^/?#]*).*$", re.DOTALL)
_ADDRESS: Final = re.compile(r"^[A-Za-z][\w+.-]*://[^/?#]*")

_FASTAPI: Final = {
    "fastapi.dependencies": "solve",
    "fastapi.endpoint": "endpoint",
    "fastapi.serialization": "serialize",
    "fastapi.background_task": "background",
}
"""FastAPI's own spans (since 0.142), as the recorder calls the same work."""

_PYTHON_FRAME: Final = re.compile(r'^  File "([^"\n]+)", line (\d+), in (.+)$', re.MULTILINE)
_OF_OTHERS: Final = re.compile(r"site-packages|dist-packages|[/\\]lib[/\\]python3|^<")


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception that a span tells of.

    Attributes:
        type, message: As the sender has them.
        stack: The stack trace as text; empty where it was not sent.
        file, line: The innermost place in the person's own code; empty and 0 where the stack does not tell.
    """

    type: str
    message: str
    stack: str = ""
    file: str = ""
    line: int = 0

    @property
    def words(self) -> str:
        """`LookupError: no such book`."""
        return f"{self.type}: {self.message}" if self.message else self.type


def text_at(span: SentSpan, names: tuple[str, ...]) -> str:
    """The first of these attributes that is a text; empty without."""
    found = (span.attributes.get(name) for name in names)
    return next((value for value in found if isinstance(value, str) and value), "")


def whole_at(span: SentSpan, names: tuple[str, ...]) -> int | None:
    """The first of these attributes that is a whole number."""
    found = (span.attributes.get(name) for name in names)
    return next((value for value in found if isinstance(value, int) and not isinstance(value, bool)), None)


def path_of(span: SentSpan) -> str:
    """The path that was asked for, without its query."""
    return _ADDRESS.sub("", text_at(span, _PATH)).partition("?")[0]


def peer_of(span: SentSpan) -> str:
    """Whom a span calls, as exactly as it is named."""
    return text_at(span, _PEER) or _HOST.sub(r"\1", text_at(span, _ADDRESSES))


def name_of(span: SentSpan) -> str:
    """What ran; FastAPI's own spans are all called the same, so the function they are about names them."""
    function = text_at(span, FUNCTION).rpartition(".")[2]
    if function and kind_of(span) in {"solve", "endpoint", "background"}:
        return function
    return span.name or "(no name)"


def kind_of(span: SentSpan) -> str:
    """The kind of the span that a person sees, as in `Span.kind`."""
    if span.name in _FASTAPI and span.sender.scope.partition(" ")[0] == "fastapi":
        return _FASTAPI[span.name]
    if text_at(span, DATABASE) and span.role in {Role.CLIENT, Role.INTERNAL}:
        return "database"
    return span.role.value


def raised_of(span: SentSpan) -> Raised | None:
    """The exception that made a span fail; None where it did not fail, or by something else."""
    if not span.failed:
        return None
    events = [event.attributes for event in span.events if event.name == "exception"]
    # An exception may be recorded, handled and followed by another: the last one is what the span failed of.
    told = events[-1] if events else {}
    kind = _text(told.get("exception.type")) or text_at(span, ("error.type",))
    # With an HTTP status `error.type` repeats it.
    if not kind or (kind.isdecimal() and not told):
        return None
    stack = _text(told.get("exception.stacktrace"))
    return Raised(kind, _text(told.get("exception.message")), stack, *_place(stack))


def error_of(span: SentSpan) -> str:
    """What failed, in words; empty where nothing did."""
    raised = raised_of(span)
    if raised is not None:
        return raised.words
    return (span.status or "It failed, without saying why.") if span.failed else ""


def _place(stack: str) -> tuple[str, int]:
    """The innermost frame of a Python stack trace that is the person's own, else the innermost of all."""
    frames = [(found[1], int(found[2])) for found in _PYTHON_FRAME.finditer(stack)]
    own = [frame for frame in frames if not _OF_OTHERS.search(frame[0])]
    return (own or frames or [("", 0)])[-1]


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else ""
