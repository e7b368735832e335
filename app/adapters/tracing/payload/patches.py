"""The functions replaced in other modules, so that they can be put back."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Patches:
    """The functions replaced in other modules, so that they can be put back."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.caps: dict[str, bool] = {}
        self.owners: dict[int, object] = {}
        self._made: list[tuple[Any, str, Any, Any]] = []

    def replace(self, owner: Any, name: str, wrap: Callable[[Any], Any]) -> None:
        """Replaces a member by its wrapped self; a class member is taken raw, not bound."""
        original = vars(owner)[name]
        wrapped = wrap(original)
        setattr(owner, name, wrapped)
        self._made.append((owner, name, original, wrapped))

    def made(self) -> int:
        """How many replacements stand."""
        return len(self._made)

    def restore(self, keep: int = 0) -> None:
        """Takes replacements back, last first; one that somebody else wrapped meanwhile stays and is inert."""
        while len(self._made) > keep:
            owner, name, original, wrapped = self._made.pop()
            if vars(owner).get(name) is wrapped:
                setattr(owner, name, original)


PATCHES = Patches()
"""One for the process, as the modules that it changes are."""
