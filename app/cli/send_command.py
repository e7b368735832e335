"""`routeglass send SOURCE 'POST /books'`: one request from the operation's form; the response and its findings."""

from __future__ import annotations

import mimetypes
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from app.cli.output import plain, print_json
from app.cli.source import open_source, run
from app.core.base.errors import SourceError
from app.core.base.field_path import FieldPath, Location
from app.core.base.json_text import JsonSyntaxError, decode_json
from app.core.base.json_types import OMIT, FileRef
from app.core.diagnosis.diagnose import diagnose
from app.core.exchange.body import pretty_json, read_body
from app.core.exchange.model import Exchange, Failure
from app.core.exchange.statuses import status_line
from app.core.exchange.tokens import read_token
from app.core.exchange.words import duration_words, size_words
from app.core.forms.build import Form
from app.core.forms.edits import Edit, Omit, SetBodyText, SetMediaType, SetValue
from app.core.forms.scalars import parse_entry
from app.core.forms.state import apply, apply_all
from app.core.requests.model import (
    ApiKeyCredential,
    BasicCredential,
    BearerCredential,
    Credential,
    PasswordCredential,
)
from app.core.requests.oauth2 import token_request, token_url
from app.core.requests.prepare import prepare
from app.core.trace.journey import journey

if TYPE_CHECKING:
    import argparse

    from app.cli.source import OpenSource
    from app.core.base.json_types import Value
    from app.core.diagnosis.model import Diagnosis, Finding
    from app.core.forms.model import FormState
    from app.core.operations.model import Operation
    from app.core.requests.model import PreparedRequest
    from app.core.trace.model import Journey

NETWORK_FAILURE = 3
_FIRST_ERROR = 400


@dataclass(frozen=True, slots=True)
class Outcome:
    """One sent request and what was concluded from it."""

    exchange: Exchange
    diagnosis: Diagnosis | None
    journey: Journey
    warnings: tuple[str, ...]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the command's arguments."""
    parser.add_argument("source", metavar="SOURCE", help="bookstore, an http address, or a file")
    parser.add_argument("operation", metavar="OPERATION", help="for example 'POST /books'")
    parser.add_argument(
        "--set",
        dest="edits",
        action="append",
        default=[],
        metavar="FIELD=TEXT",
        help="as typed into the form: body/year=500; FIELD:=JSON for any JSON value; FIELD=@FILE for a file",
    )
    parser.add_argument("--omit", action="append", default=[], metavar="FIELD", help="leave a field out")
    parser.add_argument("--body", metavar="TEXT", help="the raw body, sent as it is")
    parser.add_argument("--media-type", metavar="TYPE", help="the body's media type, where there is a choice")
    parser.add_argument(
        "--auth", action="append", default=[], metavar="SCHEME=VALUE", help="an API key, a token, or USER:PASSWORD"
    )
    parser.add_argument("--base-url", default="", metavar="URL", help="where the API is")
    parser.add_argument("--fail", action="store_true", help="exit with 1 when the status is 400 or above")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run_command(arguments: argparse.Namespace) -> int:
    """Sends and prints; 0 for a response, 1 with `--fail` for an error status, 3 where none came."""
    with open_source(arguments.source, arguments.base_url) as source:
        operation = _operation(source, arguments.operation)
        if not source.base_url:
            message = "The document names no server."
            raise SourceError(message, where=arguments.source, hint="Say where the API is: --base-url http://…")
        state = _filled(source, operation, arguments)
        credentials = dict(_credential(source, text) for text in arguments.auth)
        outcome = _send(source, operation, state, credentials)
    if arguments.json:
        print_json(_as_json(outcome))
    else:
        _print(outcome)
    response = outcome.exchange.outcome
    if isinstance(response, Failure):
        return NETWORK_FAILURE
    return 1 if arguments.fail and response.status >= _FIRST_ERROR else 0


def _operation(source: OpenSource, key: str) -> Operation:
    found = source.api.operation(key)
    if found is not None:
        return found
    words = key.lower().split()[-1:] or [""]
    near = [known.key for known in source.api.operations if words[0] in known.key.lower()][:5]
    hint = f"Is it one of these: {', '.join(near)}?" if near else "`routeglass lint SOURCE` reads the whole document."
    message = f"The document has no operation {key!r}."
    raise SourceError(message, hint=hint)


def _filled(source: OpenSource, operation: Operation, arguments: argparse.Namespace) -> FormState:
    form = Form(source.document, operation)
    state = form.default_state(arguments.media_type)
    if arguments.media_type:
        state = apply(state, SetMediaType(arguments.media_type))
    for text in arguments.edits:
        state = apply(state, _edit(form, state, text))
    state = apply_all(state, tuple(Omit(_path(name)) for name in arguments.omit))
    return state if arguments.body is None else apply(state, SetBodyText(arguments.body))


def _edit(form: Form, state: FormState, text: str) -> Edit:
    name, equals, value = text.partition("=")
    if not equals:
        message = f"{text!r} sets nothing."
        raise SourceError(message, hint="Write FIELD=TEXT, for example body/year=500.")
    if name.endswith(":"):
        return SetValue(_path(name[:-1]), _json(value))
    path = _path(name)
    field = form.field_at(path, state)
    if value.startswith("@") and path.location is Location.BODY:
        return SetValue(path, _file(value[1:]))
    return SetValue(path, parse_entry(field.kind, value, field.choices) if field else value)


def _path(text: str) -> FieldPath:
    try:
        return FieldPath.parse(text)
    except ValueError:
        message = f"{text!r} is no field."
        raise SourceError(message, hint="A field is path/…, query/…, header/…, cookie/… or body/…") from None


def _json(text: str) -> Value:
    value = decode_json(text)
    if isinstance(value, JsonSyntaxError):
        message = f"{text!r} is not JSON: {value}"
        raise SourceError(message, hint="After := comes JSON; after = comes text as typed.")
    return cast("Value", value)


def _file(name: str) -> FileRef:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return FileRef(name, Path(name).name, kind)


def _credential(source: OpenSource, text: str) -> tuple[str, Credential]:
    key, _, value = text.partition("=")
    scheme = source.api.schemes.get(key)
    if scheme is None:
        message = f"The document has no security scheme {key!r}."
        raise SourceError(message, hint=f"It has: {', '.join(source.api.schemes) or 'none'}.")
    if scheme.kind == "apiKey":
        return key, ApiKeyCredential(value)
    user, colon, password = value.partition(":")
    if scheme.scheme == "basic":
        return key, BasicCredential(user, password)
    url = token_url(scheme, f"{source.base_url}/")
    if url is not None and colon:
        return key, _sign_in(source, url, PasswordCredential(user, password, _scopes(scheme.flows)))
    return key, BearerCredential(value)


def _scopes(flows: dict[str, dict[str, object]]) -> tuple[str, ...]:
    scopes = flows.get("password", {}).get("scopes")
    return tuple(scopes) if isinstance(scopes, dict) else ()


def _sign_in(source: OpenSource, url: str, credential: PasswordCredential) -> PasswordCredential:
    exchange = run(source, source.client.send(token_request(url, credential, secrets.token_hex(16)), "token"))
    if isinstance(exchange.outcome, Failure):
        raise SourceError(exchange.outcome.message, where=url, hint=exchange.outcome.hint)
    token = read_token(exchange.outcome, credential, now=time.time())
    if isinstance(token, PasswordCredential):
        return token
    raise SourceError(token.message, where=url, hint=token.hint)


def _send(source: OpenSource, operation: Operation, state: FormState, credentials: dict[str, Credential]) -> Outcome:
    trace_id = secrets.token_hex(16)
    preparation = prepare(source.api, operation, state, source.base_url, credentials, trace_id)
    exchange = run(source, source.client.send(preparation.request, operation.key))
    trace = source.traces.wait_for(trace_id) if source.traces is not None and exchange.response is not None else None
    names = source.bookstore.routes()[1] if source.bookstore is not None else None
    diagnosis = diagnose(source.document, operation, exchange, names)
    warnings = tuple(f"{path}: {plain(words)}" for path, words in preparation.warnings)
    return Outcome(exchange, diagnosis, journey(exchange, trace), warnings)


def _as_json(outcome: Outcome) -> dict[str, Any]:
    exchange = outcome.exchange
    value: dict[str, Any] = {
        "operation": exchange.operation_key,
        "request": _request_json(exchange.request),
        "elapsed_ms": round(exchange.elapsed_ms, 3),
        "warnings": list(outcome.warnings),
        "journey": [
            {
                "stage": stage.name.value,
                "state": stage.state.value,
                "duration_ms": stage.duration_ms,
                "sentence": plain(stage.sentence),
            }
            for stage in outcome.journey.stages
        ],
    }
    if isinstance(exchange.outcome, Failure):
        failure = exchange.outcome
        value["failure"] = {"phase": failure.phase.value, "message": failure.message, "hint": failure.hint}
    response = exchange.response
    if response is not None:
        reading = read_body(response)
        body = reading.value if reading.value is not OMIT else reading.text
        value |= {"status": response.status, "headers": [list(pair) for pair in response.headers], "body": body}
    if outcome.diagnosis is not None:
        value["headline"] = plain(outcome.diagnosis.headline)
        value["notes"] = [plain(note) for note in outcome.diagnosis.notes]
        value["findings"] = [_finding_json(finding) for finding in outcome.diagnosis.findings]
    return value


def _request_json(request: PreparedRequest) -> dict[str, Any]:
    return {"method": request.method, "url": request.url, "headers": [list(pair) for pair in request.headers]}


def _finding_json(finding: Finding) -> dict[str, Any]:
    value: dict[str, Any] = {
        "field": str(finding.field) if finding.field is not None else None,
        "kind": finding.target.kind.value,
        "code": finding.code,
        "message": finding.message,
        "rule": finding.rule,
        "location": list(finding.location),
        "count": finding.count,
        "more": list(finding.more),
        "fixes": [fix.label for fix in finding.fixes],
        "why": None,
    }
    if finding.sent is not OMIT:
        value["sent"] = finding.sent
    if finding.line is not None:
        value |= {"line": finding.line, "column": finding.column}
    if finding.why is not None:
        value["why"] = {
            "rule": finding.why.rule,
            "sentence": plain(finding.why.sentence),
            "confidence": finding.why.confidence,
        }
    return value


def _print(outcome: Outcome) -> None:
    exchange = outcome.exchange
    print(f"{exchange.request.method} {exchange.request.url}")
    for warning in outcome.warnings:
        print(f"warning: {warning}")
    if isinstance(exchange.outcome, Failure):
        print(f"no response ({exchange.outcome.phase.value}): {exchange.outcome.message}")
        print(exchange.outcome.hint)
        return
    response = exchange.outcome
    print(f"{status_line(response.status)} · {duration_words(exchange.elapsed_ms)} · {size_words(response.body.size)}")
    print(plain(outcome.journey.summary))
    for finding in outcome.diagnosis.findings if outcome.diagnosis else ():
        _print_finding(finding)
    location = response.header("location")
    if location:
        print(f"Location: {location}")
    text = read_body(response).text
    if text:
        print(f"\n{pretty_json(text)}")


def _print_finding(finding: Finding) -> None:
    place = str(finding.field) if finding.field is not None else ".".join(map(str, finding.location)) or "request"
    print(f"\n  {place}: {finding.message}" + (f"  [{finding.code}]" if finding.code else ""))
    if finding.rule:
        print(f"    rule: {finding.rule}")
    if finding.why is not None:
        print(f"    why: {plain(finding.why.sentence)}")
    for fix in finding.fixes:
        print(f"    fix: {fix.label}")
