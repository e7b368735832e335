"""What the router would do with a request, found by asking its real routes."""

from __future__ import annotations

import importlib
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

from .routes import Branch, Node, RouteMap
from .values import key_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Decision:
    """What the router would do with one request.

    Attributes:
        decision: `matched`, `method not allowed`, `redirect`, `not found`, or `error` where a route raised.
        winner: The route that answers.
        taken_by: The innermost mount or host that took the request.
        near: The route with another method, or the one that a redirect leads to.
        met: Per route number what happened there, and the path parameters it took.
        hurried: Routes whose fixed beginning differs are passed over unasked; `met` lacks them then.
    """

    def __init__(self, *, hurried: bool = False) -> None:
        self.hurried = hurried
        self.decision = "not found"
        self.winner: int | None = None
        self.taken_by: int | None = None
        self.near: int | None = None
        self.redirect_to = ""
        self.error = ""
        self.met: dict[int, tuple[str, list[list[str]]]] = {}


_STATUS = {"matched": None, "method not allowed": 405, "redirect": 307, "not found": 404, "error": 500}


def simulate(app: Any, method: str, target: str, headers: Iterable[tuple[str, str]] = ()) -> dict[str, Any]:
    """What the app's router would do with a request, by asking its real routes; nothing is sent and nothing runs.

    Args:
        app: The ASGI app.
        method: An HTTP method, or `WEBSOCKET`.
        target: Path and query as a client sends them, percent-encoding included, or an absolute URL.
        headers: More headers; `Host` matters where routes depend on it.
    """
    return simulate_in(RouteMap(app), method, target, headers)


def simulate_in(routes: RouteMap, method: str, target: str, headers: Iterable[tuple[str, str]] = ()) -> dict[str, Any]:
    """As `simulate`, in a map that was built before."""
    scope = scope_for(method, target, headers)
    decision = Decision()
    if routes.top is not None:
        try:
            decide(routes.top, scope, decision)
        except Exception as error:  # noqa: BLE001 - a user's convertor or route may raise anything; the app would too
            decision.decision, decision.error = "error", type(error).__name__
    status = _STATUS[decision.decision]
    return {
        "method": scope.get("method", "WEBSOCKET"),
        "target": target,
        "steps": _steps(routes, decision.met),
        "decision": decision.decision,
        "winner": decision.winner,
        "taken_by": decision.taken_by,
        "near": decision.near,
        "status": 403 if status == 404 and scope["type"] == "websocket" else status,
        "redirect_to": decision.redirect_to,
        "error": decision.error,
    }


def scope_for(method: str, target: str, headers: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The ASGI scope that a server makes of such a request."""
    parts = urlsplit(target) if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", target) else None
    host = parts.netloc if parts is not None else "127.0.0.1"
    rest = target if parts is None else (parts.path or "/") + ("?" + parts.query if parts.query else "")
    path, _, query = rest.partition("#")[0].partition("?")
    path = path if path.startswith("/") else "/" + path
    pairs = [(name.lower().encode("latin-1", "replace"), value.encode("latin-1", "replace")) for name, value in headers]
    if all(name != b"host" for name, _ in pairs):
        pairs.append((b"host", host.encode("latin-1", "replace")))
    scope: dict[str, Any] = {
        "type": "http",
        "http_version": "1.1",
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode("utf-8", "replace"),
        "query_string": query.encode("utf-8", "replace"),
        "root_path": "",
        "headers": pairs,
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
    }
    if method.upper() == "WEBSOCKET":
        scope.update(type="websocket", scheme="ws", subprotocols=[])
    else:
        scope["method"] = method
    return scope


def decide(branch: Branch, scope: dict[str, Any], decision: Decision) -> None:
    """One router's way, as `Router.app` goes it."""
    if getattr(branch.app, "root_path", ""):
        scope["root_path"] = branch.app.root_path
    path = _route_path(scope)
    for node in branch.likely(path) if decision.hurried else branch.nodes:
        match, child = node.match(scope)
        if match == "FULL":
            _take(node, scope, child, decision)
            return
        if match == "PARTIAL":
            decision.met[node.number] = ("wrong method", _shown_params(child))
            decision.near = decision.near or node.number
        else:
            decision.met[node.number] = ("no match", [])
    if decision.near is not None:
        decision.decision = "method not allowed"
    elif not _redirect(branch, scope, decision):
        _try_late(branch, scope, decision)


def _take(node: Node, scope: dict[str, Any], child: dict[str, Any], decision: Decision) -> None:
    decision.met[node.number] = ("match", _shown_params(child))
    decision.near = None
    if node.inner is None:
        decision.decision, decision.winner = "matched", node.number
        return
    decision.taken_by = node.number
    decide(node.inner, {**scope, **child}, decision)


def _shown_params(child: Mapping[str, Any]) -> list[list[str]]:
    return [[str(key), key_text(value)] for key, value in (child.get("path_params") or {}).items()]


def _redirect(branch: Branch, scope: dict[str, Any], decision: Decision) -> bool:
    """The second pass: the same path with or without its last slash."""
    path = _route_path(scope)
    if scope["type"] != "http" or not getattr(branch.router, "redirect_slashes", False) or path == "/":
        return False
    other = scope["path"].rstrip("/") if path.endswith("/") else scope["path"] + "/"
    moved = {**scope, "path": other}
    for node in branch.nodes:
        if node.match(moved)[0] != "NONE":
            url = importlib.import_module("starlette.datastructures").URL(scope=moved)
            decision.decision, decision.near = "redirect", node.number
            target = url.path + (f"?{url.query}" if url.query else "")
            decision.redirect_to = quote(target, safe=":/%#?=@[]!$&'()*+,;")  # As Starlette's RedirectResponse does.
            return True
    return False


def _route_path(scope: dict[str, Any]) -> str:
    """The path that this version's router looks at: without the mount's prefix since Starlette 0.33."""
    function = getattr(importlib.import_module("starlette.routing"), "get_route_path", None)
    return str(function(scope) if function is not None else scope["path"])


def _try_late(branch: Branch, scope: dict[str, Any], decision: Decision) -> None:
    """Frontends: the router itself picks the most specific one, so it is asked."""
    if not branch.late:
        return
    match, child, _route, context = branch.router._match_low_priority(dict(scope))
    specificity = (child.get("fastapi") or {}).get("frontend_specificity")
    for node in branch.late:
        fits = match.name != "NONE" and node.specificity == specificity and context in {None, node.context}
        if fits and decision.winner is None:
            decision.met[node.number] = ("match", [])
            decision.decision, decision.winner = "matched", node.number
        else:
            decision.met[node.number] = ("no match", [])


def _steps(routes: RouteMap, met: Mapping[int, tuple[str, list[list[str]]]]) -> list[dict[str, Any]]:
    """A step for every route; what lies in a mount that did not match does not match either."""
    steps: list[dict[str, Any]] = []
    seen: dict[int, str] = {}
    for node in routes.nodes:
        encounter, params = met.get(node.number, ("", []))
        if not encounter:
            outside = node.above is not None and seen[node.above.number] == "no match"
            encounter = "no match" if outside else "never reached"
        seen[node.number] = encounter
        steps.append({"number": node.number, "encounter": encounter, "path_params": params})
    return steps
