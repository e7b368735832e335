"""One level of a schema as a value: what all schemas that hold at a place say together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.core.spec.document import Node

Nodes: TypeAlias = "tuple[Node, ...]"
"""Schemas that hold together; none allow anything."""

Rest: TypeAlias = "Nodes | Literal[False] | None"
"""What holds for members or items that are not named: schemas, nothing may be there, or nothing is said."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One level of a schema.

    Attributes:
        node: Where the schema stands; its value holds the keywords of all schemas that hold together.
        types: The JSON types allowed apart from null; None where any is, empty where only null is.
        nullable: null is allowed and meant.
        properties: Per property the schemas that hold there, in the document's order.
        patterns: The same for `patternProperties`, by pattern.
        required: The names that have to be there.
        additional: The rest of the members.
        prefix: The schemas of the first items.
        items: The rest of the items.
        names: What holds for the names of members.
        content: What holds for the JSON inside a text (`contentSchema`).
        choices: The values of `enum`, of `const`, or of alternatives that are nothing else, null left out;
            None where there are none.
        choice_notes: What the choices mean, in the same order, where alternatives of a union are single values with
            words of their own; else empty.
        alternatives: The alternatives of a union, null left out; at least two or none.
        discriminator: The property that carries the tag, None where there is none.
        never: No value fits.
        problem: Why a part of it could not be read; empty where all could.
        nodes: The schemas that hold here, as they were asked for; for an alternative its own too.
        conditions: What holds for some values only.
        fallback: The alternative that holds where no tag says another (`defaultMapping`), None where there is none.
        source: What the shape was made of, for adding more to it.
    """

    node: Node
    types: frozenset[str] | None = None
    nullable: bool = False
    properties: Mapping[str, Nodes] = field(default_factory=dict)
    patterns: Mapping[str, Nodes] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    additional: Rest = None
    prefix: tuple[Nodes, ...] = ()
    items: Rest = None
    names: Nodes = ()
    content: Nodes = ()
    choices: tuple[Any, ...] | None = None
    choice_notes: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    discriminator: str | None = None
    never: bool = False
    problem: str = ""
    nodes: Nodes = ()
    conditions: tuple[Condition, ...] = ()
    fallback: int | None = None
    source: Any = field(default=None, repr=False, compare=False)

    @property
    def keywords(self) -> Mapping[str, Any]:
        """The keywords of all schemas that hold together."""
        return self.node.mapping

    @property
    def names_shown(self) -> tuple[str, ...]:
        """The members that a form shows: those that have schemas, then those that only have to be there."""
        return (*self.properties, *sorted(self.required - self.properties.keys()))

    @property
    def is_any(self) -> bool:
        """Whether nothing is said about the kind of value."""
        return self.types is None and self.choices is None and not self.alternatives and not self.never

    def allows(self, json_type: str) -> bool:
        """Whether values of that JSON type may fit, as far as `type` says."""
        return self.types is None or json_type in self.types or (json_type == "integer" and "number" in self.types)


class Later:
    """A shape that is read when somebody asks for it, once: of hundreds of alternatives few are looked at."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Shape]) -> None:
        self._make = make
        self._made: Shape | None = None

    def __call__(self) -> Shape:
        """The shape."""
        if self._made is None:
            self._made = self._make()
        return self._made


@dataclass(frozen=True, slots=True)
class Alternative:
    """One alternative of a union; alternatives that are unions themselves are replaced by theirs.

    Attributes:
        label: What a person reads; empty where the schema gives no name.
        known: What holds when it is chosen, together with what holds for all alternatives; perhaps not yet read.
        node: The alternative's schema, reference followed.
        tags: Property and the values of it that select this alternative; several for nested discriminators.
        steps: Per union on the way its pointer with keyword, and the index of the alternative within it.
        own: The schemas that hold for this alternative alone, the outermost first.
    """

    label: str
    known: Shape | Later = field(repr=False)
    node: Node
    tags: tuple[tuple[str, tuple[str, ...]], ...] = ()
    steps: tuple[tuple[str, int], ...] = ()
    own: Nodes = ()

    @property
    def is_child(self) -> bool:
        """Whether it is the child of a base schema, which names it neither under `oneOf` nor under `anyOf`."""
        return any(pointer.endswith("/discriminator") for pointer, _ in self.steps)

    @property
    def is_read(self) -> bool:
        """Whether its shape is known already."""
        return not isinstance(self.known, Later)

    @property
    def shape(self) -> Shape:
        """What holds when it is chosen."""
        return self.known() if isinstance(self.known, Later) else self.known


@dataclass(frozen=True, slots=True)
class Condition:
    """Schemas that hold for some values only: `if`, `dependentSchemas`, `dependentRequired`.

    Attributes:
        test: The schema that decides; None where the presence of a member does.
        member: The member whose presence decides.
        then: What holds where the test is passed.
        otherwise: What holds where it is not.
    """

    test: Node | None = None
    member: str = ""
    then: Nodes = ()
    otherwise: Nodes = ()
