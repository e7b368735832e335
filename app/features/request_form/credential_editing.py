"""What a person does with the credentials of a tab's operation; all tabs share them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from app.core.requests.credentials import OAuthCredential
from app.features.request_form.auth import AuthScene, auth_panel
from app.features.request_form.auth_fields import fitting, with_field, with_scope
from app.features.request_form.editing import BY

if TYPE_CHECKING:
    from app.core.requests.credentials import Credential
    from app.core.workspace.workspace import Workspace
    from app.features.request_form.auth import AuthPanel
    from app.features.request_form.services import TokenFetcher


class CredentialEditing:
    """The authorization section of one tab."""

    def __init__(self, workspace: Workspace, identity: int, tokens: TokenFetcher | None) -> None:
        self._workspace = workspace
        self._identity = identity
        self._tokens = tokens

    def panel(self) -> AuthPanel | None:
        """The section as it is now; None where the operation needs no credentials."""
        workspace = self._workspace
        tab = workspace.tab(self._identity)
        if workspace.api is None or tab is None:
            return None
        scene = AuthScene(
            workspace.api,
            workspace.credentials,
            workspace.sign_ins,
            tab.auth_choice,
            workspace.source.base_url,
            time.time(),
        )
        return auth_panel(tab.operation, scene)

    def choose(self, way: str) -> None:
        """Chooses a security alternative by its key in `AuthPanel.ways`."""
        self._workspace.choose_auth(self._identity, int(way) if way else None, by=BY)

    def set_field(self, scheme: str, name: str, text: str) -> None:
        """Takes what was typed in one line of a scheme."""
        credential = self._credential(scheme)
        if credential is not None:
            self._put(scheme, with_field(credential, name, text))

    def set_scope(self, scheme: str, name: str, *, chosen: bool) -> None:
        """Takes a scope that was chosen or left."""
        credential = self._credential(scheme)
        if isinstance(credential, OAuthCredential):
            self._put(scheme, with_scope(credential, name, chosen=chosen))

    # Tokens

    def can_sign_in(self) -> bool:
        """Whether somebody can get tokens."""
        return self._tokens is not None

    def fetch(self, scheme: str) -> None:
        """Asks for a token."""
        credential = self._credential(scheme)
        if self._tokens is not None and credential is not None:
            # What is shown may be a first choice that nobody has typed in yet.
            self._put(scheme, credential)
            self._tokens.fetch(scheme)

    def discover(self, scheme: str) -> None:
        """Asks for the server's addresses."""
        credential = self._credential(scheme)
        if self._tokens is not None and credential is not None:
            self._put(scheme, credential)
            self._tokens.discover(scheme)

    def refresh(self, scheme: str) -> None:
        """Asks for another token without signing in."""
        if self._tokens is not None:
            self._tokens.refresh(scheme)

    def cancel(self, scheme: str) -> None:
        """Stops what is under way for a scheme."""
        if self._tokens is not None:
            self._tokens.cancel(scheme)

    def open_again(self, url: str) -> None:
        """Opens the page of a sign-in in the browser."""
        if self._tokens is not None:
            self._tokens.open_again(url)

    def _credential(self, key: str) -> Credential | None:
        workspace = self._workspace
        scheme = workspace.api.schemes.get(key) if workspace.api is not None else None
        tab = workspace.tab(self._identity)
        if scheme is None or tab is None:
            return None
        needed = [
            scope for need in tab.operation.security for name, scopes in need.schemes if name == key for scope in scopes
        ]
        return fitting(scheme, tuple(dict.fromkeys(needed)), workspace.credentials.get(key))

    def _put(self, scheme: str, credential: Credential) -> None:
        self._workspace.set_credential(scheme, credential, by=BY)
        # What was said of the old one no longer holds; what is under way goes on.
        going = self._workspace.sign_ins.get(scheme)
        if going is not None and going.problem:
            self._workspace.set_sign_in(scheme, None, by=BY)
