"""Operations as a list has them, written in few words."""

from __future__ import annotations

from app.core.operations.listing import OperationEntry


def entries(*lines: str) -> tuple[OperationEntry, ...]:
    """`GET /books readBooks` for each operation; the operation id may be left out."""
    return tuple(_entry(*line.split()) for line in lines)


def _entry(method: str, path: str, name: str = "") -> OperationEntry:
    return OperationEntry(method, path, "", name)
