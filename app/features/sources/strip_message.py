"""One line of the strip under the top bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.workspace.model import Level


@dataclass(frozen=True, slots=True)
class Message:
    """One line of the strip.

    Attributes:
        key: What it is about; there is one line for each.
        actions: Key and words of what can be done.
        closable: Whether a person can take it away.
    """

    key: str
    level: Level
    title: str
    text: str = ""
    actions: tuple[tuple[str, str], ...] = ()
    closable: bool = False
