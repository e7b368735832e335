"""Work of several rounds as a walk of values: each step says what is to be done next, its answer leads to the next.

A flow is a generator that yields steps, takes what came of each, and returns its result. It touches nothing: whoever
walks it calls servers, waits and opens browsers, and can stop between any two steps.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

if TYPE_CHECKING:
    from app.core.requests.model import PreparedRequest

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """Send a request; the answer is its `Exchange`.

    Attributes:
        label: What the request is for, in words.
    """

    request: PreparedRequest
    label: str


@dataclass(frozen=True, slots=True)
class Listen:
    """Open a listener on loopback for the browser to come back to; the answer is a `Listening`.

    Attributes:
        port: 0 lets the system choose.
        path: The only one that is answered; begins with a slash.
        state: What an answer must carry to be accepted (RFC 6749 section 10.12).
    """

    port: int
    path: str
    state: str


@dataclass(frozen=True, slots=True)
class Listening:
    """A listener is open, or why it is not.

    Attributes:
        redirect_uri: Empty where it could not be opened.
        problem: One sentence; empty where it is open.
    """

    redirect_uri: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Browse:
    """Open an address in the browser and wait for it to come back to the listener; the answer is a `Returned`.

    Attributes:
        seconds: How long to wait.
    """

    url: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Returned:
    """What the browser brought: the parameters of the redirect in order, None where it never came."""

    parameters: tuple[tuple[str, str], ...] | None


@dataclass(frozen=True, slots=True)
class Wait:
    """Show where to enter a code (RFC 8628 section 3.3) and wait; the answer is None.

    Attributes:
        seconds: Until the next step.
        user_code: What a person types there.
        url: Where.
        complete_url: The same with the code in it; empty where the server gave none.
    """

    seconds: float
    user_code: str
    url: str
    complete_url: str = ""


Step: TypeAlias = Call | Listen | Browse | Wait
Flow: TypeAlias = Generator[Step, Any, T]


@dataclass(frozen=True, slots=True)
class Chance:
    """What no value can know.

    Attributes:
        now: Seconds since the epoch.
        token: 64 unguessable hex digits.
    """

    now: Callable[[], float]
    token: Callable[[], str]


class Walk(Generic[T]):
    """A flow under way.

    Attributes:
        step: What is to be done; None when the flow is over.
        result: What it came to; None before that.
    """

    def __init__(self, flow: Flow[T]) -> None:
        self._flow = flow
        self.step: Step | None = None
        self.result: T | None = None
        self.answer(None)

    def answer(self, value: object) -> None:
        """Takes what came of the step and goes on to the next."""
        try:
            self.step = self._flow.send(value)
        except StopIteration as end:
            self.step, self.result = None, end.value
