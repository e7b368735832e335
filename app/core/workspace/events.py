"""What changed, and who asked (`by`: the name of the feature), so that a view can ignore its own echo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.base.field_path import FieldPath
    from app.core.exchange.model import Exchange
    from app.core.lab.model import Plan
    from app.core.operations.differences import Comparison
    from app.core.routes.model import MatchResult
    from app.core.trace.loop import LoopBlock, LoopSample
    from app.core.trace.model import StageName
    from app.core.workspace.model import AppAction, LogLine, Notice


@dataclass(frozen=True, slots=True)
class SourceChanged:
    """The source's state is another (`Workspace.source`)."""


@dataclass(frozen=True, slots=True)
class SourceLeft:
    """Another source takes the place of the one in view; its tabs are still open, and close next."""


@dataclass(frozen=True, slots=True)
class OpeningChanged:
    """A source is being opened, could not be, or no longer is (`Workspace.opening`)."""


@dataclass(frozen=True, slots=True)
class AppChanged:
    """The person's own app is another, or is doing otherwise (`Workspace.own_app`)."""


@dataclass(frozen=True, slots=True)
class AppActionAsked:
    """Something shall be done with the person's own app."""

    action: AppAction


@dataclass(frozen=True, slots=True)
class SourceReloaded:
    """New code of the person's own app answers; document and routes in view are those of the new code.

    Attributes:
        files: The files whose change caused it, absolute; empty where a person restarted it.
        comparison: How its document differs from the one before; None where it does not.
        tab: The tab whose last request is sent again next; its exchange is still that of the old code. None where
            none is sent.
    """

    files: tuple[str, ...]
    comparison: Comparison | None
    tab: int | None


@dataclass(frozen=True, slots=True)
class DestinationChanged:
    """Requests go elsewhere (`Workspace.destinations`)."""


@dataclass(frozen=True, slots=True)
class DestinationAsked:
    """A request was held back: nobody has agreed to its destination yet, or there is none.

    Attributes:
        base_url: Where it would go; empty where that is not known.
    """

    tab: int
    base_url: str


@dataclass(frozen=True, slots=True)
class ProblemsChanged:
    """Other things are wrong with the document (`Workspace.problems`)."""


@dataclass(frozen=True, slots=True)
class PageRequested:
    """A page of the drawer shall be shown: `problems`, `changes`."""

    page: str
    by: str


@dataclass(frozen=True, slots=True)
class CodeRequested:
    """A line of source code shall be shown in the person's own editor.

    Attributes:
        file: Absolute.
        line: 1-based; 0 for the whole file.
    """

    file: str
    line: int
    by: str


@dataclass(frozen=True, slots=True)
class DocumentReplaced:
    """The document in view is another edition of itself.

    Attributes:
        comparison: What changed.
    """

    comparison: Comparison


@dataclass(frozen=True, slots=True)
class ApiChanged:
    """Another document is open (`Workspace.api`), or none."""


@dataclass(frozen=True, slots=True)
class TabOpened:
    """A tab was added; it becomes active next."""

    tab: int


@dataclass(frozen=True, slots=True)
class TabClosed:
    """A tab is gone."""

    tab: int


@dataclass(frozen=True, slots=True)
class TabActivated:
    """Another tab is in front; None when the last was closed."""

    tab: int | None


@dataclass(frozen=True, slots=True)
class FormChanged:
    """Values of a tab's form changed.

    Attributes:
        paths: What changed; everything at and below each path. Empty means everything.
    """

    tab: int
    paths: tuple[FieldPath, ...]
    by: str


@dataclass(frozen=True, slots=True)
class SendRequested:
    """Somebody wants a tab's request sent (the send key, a fix with resend, a lesson)."""

    tab: int
    by: str


@dataclass(frozen=True, slots=True)
class CancelRequested:
    """Somebody wants a tab's request stopped."""

    tab: int


@dataclass(frozen=True, slots=True)
class SendStarted:
    """A tab's request is under way."""

    tab: int


@dataclass(frozen=True, slots=True)
class SendFinished:
    """A tab has a new exchange, diagnosis and journey."""

    tab: int


@dataclass(frozen=True, slots=True)
class ExchangeDropped:
    """No tab shows this exchange any more; the file of its body, where it has one, can go."""

    exchange: Exchange


@dataclass(frozen=True, slots=True)
class TraceArrived:
    """The server's own account of a tab's exchange has come; trace and journey are new."""

    tab: int


@dataclass(frozen=True, slots=True)
class StageRequested:
    """A stage of the journey of the tab in front shall be shown where its spans are."""

    stage: StageName
    by: str


@dataclass(frozen=True, slots=True)
class RevealRequested:
    """A field shall be scrolled to, opened and focused."""

    tab: int
    path: FieldPath
    by: str


@dataclass(frozen=True, slots=True)
class NodeRevealRequested:
    """A node of the response's body shall be shown.

    Attributes:
        tokens: Its reference tokens (RFC 6901); empty for the whole body.
    """

    tab: int
    tokens: tuple[str, ...]
    by: str


@dataclass(frozen=True, slots=True)
class FindingFocused:
    """A finding is the current one (F8 walk, a click on its card or field)."""

    tab: int
    index: int
    by: str


@dataclass(frozen=True, slots=True)
class CredentialsChanged:
    """Credentials were entered, fetched or forgotten (`Workspace.credentials`)."""

    by: str


@dataclass(frozen=True, slots=True)
class ConnectionChanged:
    """Requests travel in another way from now on (`Travelling.connection`)."""


@dataclass(frozen=True, slots=True)
class ConnectionAsked:
    """A setting of the connection shall be shown.

    Attributes:
        part: `caFile`, `insecureHosts`, `proxy`; empty for all of them.
    """

    part: str
    by: str


@dataclass(frozen=True, slots=True)
class FollowRequested:
    """Somebody wants the redirect that a tab's request was answered with to be followed."""

    tab: int
    by: str


@dataclass(frozen=True, slots=True)
class CookiesChanged:
    """Cookies were set, changed or removed (`Travelling.cookies`)."""


@dataclass(frozen=True, slots=True)
class RoutesChanged:
    """The route table is another (`Workspace.routes`)."""


@dataclass(frozen=True, slots=True)
class RouteTried:
    """A path was tried against the router."""

    result: MatchResult
    by: str


@dataclass(frozen=True, slots=True)
class LabRunRequested:
    """Somebody wants many requests sent at once."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class LabCancelRequested:
    """Somebody wants the run under way stopped."""


@dataclass(frozen=True, slots=True)
class LabChanged:
    """A run began, went on or ended (`Workspace.lab`)."""


@dataclass(frozen=True, slots=True)
class LoopSampled:
    """The event loop was measured (`EventLoop.samples`)."""

    samples: tuple[LoopSample, ...]


@dataclass(frozen=True, slots=True)
class LoopBlocked:
    """Something held the event loop up, or more is known of it (`EventLoop.blocks`)."""

    blocks: tuple[LoopBlock, ...]


@dataclass(frozen=True, slots=True)
class LoopForgotten:
    """All that was seen of the event loop is forgotten."""


@dataclass(frozen=True, slots=True)
class LoopWatchAsked:
    """The event loop shall be measured all the time, or only while requests are under way."""

    on: bool


@dataclass(frozen=True, slots=True)
class LogAppended:
    """The server wrote to its log."""

    lines: tuple[LogLine, ...]


@dataclass(frozen=True, slots=True)
class LogRequested:
    """The server's log shall be shown, narrowed to some words; empty for all of it."""

    words: str
    by: str


@dataclass(frozen=True, slots=True)
class TelemetryAsked:
    """Somebody wants spans of OpenTelemetry to be received, or no longer."""

    on: bool
    by: str


@dataclass(frozen=True, slots=True)
class TelemetryChanged:
    """The receiver of spans is doing otherwise, or something has come (`Telemetry.state`)."""


@dataclass(frozen=True, slots=True)
class Notified:
    """Something to tell the person."""

    notice: Notice
