"""The table of accounts."""

import hmac
import sqlite3
from dataclasses import dataclass
from typing import Any

import anyio.to_thread

from embedded_api.database import Database
from embedded_api.models.accounts import Profile
from embedded_api.security import hash_password

_NOBODY = {"salt": b"nobody", "password_digest": b""}


@dataclass(frozen=True, slots=True)
class Account:
    """An account and what it may do."""

    profile: Profile
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class AccountStore:
    """Reads accounts."""

    database: Database

    async def get(self, username: str) -> Account | None:
        """The account with this name, None where there is none."""
        row = await self._row(username)
        return None if row is None else _account(row)

    async def sign_in(self, username: str, password: str) -> Account | None:
        """The account, None where name or password are wrong; both take the same time."""
        row = await self._row(username)
        known = _NOBODY if row is None else row
        digest = await anyio.to_thread.run_sync(hash_password, password, known["salt"])
        if row is None or not hmac.compare_digest(digest, row["password_digest"]):
            return None
        return _account(row)

    async def _row(self, username: str) -> dict[str, Any] | None:
        def work(connection: sqlite3.Connection) -> dict[str, Any] | None:
            row = connection.execute("SELECT * FROM accounts WHERE username = ?", (username,)).fetchone()
            return None if row is None else dict(row)

        return await self.database.run(work)


def _account(row: dict[str, Any]) -> Account:
    profile = Profile(username=row["username"], full_name=row["full_name"], email=row["email"])
    return Account(profile, frozenset(row["scopes"].split()))
