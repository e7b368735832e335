"""An owner of a window that remembers what it was told."""

from __future__ import annotations


class Witness:
    """Remembers.

    Attributes:
        told: `first frame`, `closing`, and what was dropped, in their order.
    """

    def __init__(self) -> None:
        self.told: list[str] = []

    def on_first_frame(self) -> None:
        self.told.append("first frame")

    def on_closing(self) -> None:
        self.told.append("closing")

    def on_dropped(self, text: str) -> None:
        self.told.append(text)
