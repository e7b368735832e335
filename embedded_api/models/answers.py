"""Small answers that several endpoints share, errors above all."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, Field

Responses: TypeAlias = dict[int | str, dict[str, Any]]
"""Documented responses by status, as FastAPI takes them."""

CorrelationId = Annotated[
    str, Field(description="Find this id in the server's log.", examples=["6f9619ff8b86d011b42d00c04fc964ff"])
]


class Welcome(BaseModel):
    """The greeting of the shop."""

    message: str = Field(examples=["Welcome to the Bookstore"])
    status: Literal["running"] = "running"


class Health(BaseModel):
    """Whether the server can do its work."""

    healthy: bool


class Problem(BaseModel):
    """Why a request was refused, in one sentence."""

    detail: str = Field(examples=["Book 999 not found"])


class InternalError(BaseModel):
    """Something broke inside the server; the details are in its log only."""

    error: Literal["internal_error"]
    correlation_id: CorrelationId


class InsufficientFunds(BaseModel):
    """The wallet holds less than was asked for."""

    error: Literal["insufficient_funds"]
    balance: float = Field(description="What the wallet holds.", examples=[100.0])
    needed: float = Field(description="What was asked for.", examples=[250.0])
    message: str = Field(examples=["You asked for 250.00, but the wallet holds 100.00."])


class Withdrawal(BaseModel):
    """A withdrawal that worked."""

    withdrawn: float = Field(examples=[40.0])
    remaining: float = Field(examples=[60.0])


class Quote(BaseModel):
    """A sentence worth keeping."""

    text: str = Field(examples=["Programs must be written for people to read."])
    author: str = Field(examples=["Harold Abelson"])


class ExternalQuote(Quote):
    """A quote and where it came from."""

    source: str = Field(description="The URL that was asked.", examples=["http://127.0.0.1:8000/quote"])


class ShelfAnswer(BaseModel):
    """Which of the two shelf endpoints answered."""

    answered_by: str = Field(description="The name of the endpoint.", examples=["read_shelf"])
    shelf: str = Field(examples=["featured"])


class Nap(BaseModel):
    """What a lab endpoint did."""

    slept: float = Field(description="Seconds.", examples=[1.0])
    thread: str = Field(description="The thread that slept or waited.", examples=["AnyIO worker thread"])
    lesson: str = Field(description="What it did to all other requests meanwhile.")


class Tick(BaseModel):
    """One event of the tick stream."""

    number: int = Field(ge=1, le=10, examples=[1])
    of: Literal[10] = 10


def problem(description: str) -> dict[str, Any]:
    """The documentation of a response whose body is a `Problem`."""
    return {"model": Problem, "description": description}
