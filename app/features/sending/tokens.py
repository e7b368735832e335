"""Gets tokens: walks a sign-in step by step on the jobs loop; the token becomes a credential, a refusal a notice."""

from __future__ import annotations

import secrets
import time
import traceback
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QUrl

from app.core.exchange.model import Exchange
from app.core.requests.credentials import OAuthCredential, OAuthServer, Token
from app.core.workspace.events import CredentialsChanged
from app.core.workspace.model import Level, Notice, SignIn

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from app.core.exchange.steps import Browse, Chance, Flow, Listen, Listening, Returned, Step, Walk
    from app.core.exchange.tokens import TokenProblem
    from app.core.operations.model import SecurityScheme
    from app.core.workspace.workspace import Workspace
    from app.features.sending.order import Sender
    from app.jobs.model import JobDone, JobHandle
    from app.jobs.runner import Runner

    Result = Token | OAuthServer | TokenProblem

BY = "tokens"
_NOBODY = "The document does not describe {key}, or it is none that gives tokens."


class Redirects(Protocol):
    """What waits for the browser to come back; one for each sign-in."""

    async def open(self, listen: Listen) -> Listening:
        """Opens it; never raises."""
        ...

    async def wait(self, browse: Browse) -> Returned:
        """Waits for the browser, then closes."""
        ...

    async def close(self) -> None:
        """Closes it; closing twice is harmless."""
        ...


def open_browser(url: str) -> None:
    """Opens an address in the person's own browser."""
    from PySide6.QtGui import QDesktopServices  # noqa: PLC0415 - not needed before the first sign-in

    QDesktopServices.openUrl(QUrl(url))


async def _sleep(seconds: float) -> None:
    import asyncio  # noqa: PLC0415 - the window's own thread does not need it

    await asyncio.sleep(seconds)


def real_chance() -> Chance:
    """The clock and the system's randomness."""
    from app.core.exchange.steps import Chance  # noqa: PLC0415 - after the first frame

    return Chance(time.time, partial(secrets.token_hex, 32))


@dataclass(frozen=True, slots=True)
class SignInTools:
    """What signing in touches.

    Attributes:
        listener: Makes what waits for the browser.
        browse: Opens an address.
        sleep: Waits so many seconds.
    """

    listener: Callable[[], Redirects]
    browse: Callable[[str], None] = open_browser
    sleep: Callable[[float], Coroutine[Any, Any, None]] = _sleep
    chance: Callable[[], Chance] = real_chance


@dataclass(slots=True)
class _Running:
    """One walk under way.

    Attributes:
        left: Its API is no longer in view, so what comes of it belongs to nobody.
    """

    key: str
    walk: Walk[Result]
    listener: Redirects | None = None
    handle: JobHandle | None = field(default=None)
    left: bool = False


class TokenPresenter(QObject):
    """Fetches, renews and cancels; one sign-in per scheme at a time."""

    def __init__(
        self, workspace: Workspace, runner: Runner, sender: Sender, tools: SignInTools, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._runner = runner
        self._sender = sender
        self._tools = tools
        self._running: dict[int, _Running] = {}
        workspace.events.subscribe(CredentialsChanged, self._follow)
        runner.at_stop(self._close_all)

    def fetch(self, scheme_key: str) -> None:
        """Begins to get a token with what is entered for a scheme; returns at once."""
        from app.core.exchange.sign_in import sign_in  # noqa: PLC0415 - after the first frame

        known = self._known(scheme_key)
        if known is not None:
            credential, server = known[1], self._server(*known)
            self._begin(scheme_key, sign_in(credential.settings, server, self._tools.chance()))

    def refresh(self, scheme_key: str) -> None:
        """Begins to get another token without asking the person; returns at once."""
        from app.core.exchange.sign_in import renew  # noqa: PLC0415 - after the first frame

        known = self._known(scheme_key)
        if known is not None and known[1].token is not None:
            credential, server = known[1], self._server(*known)
            self._begin(scheme_key, renew(credential.settings, known[1].token, server, self._tools.chance()))

    def discover(self, scheme_key: str) -> None:
        """Begins to look up the addresses of a scheme's server; returns at once."""
        from app.core.exchange.sign_in import discover  # noqa: PLC0415 - after the first frame
        from app.core.requests.oauth2 import discovery_url  # noqa: PLC0415 - after the first frame

        known = self._known(scheme_key)
        url = discovery_url(known[0], known[1].settings, self._workspace.source.base_url) if known is not None else ""
        if url:
            self._begin(scheme_key, discover(url, self._tools.chance()))

    def cancel(self, scheme_key: str) -> None:
        """Stops a scheme's sign-in, whatever it is waiting for."""
        for running in tuple(self._running.values()):
            if running.key == scheme_key and running.handle is not None and not running.left:
                running.handle.cancel()

    def open_again(self, url: str) -> None:
        """Opens the address of a sign-in once more, for a page that was closed."""
        self._tools.browse(url)

    # Inside

    def _known(self, key: str) -> tuple[SecurityScheme, OAuthCredential] | None:
        api, credential = self._workspace.api, self._workspace.credentials.get(key)
        scheme = api.schemes.get(key) if api else None
        if scheme is None or not isinstance(credential, OAuthCredential):
            self._refuse(key, _NOBODY.format(key=key))
            return None
        return scheme, credential

    def _server(self, scheme: SecurityScheme, credential: OAuthCredential) -> OAuthServer:
        from app.core.requests.oauth2 import server_of  # noqa: PLC0415 - after the first frame

        return server_of(scheme, credential, self._workspace.source.base_url)

    def _begin(self, key: str, flow: Flow[Result]) -> None:
        from app.core.exchange.steps import Walk  # noqa: PLC0415 - after the first frame

        if any(running.key == key and not running.left for running in self._running.values()):
            return
        self._go_on(_Running(key, Walk(flow)))

    def _go_on(self, running: _Running) -> None:
        step = running.walk.step
        if step is None:
            self._end(running)
            return
        work, shown = self._work(running, step)
        running.handle = self._runner.submit(work, self, self._came_home)
        self._running[running.handle.id] = running
        self._workspace.set_sign_in(running.key, shown, by=BY)

    def _work(self, running: _Running, step: Step) -> tuple[Callable[[], Coroutine[Any, Any, object]], SignIn]:
        """What is run for a step, and what is told meanwhile."""
        from app.core.exchange.steps import Browse, Call, Listen  # noqa: PLC0415 - after the first frame
        from app.core.requests.oauth2 import hosts  # noqa: PLC0415 - after the first frame

        match step:
            case Call(request=request, label=label):
                where = ", ".join(hosts(request.url))
                return partial(self._sender.send, request, f"{label} for {running.key}"), SignIn(
                    f"Asking {where} for {label}…"
                )
            case Listen():
                running.listener = self._tools.listener()
                return partial(running.listener.open, step), SignIn("Opening a port for the browser to come back to…")
            case Browse(url=url):
                assert running.listener is not None, "a flow listens before it browses"  # noqa: S101 - an invariant
                self._tools.browse(url)
                words = f"Sign in at {', '.join(hosts(url))} in your browser; it comes back by itself."
                return partial(running.listener.wait, step), SignIn(words, url)
            case _:
                words = f"Open {step.url} and enter the code {step.user_code}."
                return partial(self._tools.sleep, step.seconds), SignIn(
                    words, step.complete_url or step.url, step.user_code
                )

    def _came_home(self, done: JobDone) -> None:
        running = self._running.pop(done.handle_id)
        if running.left:
            self._close(running)
        elif done.cancelled:
            self._stop(running, SignIn())
        elif done.error is not None:
            detail = "".join(traceback.format_exception(done.error))
            self._stop(running, SignIn())
            self._refuse(running.key, f"This is a mistake of Routeglass: {done.error!r}", detail)
        else:
            running.walk.answer(done.result)
            if isinstance(done.result, Exchange) and done.result.files():
                self._runner.submit_blocking(partial(self._sender.discard, done.result), self, self._closed)
            self._go_on(running)

    def _end(self, running: _Running) -> None:
        self._stop(running, SignIn())
        result = running.walk.result
        credential = self._workspace.credentials.get(running.key)
        if isinstance(result, Token | OAuthServer):
            if isinstance(credential, OAuthCredential):
                self._take(running.key, credential, result)
        elif result is not None and not result.cancelled:
            self._refuse(running.key, f"{result.message} {result.hint}".strip())

    def _take(self, key: str, credential: OAuthCredential, result: Token | OAuthServer) -> None:
        if isinstance(result, Token):
            self._workspace.set_credential(key, replace(credential, token=result), by=BY)
            self._workspace.notify(Notice(Level.OK, f"There is a token for {key}.", "It goes out with requests."))
        else:
            self._workspace.set_credential(key, replace(credential, server=result), by=BY)

    def _stop(self, running: _Running, sign_in: SignIn) -> None:
        self._close(running)
        self._workspace.set_sign_in(running.key, sign_in, by=BY)

    def _close(self, running: _Running) -> None:
        listener, running.listener = running.listener, None
        if listener is not None:
            self._runner.submit(listener.close, self, self._closed)

    def _closed(self, _done: JobDone) -> None:
        """Nothing to do: the port or the file is free again."""

    async def _close_all(self) -> None:
        """Frees the ports when the window closes, between which two steps ever."""
        for running in tuple(self._running.values()):
            if running.listener is not None:
                await running.listener.close()

    def _refuse(self, key: str, why: str, detail: str = "") -> None:
        self._workspace.set_sign_in(key, SignIn(problem=why), by=BY)
        self._workspace.notify(Notice(Level.ERROR, f"No token for {key}.", why, detail))

    def _follow(self, event: CredentialsChanged) -> None:
        """Stops what runs for an API that was left."""
        if event.by == "workspace":
            for running in tuple(self._running.values()):
                running.left = True
                if running.handle is not None:
                    running.handle.cancel()
