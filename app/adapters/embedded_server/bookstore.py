"""The Bookstore as the app of an embedded server."""

from __future__ import annotations

import importlib.util
import secrets
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from app.adapters.embedded_server.server import EmbeddedServer
from app.core.base.errors import SourceError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from app.adapters.embedded_server.model import ServerHooks


class BookstoreFactory:
    """Makes the Bookstore, and can restore its seed data while it runs."""

    def __init__(self, database: Path | None = None, *, quote_url: str | None = None) -> None:
        """Prepares a factory; nothing is imported yet.

        Args:
            database: The SQLite file; None keeps the data in memory, for as long as one start lasts.
            quote_url: The upstream of `/external-quote`; None asks the Bookstore itself.
        """
        self._database = database
        self._quote_url = quote_url
        # One for all starts: who restarts the Bookstore stays signed in.
        self._token_secret = secrets.token_bytes()
        self._app: FastAPI | None = None

    def __call__(self) -> FastAPI:
        """A new Bookstore; its database opens when it starts."""
        from embedded_api.factory import create_app  # noqa: PLC0415 - brings FastAPI: only on the server thread
        from embedded_api.settings import IN_MEMORY, Settings  # noqa: PLC0415 - as above

        path = IN_MEMORY if self._database is None else str(self._database)
        self._app = create_app(Settings(path, self._quote_url, token_secret=self._token_secret))
        return self._app

    def reset(self) -> None:
        """Restores the seed data of the running Bookstore, as `POST /reset` does; blocks for some milliseconds.

        Raises:
            SourceError: The Bookstore does not run, or its database does not let itself be written.
        """
        hint = "Start the Bookstore, then reset it again."
        if self._app is None:
            what = "The Bookstore cannot be reset, because it has not been started."
            raise SourceError(what, hint=hint)
        from embedded_api.database import DatabaseUnavailableError  # noqa: PLC0415 - as above

        try:
            self._app.state.resources.database.reset()
        except (DatabaseUnavailableError, sqlite3.Error) as error:
            what = f"The Bookstore was not reset, and its data is as it was: {error}"
            raise SourceError(what, where=str(self._database or ""), hint=hint) from error


def make_bookstore_server(factory: BookstoreFactory, hooks: ServerHooks | None = None) -> EmbeddedServer:
    """The embedded server that serves the Bookstore and reads along in its log."""
    return EmbeddedServer(factory, hooks, logger_names=("embedded_api",))


def code_folder() -> tuple[str, ...]:
    """Where the Bookstore's own code is; nothing of it is imported."""
    spec = importlib.util.find_spec("embedded_api")
    return () if spec is None or spec.origin is None else (str(Path(spec.origin).parent),)
