"""Everything one diagnosis works from, and what an explanation hands back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from app.core.diagnosis.sent import sent_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.base.json_types import Omitted, Value
    from app.core.diagnosis.model import Explanation, Fix
    from app.core.diagnosis.placement import Placement
    from app.core.diagnosis.schemas import Schemas
    from app.core.forms.shapes import Shapes
    from app.core.operations.model import MediaType, Operation
    from app.core.requests.model import Sent

PARAMETERS: Final = "(params)"
"""Under this name `Context.names` keeps the names of parameters that belong to no model."""


@dataclass(frozen=True, slots=True)
class Context:
    """What explanations and fixes look at.

    Attributes:
        shapes: The same schemas as forms read them, for example values.
        placements: All items and where they landed.
        names: Per model the Python names of fields and their names on the wire, as the recorder inside the server
            tells them: `{"Item": {"name": "item_name"}}`; empty where nobody told.
    """

    schemas: Schemas
    shapes: Shapes
    operation: Operation
    sent: Sent
    placements: tuple[Placement, ...]
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def sent_at(self, placement: Placement) -> Value | Omitted:
        """What was sent where an item landed, OMIT where nothing was."""
        several = placement.node is not None and "array" in self.schemas.types(placement.node)
        return sent_at(self.sent, placement.target, several=several)

    @property
    def content(self) -> MediaType | None:
        """The documented body that was meant: of the sent media type, else the first."""
        body = self.operation.body
        return body.content(self.sent.media_type) if body else None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an item came, beyond the server's words.

    Attributes:
        fixes: What mends it, best first.
        complete: Whether changing the value itself would miss the point: no other fix is offered.
        absorbs: Items that say the same and need no finding of their own, by their index.
    """

    explanation: Explanation
    fixes: tuple[Fix, ...] = ()
    absorbs: tuple[int, ...] = ()
    complete: bool = False


class Explainer(Protocol):
    """One kind of explanation."""

    def __call__(self, context: Context) -> Mapping[int, Reason]:
        """The reasons it finds, by the index of the item."""
        ...
