"""What all editors of one value have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance


@dataclass(frozen=True, slots=True)
class Edited:
    """A person changed the value; programs that set it are not reported.

    Attributes:
        text: The value as text, exactly as it stands in the editor.
    """

    text: str


@runtime_checkable
class ScalarEditor(Protocol):
    """An editor of one value as text; each one is also a QWidget."""

    @property
    def edited(self) -> SignalInstance:
        """The signal with an Edited."""
        ...

    def value_text(self) -> str:
        """The value as it stands there."""
        ...

    def set_value_text(self, text: str) -> None:
        """Shows another value without telling anybody; an equal one leaves caret and selection alone."""
        ...

    def set_state(self, state: str | None) -> None:
        """Shows `error`, `warn`, `ok`, `omitted`, or nothing special."""
        ...

    def set_placeholder(self, text: str) -> None:
        """Words that stand there while it is empty, for example an example."""
        ...
