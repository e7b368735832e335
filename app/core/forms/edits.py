"""Edits as values, so that a fix can be shown before it is done and undone after.

`app.core.forms.state.apply` carries them out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from app.core.base.json_types import OMIT

if TYPE_CHECKING:
    from app.core.base.field_path import FieldPath
    from app.core.base.json_types import Omitted, Value


@dataclass(frozen=True, slots=True)
class SetValue:
    """Puts a value at a path, making the containers above it where they are missing."""

    path: FieldPath
    value: Value


@dataclass(frozen=True, slots=True)
class Omit:
    """Takes a member away; an array item closes the gap."""

    path: FieldPath


@dataclass(frozen=True, slots=True)
class RenameKey:
    """Gives a member another name in its place, keeping value and order."""

    path: FieldPath
    name: str


@dataclass(frozen=True, slots=True)
class MoveValue:
    """Takes the value at `source` away and puts it at `target`, possibly in another location."""

    source: FieldPath
    target: FieldPath


@dataclass(frozen=True, slots=True)
class InsertItem:
    """Inserts into the array at `path` before `index`."""

    path: FieldPath
    index: int
    value: Value


@dataclass(frozen=True, slots=True)
class MoveItem:
    """Moves the array item at `path` to another index of the same array."""

    path: FieldPath
    index: int


@dataclass(frozen=True, slots=True)
class SetMediaType:
    """Chooses the body's media type."""

    media_type: str


@dataclass(frozen=True, slots=True)
class SetBodyText:
    """Replaces the raw text of the body.

    Attributes:
        reads: For XML the value that it stands for, which only its schema tells; OMIT where it could not be read.
    """

    text: str
    reads: Value | Omitted = OMIT


@dataclass(frozen=True, slots=True)
class ChooseBranch:
    """Remembers which alternative of the union at `path` a person chose; the value is set beside it."""

    path: FieldPath
    index: int


Edit: TypeAlias = (
    SetValue | Omit | RenameKey | MoveValue | InsertItem | MoveItem | SetMediaType | SetBodyText | ChooseBranch
)
