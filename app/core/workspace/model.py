"""What the window is working on, as frozen values; the workspace swaps whole values, it never edits one."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.core.forms.beginning import Beginning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.diagnosis.contract.model import Contract
    from app.core.diagnosis.model import Diagnosis
    from app.core.exchange.body import BodyReading
    from app.core.exchange.model import Exchange
    from app.core.forms.build import Form
    from app.core.forms.model import FormState
    from app.core.history.model import Snapshot
    from app.core.operations.model import Operation
    from app.core.requests.credentials import Credential
    from app.core.trace.model import Journey, Trace


class SourceStatus(StrEnum):
    """How the API in view is doing. `restarting`: new code takes over; requests wait for it."""

    STARTING = "starting"
    RUNNING = "running"
    RESTARTING = "restarting"
    FAILED = "failed"
    STOPPED = "stopped"


class AppAction(StrEnum):
    """What can be done with a person's own app. `choose`: one is opened, or the one in view is run otherwise."""

    START = "start"
    STOP = "stop"
    CHOOSE = "choose"


@dataclass(frozen=True, slots=True)
class Source:
    """The API in view.

    Attributes:
        label: What a person calls it: `Bookstore`.
        base_url: Where requests go, for example `http://127.0.0.1:53411`; empty until it runs.
        problem: Why it failed, one sentence; empty while it does not.
        hint: What to do next.
        detail: Technical words to copy, for example a traceback.
        inside: Whether this program runs it, so that it can restart it and look inside.
        key: What its tabs, drafts and credentials are kept under: the reference a person gave, without secrets.
        place: Where its document was found, without secrets: a URL or the path of a file; empty for a pasted text.
    """

    label: str
    status: SourceStatus
    base_url: str = ""
    problem: str = ""
    hint: str = ""
    detail: str = ""
    inside: bool = False
    key: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """A source that shall take the place of the one in view, which stays usable until then.

    Attributes:
        label: What a person calls it.
        problem: Why it could not be opened, one sentence; empty while it is under way.
        hint: What to do next.
        detail: Technical words to copy.
    """

    label: str
    problem: str = ""
    hint: str = ""
    detail: str = ""

    @property
    def failed(self) -> bool:
        """Whether it is over."""
        return bool(self.problem)


@dataclass(frozen=True, slots=True)
class Tab:
    """One open operation.

    Attributes:
        identity: Unique for the life of the workspace; events name it.
        form: The fields of the operation; computed, holds no values.
        entered: What was entered, or what the form begins with on its way.
        gone: The document no longer has the operation; form and values are as they were.
        sending: A request of this tab is under way.
        exchange: The last one, None before the first.
        reading: What the response's body is, None where there is no response.
        pretty: A JSON body laid out for reading; empty for every other.
        diagnosis: Of that exchange, None before the first.
        contract: That response held against the document, None where there is no whole response.
        trace: What the server recorded of it, None where it told nothing (yet).
        journey: The stages of that exchange, None before the first.
        auth_choice: Index of the security alternative chosen by hand, -1 for none of them, None for the best one.
        previous: The exchange before the last one, None before the second.
    """

    identity: int
    operation: Operation
    form: Form
    entered: FormState | Beginning
    gone: bool = False
    sending: bool = False
    exchange: Exchange | None = None
    reading: BodyReading | None = None
    pretty: str = ""
    diagnosis: Diagnosis | None = None
    contract: Contract | None = None
    trace: Trace | None = None
    journey: Journey | None = None
    auth_choice: int | None = None
    previous: Snapshot | None = None

    @property
    def state(self) -> FormState:
        """What was entered; where a new form is still being filled in, it is done now."""
        return self.entered.whole() if isinstance(self.entered, Beginning) else self.entered

    @property
    def is_whole(self) -> bool:
        """Whether nothing of what a new form begins with is missing."""
        return not isinstance(self.entered, Beginning) or self.entered.is_whole

    @property
    def seen(self) -> FormState:
        """The same as far as it is made, for who only shows it; parameters are all there."""
        return self.entered.seen if isinstance(self.entered, Beginning) else self.entered

    def snapshot(self) -> Snapshot | None:
        """The last exchange as it is shown; None before the first."""
        from app.core.history.model import Snapshot  # noqa: PLC0415 - not needed before the first answer

        if self.exchange is None:
            return None
        return Snapshot(self.exchange, self.reading, self.diagnosis, self.journey)


@dataclass(frozen=True, slots=True)
class SignIn:
    """How getting a token for a security scheme is going.

    Attributes:
        words: What is being done, one sentence; empty when it is over.
        url: What the browser was sent to, to copy or open again; may be empty.
        user_code: What a person types there; may be empty.
        problem: Why it failed; empty where it did not.
    """

    words: str = ""
    url: str = ""
    user_code: str = ""
    problem: str = ""


class Level(StrEnum):
    """How much a notice matters."""

    INFO = "info"
    OK = "ok"
    WARN = "warn"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know, outside any one request.

    Attributes:
        title: What happened.
        hint: What to do next; may be empty.
        detail: Technical words to copy; may be empty.
    """

    level: Level
    title: str
    hint: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of a server's log.

    Attributes:
        time: Seconds since the epoch.
        level: `INFO`, `WARNING`, `ERROR`, …
        logger: The logger's name.
        text: The message; a traceback follows in further lines.
        server: The key of the source whose server wrote it, as in `Source.key`; empty where that is not known.
    """

    time: float
    level: str
    logger: str
    text: str
    server: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """What an answer brought along for the cookie jar.

    Attributes:
        headers: The answer's.
        url: What was asked.
        at: Seconds since the epoch.
    """

    headers: tuple[tuple[str, str], ...]
    url: str
    at: float


@dataclass(frozen=True, slots=True)
class SendResult:
    """What comes home from one send: the exchange and all that was concluded from it.

    Attributes:
        warnings: What could not be sent as it was entered, one sentence each.
        pretty: As in `Tab`; laid out where the window does not wait for it.
        notes: What was done beside the request, one sentence each.
        credentials: Per scheme the credential that was sent with, and what has become of it.
        received: Every answer on the way, for the cookies they set.
        contract: As in `Tab`.
        mistake: The traceback of a mistake of this program while it explained the exchange; empty without one.
    """

    exchange: Exchange
    reading: BodyReading | None
    diagnosis: Diagnosis | None
    journey: Journey | None
    warnings: tuple[str, ...] = ()
    pretty: str = ""
    contract: Contract | None = None
    mistake: str = ""
    notes: tuple[str, ...] = ()
    credentials: Mapping[str, tuple[Credential, Credential]] = field(default_factory=dict)
    received: tuple[Received, ...] = ()
