"""The table of orders."""

import hashlib
import hmac
import json
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from embedded_api.database import Database
from embedded_api.errors import BookNotFoundError
from embedded_api.models.orders import Order, OrderCreated, OrderDetails, OrderSummary

_KEPT = {"customer", "lines", "delivery", "shipping_address", "deliver_on", "notes"}  # Card data is not kept.


class DuplicateOrderError(Exception):
    """There is already an order with this reference."""

    def __init__(self, reference: UUID) -> None:
        super().__init__(f"There is already an order with the reference {reference}")


@dataclass(frozen=True, slots=True)
class OrderStore:
    """Reads and writes orders."""

    database: Database

    async def add(self, order: Order) -> OrderCreated:
        """Keeps a new order; its access token is not kept, only a digest of it.

        Raises:
            BookNotFoundError: A line names a book that the shop does not have.
            DuplicateOrderError: The reference was used before.
        """
        token = secrets.token_urlsafe(24)
        created_at = datetime.now(UTC)

        def work(connection: sqlite3.Connection) -> int:
            for line in order.lines:
                if connection.execute("SELECT 1 FROM books WHERE id = ?", (line.book_id,)).fetchone() is None:
                    raise BookNotFoundError(line.book_id)
            values = (
                str(order.reference),
                order.customer.email,
                order.total,
                created_at.isoformat(),
                _digest(token),
                order.model_dump_json(include=_KEPT),
            )
            row = connection.execute(
                "INSERT INTO orders (reference, email, total, created_at, token_digest, content)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (reference) DO NOTHING RETURNING id",
                values,
            ).fetchone()
            if row is None:
                raise DuplicateOrderError(order.reference)
            return int(row["id"])

        order_id = await self.database.run(work)
        return OrderCreated(
            id=order_id, reference=order.reference, total=order.total, created_at=created_at, access_token=token
        )

    async def get(self, order_id: int, token: str) -> OrderDetails | None:
        """The order that `token` opens; None for a wrong token as for a wrong number, so that nobody can probe."""

        def work(connection: sqlite3.Connection) -> dict[str, Any] | None:
            row = connection.execute("SELECT * FROM orders WHERE id = ?", (order_id,)).fetchone()
            return None if row is None else dict(row)

        row = await self.database.run(work)
        if row is None or not hmac.compare_digest(row["token_digest"], _digest(token)):
            return None
        return OrderDetails(**_summary(row), **json.loads(row["content"]))

    async def of_customer(self, email: str) -> list[OrderSummary]:
        """All orders with this email address, the newest first."""

        def work(connection: sqlite3.Connection) -> list[OrderSummary]:
            rows = connection.execute("SELECT * FROM orders WHERE email = ? ORDER BY id DESC", (email,))
            return [OrderSummary(**_summary(dict(row))) for row in rows]

        return await self.database.run(work)


def _summary(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("id", "reference", "total", "created_at")}


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
