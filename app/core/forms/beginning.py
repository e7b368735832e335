"""The first values of a form on their way: what is seen first at once, the rest while somebody looks at it.

Those of a form with thousands of fields take longer than a person should wait for the first screen.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.forms.build import Form
    from app.core.forms.model import FormState

SEEN_FIRST: Final = 100
"""So many values are made at once: more than the largest screen shows."""

STEP: Final = 40
"""So many members are read in one step; that takes a few milliseconds."""


class Beginning:
    """The first values of one form on their way: what is seen first at once, then step by step all.

    Attributes:
        seen: As far as they are made; parameters are all there, only the body may grow.
    """

    def __init__(self, form: Form) -> None:
        self._form = form
        self.seen, is_cut = form.first_values.part(SEEN_FIRST)
        self._steps: Iterator[None] | None = form.first_values.prepare() if is_cut else None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing."""
        return self._steps is None

    def go_on(self) -> None:
        """Makes one step; the last one takes the longest."""
        if self._steps is not None and sum(1 for _ in islice(self._steps, STEP)) < STEP:
            self.whole()

    def whole(self) -> FormState:
        """All values, made now if need be."""
        if self._steps is not None:
            self._steps = None
            self.seen = self._form.default_state()
        return self.seen
