"""Signs in with the OAuth2 password flow: the token becomes a credential of the workspace, a refusal a notice."""

from __future__ import annotations

import secrets
import time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.exchange.model import Exchange, Failure
from app.core.requests.model import PasswordCredential
from app.core.workspace.model import Level, Notice

if TYPE_CHECKING:
    from app.core.workspace.workspace import Workspace
    from app.features.sending.order import Sender
    from app.jobs.model import JobDone
    from app.jobs.runner import Runner

BY = "tokens"


class TokenPresenter(QObject):
    """Fetches tokens on the jobs loop; one sign-in per scheme at a time."""

    def __init__(self, workspace: Workspace, runner: Runner, sender: Sender, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._runner = runner
        self._sender = sender
        self._waiting: dict[int, tuple[str, PasswordCredential]] = {}

    def fetch(self, scheme_key: str, credential: PasswordCredential) -> None:
        """Begins to get a token for a scheme; returns at once."""
        from app.core.requests.oauth2 import token_request, token_url  # noqa: PLC0415 - after the first frame

        api = self._workspace.api
        scheme = api.schemes.get(scheme_key) if api else None
        url = token_url(scheme, f"{self._workspace.source.base_url}/") if scheme else None
        if url is None:
            self._workspace.notify(Notice(Level.ERROR, f"{scheme_key} names no address that gives tokens."))
            return
        if any(key == scheme_key for key, _ in self._waiting.values()):
            return
        request = token_request(url, credential, secrets.token_hex(16))
        handle = self._runner.submit(partial(self._sender.send, request, f"token {scheme_key}"), self, self._came_home)
        self._waiting[handle.id] = (scheme_key, credential)

    def _came_home(self, done: JobDone) -> None:
        from app.core.exchange.tokens import read_token  # noqa: PLC0415 - after the first frame

        scheme_key, credential = self._waiting.pop(done.handle_id)
        if not isinstance(done.result, Exchange):
            self._refuse(scheme_key, repr(done.error))
            return
        outcome = done.result.outcome
        if isinstance(outcome, Failure):
            self._refuse(scheme_key, f"{outcome.message} {outcome.hint}".strip())
            return
        token = read_token(outcome, credential, now=time.time())
        if isinstance(token, PasswordCredential):
            self._workspace.set_credential(scheme_key, token, by=BY)
            self._workspace.notify(
                Notice(Level.OK, f"Signed in as {token.username}.", "The token goes out with requests.")
            )
        else:
            self._refuse(scheme_key, f"{token.message} {token.hint}".strip())

    def _refuse(self, scheme_key: str, why: str) -> None:
        self._workspace.notify(Notice(Level.ERROR, f"No token for {scheme_key}.", why))
