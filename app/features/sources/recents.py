"""The sources that were opened lately, the newest first, without their secrets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from app.features.sources.orders import STARS, Kind

if TYPE_CHECKING:
    from app.features.sources.orders import Order

MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Recent:
    """A source that was opened.

    Attributes:
        reference: What leads to it, without secrets.
        label: Its title when it was opened last.
    """

    reference: str
    label: str

    @property
    def is_whole(self) -> bool:
        """Whether the reference leads there again; a secret that was left out has to be typed anew."""
        return STARS not in self.reference


class RecentKeeper(Protocol):
    """Where they are kept."""

    def load_recent(self) -> tuple[Recent, ...]:
        """Those of the last time, the newest first; never raises."""
        ...

    def save_recent(self, recent: tuple[Recent, ...]) -> None:
        """Keeps them; a failure is told by the keeper."""
        ...


class Recents:
    """The list; read when it is first asked for."""

    def __init__(self, keeper: RecentKeeper) -> None:
        self._keeper = keeper
        self._known: tuple[Recent, ...] | None = None

    def all(self) -> tuple[Recent, ...]:
        """The newest first."""
        if self._known is None:
            self._known = self._keeper.load_recent()[:MOST]
        return self._known

    def add(self, order: Order, reference: str, label: str) -> None:
        """Puts a source in front; the Bookstore is always offered, and a pasted text leads nowhere."""
        if order.kind in {Kind.BOOKSTORE, Kind.TEXT}:
            return
        self._set((Recent(reference, label), *(one for one in self.all() if one.reference != reference)))

    def forget(self, reference: str) -> None:
        """Takes a source out."""
        self._set(tuple(one for one in self.all() if one.reference != reference))

    def _set(self, recent: tuple[Recent, ...]) -> None:
        self._known = recent[:MOST]
        self._keeper.save_recent(self._known)
