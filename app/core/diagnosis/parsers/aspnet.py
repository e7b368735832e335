"""ASP.NET Core's `ValidationProblemDetails`: messages by C# property names, or by paths such as `$.items[0]`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.core.base.media_types import essence
from app.core.diagnosis.field_tokens import path_tokens
from app.core.diagnosis.parsers.shapes import ReportParser, is_messages, members
from app.core.diagnosis.reports import Reading, Report, server_says

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.diagnosis.answer import Answer

_PROBLEM: Final = "application/problem+json"


def _read(answer: Answer) -> Reading | None:
    body = members(answer)
    errors = body.get("errors")
    is_problem = "traceId" in body or essence(answer.header("content-type")) == _PROBLEM
    if not is_problem or not isinstance(errors, dict) or not any(is_messages(said) for said in errors.values()):
        return None
    return Reading(_reports(errors), server_says(body.get("title"), body.get("detail")))


def _reports(errors: dict[str, Any]) -> Iterator[Report]:
    for name, said in errors.items():
        # A path from the root is that of the JSON reader, so it means the body.
        where = "body" if name.startswith("$") else None
        for message in said if isinstance(said, list) else [said]:
            if isinstance(message, str):
                yield Report(message, path_tokens(name), where)


ASPNET: Final = ReportParser("aspnet", 65, _read)
