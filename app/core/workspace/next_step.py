"""What a person does next where nothing has been sent yet: send the request in front, or open an operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.core.workspace.workspace import Workspace

_LONGEST: Final = 40
"""Characters of an operation that a button names."""

_FIRST: Final = 100
"""Operations among which one that changes nothing is looked for."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """One step with an operation.

    Attributes:
        key: The operation.
        words: For a button: `Send GET /books`.
        tab: The tab that is sent; None where the operation is opened first.
    """

    key: str
    words: str
    tab: int | None = None

    @property
    def sends(self) -> bool:
        """Whether it is sent; else it is opened."""
        return self.tab is not None


def next_step(workspace: Workspace) -> NextStep | None:
    """The next step; None where the request in front is under way or cannot be sent, or there is nothing to open."""
    tab = workspace.current
    if tab is not None:
        if tab.sending or tab.gone:
            return None
        key = tab.operation.key
        return NextStep(key, f"Send {key}" if len(key) <= _LONGEST else "Send the request", tab.identity)
    entries = workspace.api.entries if workspace.api is not None else ()
    if not entries:
        return None
    key = next((entry for entry in entries[:_FIRST] if entry.method.upper() == "GET"), entries[0]).key
    return NextStep(key, f"Open {key}" if len(key) <= _LONGEST else "Open an operation")


def take_step(workspace: Workspace, *, by: str) -> None:
    """Takes it; does nothing where there is none."""
    step = next_step(workspace)
    if step is None:
        return
    if step.tab is None:
        workspace.open_operation(step.key)
    else:
        workspace.request_send(step.tab, by=by)
