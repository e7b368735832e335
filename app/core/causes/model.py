"""What a rule finds, and what it finds it in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from app.core.base.media_types import is_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.diagnosis.model import Diagnosis, Fix
    from app.core.exchange.model import Exchange, Response
    from app.core.operations.model import MediaType, Operation
    from app.core.requests.model import Sent
    from app.core.routes.model import RouteTable
    from app.core.spec.document import Document
    from app.core.trace.facts import TraceFacts

_FIRST_ERROR: Final = 400


class Look(StrEnum):
    """Where more about a cause is to be seen."""

    NOWHERE = ""
    LOG = "log"
    ROUTES = "routes"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an exchange ended as it did.

    Attributes:
        rule: Which rule found it, for example `trailing-slash`; each finds one at most.
        title: A few words.
        sentence: What happened and why.
        advice: What to do about it; empty where that is said already, or nobody can.
        certain: False where it is only the likeliest reason.
        place: `file:line` of the server's code, empty where that is unknown or plays no part.
        fixes: Changes of the form that would mend it, best first.
        look: Where more is to be seen.
        words: What finds it there: a correlation id in the log, a request to be tried at the routes.
    """

    rule: str
    title: str
    sentence: str
    advice: str = ""
    certain: bool = True
    place: str = ""
    fixes: tuple[Fix, ...] = ()
    look: Look = Look.NOWHERE
    words: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What rules look at.

    Attributes:
        response: What came back, whole or in part.
        facts: What the server recorded; None where it told nothing.
        routes: Its routes, real or simulated; None where they are not known.
    """

    document: Document
    operation: Operation
    exchange: Exchange
    response: Response
    diagnosis: Diagnosis
    facts: TraceFacts | None = None
    routes: RouteTable | None = None

    @property
    def status(self) -> int:
        """The response's status."""
        return self.response.status

    @property
    def is_error(self) -> bool:
        """Whether the request failed (RFC 9110 sections 15.5 and 15.6)."""
        return self.status >= _FIRST_ERROR

    @property
    def sent(self) -> Sent:
        """What was sent, before encoding."""
        return self.exchange.request.sent

    @property
    def detail(self) -> object:
        """`detail` of a JSON body, which FastAPI's own answers have; None where there is none."""
        return self.diagnosis.raw.get("detail") if isinstance(self.diagnosis.raw, dict) else None

    @property
    def content(self) -> MediaType | None:
        """The documented body that was meant: of the sent media type, else the first."""
        body = self.operation.body
        return body.content(self.sent.media_type) if body else None

    @property
    def reads_json(self) -> bool:
        """Whether the operation's body is JSON by its document."""
        return self.content is not None and is_json(self.content.media_type)


Rule: TypeAlias = "Callable[[Evidence], Cause | None]"
