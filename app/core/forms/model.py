"""A form as values: which fields a request has, and what stands in them.

There is one truth, the value: `FormState.roots`. A field is computed from schema and value on demand,
so form and raw JSON edit the same thing and large forms cost only what is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.core.base.json_equal import same_value
from app.core.base.json_types import OMIT, JsonValue, Omitted, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.base.field_path import FieldPath, Location
    from app.core.forms.shape import Shape
    from app.core.spec.document import Node


class FieldKind(StrEnum):
    """Which editor a field wants."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    ENUM = "enum"
    CONST = "const"
    NULL = "null"
    OBJECT = "object"
    MAP = "map"
    ARRAY = "array"
    UNION = "union"
    FILE = "file"
    ANY = "any"


class Presence(StrEnum):
    """Three different things a client can say about a member: nothing, null, or a value (also an empty one)."""

    OMIT = "omit"
    NULL = "null"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Constraint:
    """One rule of the schema.

    Attributes:
        keyword: The JSON Schema keyword, for example `minLength`.
        value: Its value in the schema.
    """

    keyword: str
    value: JsonValue


@dataclass(frozen=True, slots=True)
class Branch:
    """One alternative of a union.

    Attributes:
        index: Its place in `oneOf` or `anyOf`, null branches not counted.
        label: What a person reads: discriminator value, schema name, title or type.
        schema: The branch's schema, references followed.
        tag: The discriminator value that selects it, or None.
    """

    index: int
    label: str
    schema: Node
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class FieldExample:
    """One example that the document gives for a field; choosing it sets its value.

    Attributes:
        name: What the document calls it; empty where it has no name.
        summary: In one line what it shows.
        value: The example itself.
        fault: Why the schema refuses it, in words; empty where it does not.
    """

    name: str
    summary: str
    value: JsonValue
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form, with everything a view needs to draw it.

    Attributes:
        path: Where its value lives; `str(path)` names the widget.
        label: The wire name, an index (`0`), or the map key.
        kind: Which editor it wants.
        schema: Its schema with references followed; None for an undeclared member ("free row").
        required: The parent demands it.
        nullable: null is allowed.
        declared: False for keys that the schema does not know.
        presences: The choices that make sense here, for example (OMIT, NULL, VALUE); the last word is the person's.
        type_chip: Short type text: `integer`, `string · date`, `array of integer`.
        hint: The constraints in words: `1 … 200 characters`; empty where there are none.
        choices: Values of `enum`, or the one of `const`.
        choice_notes: What they mean, in the same order; empty where the document does not say.
        branches: Alternatives of a union; empty for other kinds.
        branch: Index of the alternative that the value follows, None for other kinds.
        discriminator: Property name that carries the tag, or None.
        named_examples: All examples with their names, for a chooser; `examples` holds their values.
        format_hint: What the format wants in words: `a date such as 2024-01-31`; empty where there is none.
        content_type: The media type of what the text holds (`contentMediaType`); empty where nothing is said.
        fixed_items: How many first items of an array have a schema of their own (`prefixItems`).
        can_grow: Members or items may be added beyond the declared ones.
        names: The names that new members may have (`propertyNames` with choices); empty where any may.
        names_hint: What names of new members have to be like, in words; empty where nothing is said.
        problem: What the schema makes impossible here, in words; empty where nothing is.
        shape: What the schemas that hold here say together; None for an undeclared member. For the core's own use.
        inner: For a union what its chosen alternative says. For the core's own use.
    """

    path: FieldPath
    label: str
    kind: FieldKind
    schema: Node | None
    required: bool = False
    nullable: bool = False
    declared: bool = True
    presences: tuple[Presence, ...] = (Presence.VALUE,)
    type_chip: str = ""
    hint: str = ""
    description: str = ""
    deprecated: bool = False
    read_only: bool = False
    write_only: bool = False
    secret: bool = False
    format: str = ""
    constraints: tuple[Constraint, ...] = ()
    choices: tuple[JsonValue, ...] = ()
    choice_notes: tuple[str, ...] = ()
    default: JsonValue | Omitted = OMIT
    examples: tuple[JsonValue, ...] = ()
    branches: tuple[Branch, ...] = ()
    branch: int | None = None
    discriminator: str | None = None
    named_examples: tuple[FieldExample, ...] = ()
    format_hint: str = ""
    content_type: str = ""
    fixed_items: int = 0
    can_grow: bool = True
    names: tuple[str, ...] = ()
    names_hint: str = ""
    problem: str = ""
    shape: Shape | None = field(default=None, repr=False, compare=False)
    inner: Shape | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True, eq=False)
class FormState:
    """What a person has entered for one operation.

    Attributes:
        roots: Per location the value: a dict name → value for path, query, header and cookie (an omitted
            parameter is not in the dict), any value or OMIT for the body.
        media_type: The body's media type, None where the operation has no body.
        body_text: The exact text last typed in the raw editor, None since the body was edited as a form; it is what is
            sent, except for form bodies, whose fields it shows as a JSON object. It may be broken JSON; then
            `roots[BODY]` still holds the last value that could be read.
        branches: Union alternatives that a person chose by hand, by field path.

    Two states are equal where they send the same: unlike in Python `1`, `1.0` and `true` differ.
    """

    roots: Mapping[Location, Value | Omitted]
    media_type: str | None = None
    body_text: str | None = None
    branches: Mapping[FieldPath, int] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FormState):
            return NotImplemented
        beside = (self.media_type, self.body_text, self.branches)
        return beside == (other.media_type, other.body_text, other.branches) and same_value(
            dict(self.roots), dict(other.roots)
        )

    __hash__ = None  # type: ignore[assignment]  # it holds dicts and lists


@dataclass(frozen=True, slots=True)
class Check:
    """A live warning: the value breaks a rule of the schema. It never forbids sending.

    Attributes:
        path: The field it belongs to; for a missing required member the missing member itself.
        keyword: The JSON Schema keyword that is broken, for example `minimum`.
        message: In words.
    """

    path: FieldPath
    keyword: str
    message: str
