"""The place that a fix changes: its path, its schema's keywords, and what was sent there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from app.core.base.field_path import Location
from app.core.base.json_text import encode_json
from app.core.base.json_types import OMIT
from app.core.diagnosis.model import Fix
from app.core.diagnosis.secrets import is_secret_place
from app.core.forms.edits import SetValue
from app.core.forms.examples import Examples
from app.core.forms.kinds import Place as FormPlace
from app.core.forms.kinds import medium_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.base.field_path import FieldPath
    from app.core.base.json_types import Omitted, Value
    from app.core.diagnosis.context import Context
    from app.core.diagnosis.items import ErrorItem
    from app.core.diagnosis.placement import Placement
    from app.core.diagnosis.schemas import Schemas
    from app.core.spec.document import Node

_LONGEST: Final = 40
_MAX_NESTING: Final = 4


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fix would change something.

    Attributes:
        path: The field.
        sent: What was sent there, OMIT where nothing was.
    """

    context: Context
    placement: Placement
    path: FieldPath
    sent: Value | Omitted

    @classmethod
    def of(cls, context: Context, placement: Placement) -> Place | None:
        """The place of an item that an edit can reach, else None."""
        path = placement.target.field
        if path is None or placement.inside_text:
            return None
        return cls(context, placement, path, context.sent_at(placement))

    @property
    def item(self) -> ErrorItem:
        """The server's error."""
        return self.placement.item

    @property
    def node(self) -> Node | None:
        """The schema, None where there is none."""
        return self.placement.node

    @property
    def schemas(self) -> Schemas:
        """The document's schemas."""
        return self.context.schemas

    @property
    def name(self) -> str:
        """The member's or parameter's name; `item 1` in arrays, `the body` where there is none."""
        name = self.placement.name
        parent = self.placement.parent
        is_item = parent is not None and "array" in self.schemas.types(parent) and name.isdigit()
        return f"item {name}" if is_item else name or "the body"

    @property
    def types(self) -> frozenset[str]:
        """The JSON types that may stand here; empty where any may."""
        return self.schemas.types(self.node) if self.node is not None else frozenset()

    @property
    def is_secret(self) -> bool:
        """Whether the value should be hidden."""
        return is_secret_place(self.schemas, self.placement)

    @property
    def keywords(self) -> Mapping[str, Any]:
        """The schema's keywords, those of `allOf` and of a lone alternative included."""
        return self.context.shapes.shape((self.node,)).keywords if self.node is not None else {}

    def sample(self, node: Node | None = None, path: FieldPath | None = None, nesting: int = 0) -> Value | Omitted:
        """A value that fits a schema, by default the one of this place: what the document gives, else a made one."""
        schema, path = node or self.node, path or self.path
        if schema is None:
            return OMIT
        inside = self.schemas.decoded(schema)
        if inside is not None and nesting <= _MAX_NESTING:
            value = self.sample(inside, path, nesting + 1)
            return OMIT if value is OMIT else encode_json(value)
        shapes = self.context.shapes
        content = self.context.content
        medium = medium_of(path, content.media_type if content and path.location is Location.BODY else None)
        return Examples(shapes).example(shapes.shape((schema,)), FormPlace(path, medium))

    def put(self, verb: str, value: Value, *, quoted: bool = False) -> Fix:
        """A fix that sets the value; the label shows it unless it is secret, in quotes where its type is the point."""
        shown = "another value" if self.is_secret else f'"{short(value)}"' if quoted else short(value)
        return Fix(f"{verb} {shown}", (SetValue(self.path, value),))


def short(value: Value) -> str:
    """A value as a few characters: texts plain, everything else as JSON."""
    text = value if isinstance(value, str) and value else encode_json(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
