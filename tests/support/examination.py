"""Uses a real server as a person would who opens its document: sends every operation's default request, then breaks
each field on purpose and looks where the answer lands. Nothing here knows any particular server."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.core.diagnosis.diagnose import diagnose
from app.core.exchange.model import Failure
from app.core.forms.build import Form
from app.core.requests.auth import authenticate
from app.core.requests.prepare import prepare
from tests.support.breaking import breakages, filled, with_files

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.adapters.http.client import HttpClient
    from app.core.base.field_path import FieldPath
    from app.core.base.json_types import FileRef
    from app.core.diagnosis.model import Diagnosis, Finding
    from app.core.exchange.model import Exchange
    from app.core.forms.model import FormState
    from app.core.operations.model import Api, Operation
    from app.core.requests.credentials import Credential
    from app.core.spec.document import Document
    from tests.support.breaking import Breakage

REFUSED = 422


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of one operation's default request.

    Attributes:
        status: 0 where there was no answer.
        words: What the server said, shortened.
        wants_credentials: Whether the document says that the operation needs some; none were entered for it then.
    """

    operation: str
    status: int
    words: str
    wants_credentials: bool = False

    @property
    def is_accepted(self) -> bool:
        return 200 <= self.status < 400


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one broken field.

    Attributes:
        landed: Where the findings are, as text; empty where the server did not answer 422.
        where: `here` (on the field itself), `inside` (on its members), `above`, `elsewhere`; empty without a 422.
    """

    operation: str
    path: str
    how: str
    status: int
    landed: tuple[str, ...] = ()
    where: str = ""


@dataclass(slots=True)
class Examination:
    """All that was tried with one server."""

    answered: list[Answered] = field(default_factory=list)
    tried: list[Tried] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Subject:
    """A server and its document, and what a person would bring along."""

    document: Document
    api: Api
    base_url: str
    file: FileRef
    credentials: Mapping[str, Credential] = field(default_factory=dict)


async def examine(subject: Subject, client: HttpClient, *, breaks: bool = True) -> Examination:
    """Sends the default request of every operation, and every field broken."""
    found = Examination()
    for operation in subject.api.operations:
        form = Form(subject.document, operation)
        state = with_files(form, form.default_state(), subject.file)
        exchange = await _send(subject, client, operation, state)
        found.answered.append(_answered(subject, operation, exchange))
        if not breaks:
            continue
        for broken in breakages(form, filled(form, state, subject.file)):
            exchange = await _send(subject, client, operation, broken.state)
            diagnosis = diagnose(subject.document, operation, exchange)
            found.tried.append(judged(operation.key, broken, exchange, diagnosis))
    return found


async def _send(subject: Subject, client: HttpClient, operation: Operation, state: FormState) -> Exchange:
    trace_id = secrets.token_hex(16)
    prepared = prepare(subject.api, operation, state, subject.base_url, subject.credentials, trace_id)
    return await client.send(prepared.request, operation.key)


def _answered(subject: Subject, operation: Operation, exchange: Exchange) -> Answered:
    outcome = exchange.outcome
    wants = bool(authenticate(subject.api, operation, subject.credentials).warnings)
    if isinstance(outcome, Failure):
        return Answered(operation.key, 0, outcome.message, wants)
    return Answered(operation.key, outcome.status, outcome.body.data[:300].decode(errors="replace"), wants)


def judged(key: str, broken: Breakage, exchange: Exchange, diagnosis: Diagnosis | None) -> Tried:
    """Whether an answer landed on the field that was broken."""
    path, status = str(broken.path), exchange.response.status if exchange.response is not None else 0
    if status != REFUSED or diagnosis is None:
        return Tried(key, path, broken.how, status)
    fields = [found for finding in diagnosis.findings for found in _fields(finding)]
    landed = tuple(str(found) for found in fields)
    return Tried(key, path, broken.how, status, landed, _where(broken.place, fields))


def _fields(finding: Finding) -> list[FieldPath]:
    own = [finding.field] if finding.field is not None else []
    return own + [found for other in finding.other_branches for found in _fields(other)]


def _where(broken: FieldPath, fields: list[FieldPath]) -> str:
    if broken in fields:
        return "here"
    if any(found.is_within(broken) for found in fields):
        return "inside"
    return "above" if any(broken.is_within(found) for found in fields) else "elsewhere"
