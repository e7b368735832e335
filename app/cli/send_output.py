"""What `send` prints: the exchange and what was concluded from it, as JSON or for people."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from app.cli.contract_output import contract_json, print_contract
from app.cli.output import plain
from app.core.base.json_types import OMIT
from app.core.exchange.body import BodyKind, hex_lines, pretty_json, read_body
from app.core.exchange.model import Failure
from app.core.exchange.statuses import status_line
from app.core.exchange.travel_words import travel_facts
from app.core.exchange.words import duration_words, size_words
from app.core.forms.kinds import is_secret
from app.core.requests.redact import STARS, shown

if TYPE_CHECKING:
    from app.core.causes.model import Cause
    from app.core.diagnosis.contract.model import Contract
    from app.core.diagnosis.model import Diagnosis, Finding
    from app.core.exchange.model import Exchange, Hop, Response
    from app.core.requests.model import PreparedRequest
    from app.core.trace.model import Journey

_PAIR = re.compile(r"([?&])([^=&]*)=[^&]*")
_HEX_SHOWN = 256


@dataclass(frozen=True, slots=True)
class Outcome:
    """One sent request and what was concluded from it."""

    exchange: Exchange
    diagnosis: Diagnosis | None
    journey: Journey
    warnings: tuple[str, ...]
    contract: Contract | None = None
    causes: tuple[Cause, ...] = ()


def as_json(outcome: Outcome) -> dict[str, Any]:
    """Everything as JSON values; `sent` of a finding is missing where nothing was sent."""
    exchange = outcome.exchange
    value: dict[str, Any] = {
        "operation": exchange.operation_key,
        "request": _request_json(exchange.request),
        "elapsed_ms": round(exchange.elapsed_ms, 3),
        "hops": [_hop_json(hop) for hop in exchange.hops],
        "travel": _travel_json(exchange),
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
        value["failure"] = {
            "phase": failure.phase.value,
            "message": failure.message,
            "hint": failure.hint,
            "detail": failure.detail,
            "cancelled": failure.cancelled,
        }
    if exchange.response is not None:
        value |= _response_json(exchange.response)
    if outcome.diagnosis is not None:
        value["headline"] = plain(outcome.diagnosis.headline)
        value["notes"] = [plain(note) for note in outcome.diagnosis.notes]
        value["findings"] = [_finding_json(finding) for finding in outcome.diagnosis.findings]
    value["causes"] = [_cause_json(cause) for cause in outcome.causes]
    if outcome.contract is not None:
        value["contract"] = contract_json(outcome.contract)
    return value


def print_outcome(outcome: Outcome) -> None:
    """Prints it for people."""
    exchange = outcome.exchange
    for hop in exchange.hops:
        outcome_words = (
            status_line(hop.exchange.response.status) if hop.exchange.response is not None else "no response"
        )
        print(f"{hop.exchange.request.method} {_shown_url(hop.exchange.request)}: {outcome_words}. {hop.reason}")
    print(f"{exchange.request.method} {_shown_url(exchange.request)}")
    for warning in outcome.warnings:
        print(f"warning: {warning}")
    if isinstance(exchange.outcome, Failure):
        print(f"no response ({exchange.outcome.phase.value}): {exchange.outcome.message}")
        if exchange.outcome.hint:
            print(exchange.outcome.hint)
        return
    response = exchange.outcome
    print(f"{status_line(response.status)} · {duration_words(exchange.elapsed_ms)} · {size_words(response.body.size)}")
    print(plain(outcome.journey.summary))
    _print_reasons(outcome)
    if outcome.contract is not None:
        print_contract(outcome.contract)
    location = response.header("location")
    if location:
        print(f"Location: {location}")
    _print_body(response)


def _request_json(request: PreparedRequest) -> dict[str, Any]:
    # What a person gave with --auth does not belong into a log.
    headers = [list(pair) for pair in shown(request).headers]
    return {"method": request.method, "url": _shown_url(request), "headers": headers}


def _hop_json(hop: Hop) -> dict[str, Any]:
    response = hop.exchange.response
    answer = {"status": response.status, "headers": [list(pair) for pair in response.headers]} if response else {}
    elapsed = round(hop.exchange.elapsed_ms, 3)
    return {
        "request": _request_json(hop.exchange.request),
        **answer,
        "reason": hop.reason,
        "elapsed_ms": elapsed,
        "travel": _travel_json(hop.exchange),
    }


def _travel_json(exchange: Exchange) -> dict[str, Any]:
    travel, certificate = exchange.travel, exchange.travel.certificate
    return {
        "proxy": travel.proxy or None,
        "reused": travel.reused,
        "repeated": travel.repeated,
        "tls": travel.tls or None,
        "checked": travel.checked,
        "proxy_checked": travel.proxy_checked,
        "certificate": None if certificate is None else asdict(certificate),
        "words": [f"{fact.name}: {fact.words}" for fact in travel_facts(exchange)],
    }


def _shown_url(request: PreparedRequest) -> str:
    return _PAIR.sub(_hide, shown(request).url)


def _hide(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}={STARS}" if is_secret(found[2], None) else found.group()


def _response_json(response: Response) -> dict[str, Any]:
    reading = read_body(response)
    value: dict[str, Any] = {
        "status": response.status,
        "reason": response.reason,
        "headers": [list(pair) for pair in response.headers],
        "size": response.body.size,
        "body_kind": reading.kind.value,
        "body": reading.value if reading.value is not OMIT else reading.text,
    }
    if reading.problem:
        value["body_problem"] = reading.problem
    return value


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


def _print_reasons(outcome: Outcome) -> None:
    if outcome.diagnosis is not None:
        _print_diagnosis(outcome.diagnosis)
    for cause in outcome.causes:
        _print_cause(cause)


def _print_diagnosis(diagnosis: Diagnosis) -> None:
    print(plain(diagnosis.headline))
    for finding in diagnosis.findings:
        _print_finding(finding)
    if diagnosis.notes:
        print()
    for note in diagnosis.notes:
        print(f"note: {plain(note)}")


def _cause_json(cause: Cause) -> dict[str, Any]:
    return {
        "rule": cause.rule,
        "title": cause.title,
        "sentence": plain(cause.sentence),
        "advice": plain(cause.advice),
        "certain": cause.certain,
        "place": cause.place,
        "fixes": [fix.label for fix in cause.fixes],
    }


def _print_cause(cause: Cause) -> None:
    print(f"\n{'why' if cause.certain else 'likely'}: {plain(cause.sentence)}")
    if cause.place:
        print(f"  at: {cause.place}")
    if cause.advice:
        print(f"  do: {plain(cause.advice)}")


def _print_finding(finding: Finding) -> None:
    place = str(finding.field) if finding.field is not None else ".".join(map(str, finding.location)) or "request"
    print(f"\n  {place}: {finding.message}" + (f"  [{finding.code}]" if finding.code else ""))
    if finding.rule:
        print(f"    rule: {finding.rule}")
    if finding.why is not None:
        print(f"    why: {plain(finding.why.sentence)}")
    for fix in finding.fixes:
        print(f"    fix: {fix.label.removeprefix('Fix: ')}")


def _print_body(response: Response) -> None:
    reading = read_body(response)
    if reading.problem:
        print(f"warning: {reading.problem}")
    if reading.kind is BodyKind.BINARY:
        print("\n" + "\n".join(hex_lines(response.body.data[:_HEX_SHOWN])))
        if response.body.size > _HEX_SHOWN:
            print(f"… {size_words(response.body.size)} in all")
    elif reading.text:
        print(f"\n{pretty_json(reading.text) if reading.kind is BodyKind.JSON else reading.text}")
