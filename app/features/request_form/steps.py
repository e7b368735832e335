"""What a person did with a form, step by step, to be taken back; typing in one field is one step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.core.base.field_path import FieldPath
    from app.core.forms.model import FormState

MOST: Final = 100
"""So many steps are kept; states share all that did not change."""


class Steps:
    """The states before and after where a form is now."""

    def __init__(self) -> None:
        self._before: list[FormState] = []
        self._after: list[FormState] = []
        self._typing: FieldPath | None = None

    def did(self, before: FormState, typing: FieldPath | None = None) -> None:
        """Remembers the state before a step.

        Args:
            typing: The field that is being typed into; further letters there belong to the same step.
        """
        if typing is None or typing != self._typing:
            self._before = [*self._before[1 - MOST :], before]
        self._typing = typing
        self._after = []

    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._before)

    def undo(self, now: FormState) -> FormState | None:
        """The state before the last step; None where there was none."""
        return self._go(self._before, self._after, now)

    def redo(self, now: FormState) -> FormState | None:
        """The state after a step that was taken back; None where there is none."""
        return self._go(self._after, self._before, now)

    def forget(self) -> None:
        """Forgets all steps: somebody else changed the form, and taking back would take that back too."""
        self._before, self._after, self._typing = [], [], None

    def _go(self, source: list[FormState], target: list[FormState], now: FormState) -> FormState | None:
        self._typing = None
        if not source:
            return None
        target.append(now)
        return source.pop()
