"""Where the walk to a field starts: at the body, or at one parameter, with what was sent there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.base.json_types import OMIT
from app.core.base.media_types import is_form
from app.core.diagnosis.placement import RANKS, Root
from app.core.diagnosis.schemas import decoded_text
from app.core.diagnosis.sent import parameter_value
from app.core.spec.document import Node

if TYPE_CHECKING:
    from app.core.base.json_types import Omitted, Value
    from app.core.diagnosis.schemas import Schemas
    from app.core.operations.model import Operation, Parameter
    from app.core.requests.model import Sent


@dataclass(frozen=True, slots=True)
class Start:
    """A root, its schema, and what was sent there; without a published schema, one that nothing is known of."""

    root: Root
    node: Node
    value: Value | Omitted


def body_start(operation: Operation, sent: Sent) -> Start | None:
    """The body that was meant, None where the operation has none."""
    content = operation.body.content(sent.media_type) if operation.body else None
    if content is None:
        return None
    where = "form" if is_form(content.media_type) else "body"
    root = Root(where, None, content.schema is not None, (RANKS["body"],), sent=sent.body is not OMIT)
    return Start(root, content.schema or _no_schema(operation, root), sent.body)


def parameter_start(schemas: Schemas, operation: Operation, sent: Sent, parameter: Parameter) -> Start:
    """A parameter of the operation."""
    where = parameter.location.value
    order = (RANKS[where], operation.parameters.index(parameter))
    root = Root(where, parameter.name, parameter.schema is not None, order)
    several = parameter.schema is not None and "array" in schemas.types(parameter.schema)
    value = parameter_value(sent, where, parameter.name, several=several)
    if parameter.media_type is not None and isinstance(value, str):
        value = decoded_text(value)
    return Start(root, parameter.schema or _no_schema(operation, root), value)


def _no_schema(operation: Operation, root: Root) -> Node:
    # The pointer of a place without a schema only has to be nobody else's.
    return Node(f"{operation.pointer}/no-schema/{root.where}/{root.parameter}", {})
