"""Shape to field: everything that a view needs to draw one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, cast

from app.core.base.field_path import Location
from app.core.base.json_types import OMIT
from app.core.forms.hints import (
    TypeChips,
    constraint_words,
    constraints_of,
    contains_words,
    contradiction,
    forbidden_words,
)
from app.core.forms.kinds import Medium, is_secret, kind_of
from app.core.forms.model import Branch, Field, FieldExample, FieldKind, Presence
from app.core.forms.shape import Shape
from app.core.forms.unions import Follower
from app.core.forms.words import FORMATS, words_for
from app.core.spec.document import Node

if TYPE_CHECKING:
    from collections.abc import Hashable

    from app.core.base.json_types import Omitted, Value
    from app.core.forms.kinds import Place
    from app.core.forms.shape import Nodes
    from app.core.forms.shapes import Shapes

ANYTHING: Final = Shape(Node("", {}), nullable=True)
"""The shape of a member that no schema knows."""

MAX_KNOWN: Final = 50_000
"""So many fields are remembered; a view asks for all it shows after every edit."""

NOT_SENT_AS_NULL: Final = frozenset({Medium.TEXT, Medium.BINARY})
"""Bodies that are their own characters or bytes: there is no null in them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a field stands in its parent.

    Attributes:
        label: What it is called there.
        nodes: The schemas that hold there; None for an undeclared member.
        required: The parent demands it.
        is_item: It is an item of an array, which is removed rather than left out.
    """

    label: str
    nodes: Nodes | None
    required: bool = False
    is_item: bool = False


class FieldMaker:
    """Makes fields from shapes."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._chips = TypeChips(shapes)
        self._follower = Follower(shapes)
        self._known: dict[Hashable, Field] = {}

    def field(self, place: Place, standing: Standing, value: Value | Omitted, chosen: int | None) -> Field:
        """The field for what stands at a place.

        Args:
            value: What is entered there; a union follows it.
            chosen: The alternative that a person chose by hand, None where nobody did.
        """
        shape = ANYTHING if standing.nodes is None else self._shapes.shape(standing.nodes)
        nodes = None if standing.nodes is None else tuple(node.pointer for node in standing.nodes)
        key = (place, nodes, standing.required, standing.is_item)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= MAX_KNOWN:
                self._known.clear()
            known = self._known[key] = self._from_shape(place, shape, standing)
        held = shape if value is OMIT else self._shapes.under(shape, value)
        field = known if held is shape else self._from_shape(place, held, standing)
        if field.kind is not FieldKind.UNION:
            return field
        branch = self._follower.follow(held, value, chosen)
        inner = held.alternatives[branch or 0].shape
        return replace(
            field,
            branches=self._branches(held, place),
            branch=branch,
            discriminator=held.discriminator,
            inner=inner if value is OMIT else self._shapes.under(inner, value),
        )

    def chosen(self, field: Field, place: Place) -> Field:
        """The field as its chosen alternative alone would be: same place and name, that alternative's editor."""
        shape = field.shape
        if shape is None or field.branch is None or field.inner is None:
            return field
        standing = Standing(field.label, (shape.alternatives[field.branch].node,), field.required)
        inner = self._from_shape(place, field.inner, standing)
        return replace(inner, nullable=field.nullable, presences=field.presences, declared=field.declared)

    def _from_shape(self, place: Place, shape: Shape, standing: Standing) -> Field:
        keywords = shape.keywords
        declared = standing.nodes is not None
        kind = kind_of(shape, place)
        read_only = keywords.get("readOnly") is True
        required = standing.required and not read_only
        return Field(
            path=place.path,
            label=standing.label,
            kind=kind,
            schema=shape.node if declared else None,
            required=required,
            nullable=shape.nullable,
            declared=declared,
            presences=_presences(place, shape, kind, can_leave_out=not (required or standing.is_item)),
            type_chip=self._chips.chip(shape, place) if declared else "",
            hint=_problem(shape) or _rules(shape),
            description=str(keywords.get("description", "")),
            deprecated=keywords.get("deprecated") is True,
            read_only=read_only,
            write_only=keywords.get("writeOnly") is True,
            secret=is_secret(standing.label, shape) and kind in {FieldKind.STRING, FieldKind.ANY, FieldKind.UNION},
            format=str(keywords.get("format", "")),
            constraints=constraints_of(keywords),
            choices=tuple(shape.choices or ()),
            choice_notes=shape.choice_notes,
            default=cast("Any", keywords.get("default", OMIT)),
            examples=tuple(keywords.get("examples") or ()),
            named_examples=self._examples(shape),
            format_hint=FORMATS.get(str(keywords.get("format")), ""),
            content_type=str(keywords.get("contentMediaType", "")),
            fixed_items=len(shape.prefix),
            can_grow=_can_grow(shape),
            names=self._names(shape),
            names_hint=self._names_hint(shape),
            problem=_problem(shape),
            shape=shape if declared else None,
        )

    def _examples(self, shape: Shape) -> tuple[FieldExample, ...]:
        given = shape.keywords.get("examples") or ()
        return tuple(FieldExample("", "", value, self.fault_words(shape.nodes, value)) for value in given)

    def _names(self, shape: Shape) -> tuple[str, ...]:
        return tuple(str(choice) for choice in self._shapes.shape(shape.names).choices or ())

    def _names_hint(self, shape: Shape) -> str:
        """What the names of new members have to be like, in words."""
        words = [constraint_words(self._shapes.shape(shape.names).keywords)]
        if shape.additional is False:
            words += [f"matches {pattern}" for pattern in shape.patterns]
        return " · ".join(filter(None, words))

    def fault_words(self, nodes: Nodes, value: object) -> str:
        """Why the schemas refuse a value, in words that name the place; empty where they do not."""
        fault = self._shapes.judge.fault(nodes, value)
        if fault is None:
            return ""
        words = words_for(fault.keyword, fault.limit, fault.value)
        return f"`{fault.tokens[-1]}` {words}" if fault.tokens else words

    def _branches(self, shape: Shape, place: Place) -> tuple[Branch, ...]:
        return tuple(
            Branch(
                index=index,
                label=self._chips.label(found, place),
                schema=found.node,
                tag=found.tags[-1][1][0] if found.tags else None,
            )
            for index, found in enumerate(shape.alternatives)
        )


def _rules(shape: Shape) -> str:
    """The rules that hold, in words."""
    parts = shape.source[0].parts if shape.source else ()
    beside = (word(part.mapping) for part in parts for word in (contains_words, forbidden_words))
    words = (constraint_words(shape.keywords), *beside)
    return " · ".join(dict.fromkeys(filter(None, words)))


def _problem(shape: Shape) -> str:
    """What makes a value impossible, in words."""
    if shape.problem:
        return shape.problem
    return "nothing is allowed here" if shape.never else contradiction(shape.keywords)


def _can_grow(shape: Shape) -> bool:
    """Whether members or items may be there that the schema does not name."""
    if shape.allows("array") and shape.types is not None:
        return shape.items is not False
    return shape.additional is not False or bool(shape.patterns)


def _presences(place: Place, shape: Shape, kind: FieldKind, *, can_leave_out: bool) -> tuple[Presence, ...]:
    if kind is FieldKind.NULL:
        return (Presence.OMIT, Presence.NULL) if can_leave_out else (Presence.NULL,)
    omits = can_leave_out and place.path.location is not Location.PATH
    nulls = shape.nullable and not place.carries_text and place.medium not in NOT_SENT_AS_NULL
    offered = ((Presence.OMIT, omits), (Presence.NULL, nulls), (Presence.VALUE, True))
    return tuple(presence for presence, is_offered in offered if is_offered)
