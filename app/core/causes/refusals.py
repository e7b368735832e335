"""Requests that were refused: by a dependency, for want of credentials, or as a WebSocket handshake."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from app.core.causes.model import Cause
from app.core.exchange.statuses import status_line
from app.core.trace.facts import origin_of, place_text

if TYPE_CHECKING:
    from app.core.causes.model import Evidence

_PARAMETER: Final = re.compile(r'(\w+)="([^"]*)"')
_UNAUTHORIZED: Final = 401
_FORBIDDEN: Final = 403
_OLD_WORDS: Final = "Not authenticated"


def refused_by_dependency(evidence: Evidence) -> Cause | None:
    """A dependency raised an HTTPException: the endpoint never ran, and the answer is the dependency's."""
    facts = evidence.facts
    span = facts.failed_dependency if facts is not None else None
    if facts is None or span is None:
        return None
    error = origin_of(span, facts.trace)
    status = error.get("status")
    if not isinstance(status, int):
        return None
    said = error.get("detail")
    words = f": {said.rstrip('.')}" if isinstance(said, str) and said else ""
    sentence = f"The dependency `{span.name}` answered {status_line(status)}{words}. The endpoint never ran."
    advice = ""
    if status in {_UNAUTHORIZED, _FORBIDDEN} and not evidence.response.header("www-authenticate"):
        which = "other ones" if evidence.exchange.request.authentication.schemes else "some"
        advice = f"If it looks at credentials, enter {which} under Auth."
    place = place_text(error.get("file"), error.get("line")) or place_text(
        span.attributes.get("file"), span.attributes.get("line")
    )
    return Cause("dependency", "A dependency refused it", sentence, advice, place=place)


def credentials(evidence: Evidence) -> Cause | None:
    """401 and 403: what was asked for (RFC 9110 section 11.6.1), and whether anything was sent."""
    if evidence.status not in {_UNAUTHORIZED, _FORBIDDEN}:
        return None
    challenge = evidence.response.header("www-authenticate") or ""
    sent = evidence.exchange.request.authentication.schemes
    needed = any(need.schemes for need in evidence.operation.security)
    sentences = []
    if challenge:
        sentences.append(f"The API asks for {challenge.split(maxsplit=1)[0].rstrip(',')} credentials.")
    if sent:
        sentences.append(f"What was sent for {_listed(sent)} was not enough.")
    elif challenge or needed:
        sentences.append("The request carried no credentials.")
    sentences += _reasons(challenge)
    if evidence.status == _FORBIDDEN and evidence.detail == _OLD_WORDS:
        sentences.append("FastAPI before 0.122 says 403 where credentials are missing; newer ones say 401.")
    if not sentences:
        return None
    advice = "Look at them under Auth." if sent else "Enter them under Auth."
    return Cause("credentials", "Credentials", " ".join(sentences), advice)


def _reasons(challenge: str) -> list[str]:
    parameters = dict(_PARAMETER.findall(challenge))
    found = []
    if "scope" in parameters:
        found.append(f"It wants the scope {parameters['scope']}.")
    if "error" in parameters:
        described = f" ({parameters['error_description']})" if "error_description" in parameters else ""
        found.append(f"It names the reason {parameters['error']}{described}.")
    return found


def refused_socket(evidence: Evidence) -> Cause | None:
    """A WebSocket that FastAPI refuses before it is accepted: over uvicorn the client sees 403 and nothing else."""
    upgrade = next((value for name, value in evidence.exchange.request.headers if name.lower() == "upgrade"), "")
    if evidence.status != _FORBIDDEN or upgrade.lower() != "websocket" or evidence.response.body.size:
        return None
    sentence = (
        "The server refused the WebSocket before it was opened. FastAPI does so where no route matches, where a "
        "dependency refuses, and where a value is not valid; which of these it was stands in no answer."
    )
    advice = "Look into the server's log or, where Routeglass runs the app, at its trace."
    return Cause("socket", "The WebSocket was refused", sentence, advice, certain=False)


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(f"`{name}`" for name in names)
