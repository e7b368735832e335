"""What goes along with the request in front that nobody typed into it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.core.requests.cookies import going_cookies

if TYPE_CHECKING:
    from app.core.requests.cookies import Cookie
    from app.core.requests.model import PreparedRequest
    from app.core.workspace.model import Tab
    from app.core.workspace.workspace import Workspace


def request_of(workspace: Workspace, tab: Tab) -> PreparedRequest | None:
    """The request of a tab as it would go out now, without credentials; None where no document is open.

    The body of a form that has just been opened may not be whole yet.
    """
    from app.core.requests.prepare import prepare  # noqa: PLC0415 - the first frame shows no request

    if workspace.api is None:
        return None
    base_url = workspace.destinations.base_url(tab.operation)
    # The destination is settled; a server that the document names for this operation may have been overruled.
    operation = replace(tab.operation, servers=())
    return prepare(workspace.api, operation, tab.seen, base_url, {}, "0" * 32).request


def jar_cookies(workspace: Workspace, tab: Tab | None, now: float) -> tuple[Cookie, ...]:
    """What the jar adds to the request of a tab; nothing where cookies are switched off.

    Args:
        now: Seconds since the epoch.
    """
    travelling = workspace.travelling
    if tab is None or not travelling.connection.use_cookies or not travelling.cookies.cookies:
        return ()
    request = request_of(workspace, tab)
    return going_cookies(request, travelling.cookies, now) if request is not None else ()
