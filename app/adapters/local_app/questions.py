"""What a running app can be asked: its routes, a path to try, its document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.base.errors import SourceError
from app.core.projects.model import CrashKind
from app.core.projects.read import read_crash
from app.core.routes.read import read_match, read_names, read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.adapters.local_app.run import AppRun
    from app.core.routes.model import MatchResult, RouteTable


def ask_routes(run: AppRun, seconds: float) -> tuple[RouteTable, Mapping[str, Mapping[str, str]]]:
    """As `LocalApp.routes`."""
    described = run.described(seconds)
    return read_table(described), read_names(described.get("names") or {})


def ask_match(run: AppRun, seconds: float, method: str, target: str) -> MatchResult:
    """As `LocalApp.try_path`."""
    table = read_table(run.described(seconds))
    method, target = method.strip().upper() or "GET", target.strip()
    return read_match(run.ask(seconds, "try", method=method, target=target, headers=[]), table)


def ask_document(run: AppRun, seconds: float) -> str:
    """As `LocalApp.document`."""
    described = run.described(seconds)
    text = described.get("document")
    if isinstance(text, str) and text:
        return text
    label = run.order.target
    if described.get("document_error") is None:
        message = f"{label} makes no OpenAPI document."
        raise SourceError(message, hint="It may be large, or be switched off: fetch it from the server.")
    crash = read_crash(described["document_error"], CrashKind.RUNTIME, run.order.folder)
    message = f"{label} fails to make its OpenAPI document: {crash.message}"
    raise SourceError(message, where=crash.where, hint="The traceback says where.", detail=crash.traceback)
