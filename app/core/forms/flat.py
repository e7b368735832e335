"""Schemas that hold together, one level deep, while they are collected: the parts and the unions among them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from app.core.spec.node import Node

MAX_STEPS: Final = 200
"""How many references and `allOf` one below the other are followed; a document that goes on is broken or hostile."""

MAX_ALTERNATIVES: Final = 200
"""How many alternatives one union shows; nested unions multiply."""


@dataclass(frozen=True, slots=True)
class Union:
    """An `anyOf` or `oneOf` with at least two alternatives beside null, or a discriminator with its children."""

    node: Node
    keyword: str
    branches: tuple[tuple[int, Node], ...]
    tags: tuple[tuple[str, ...], ...] = ()
    tag: str = ""

    @property
    def is_family(self) -> bool:
        """Whether the alternatives are the children of a base schema; then `tags` has those of each,
        and `tag` the name of the property that carries them."""
        return bool(self.tags)

    @property
    def pointer(self) -> str:
        """Where its keyword stands."""
        return f"{self.node.pointer}/{self.keyword}"


@dataclass(slots=True)
class Flat:
    """Schemas that hold together, one level deep."""

    pointer: str = ""
    parts: list[Node] = field(default_factory=list)
    unions: list[Union] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    never: bool = False
    problem: str = ""
    room: list[int] = field(default_factory=lambda: [MAX_ALTERNATIVES])

    def enters(self, node: Node, steps: int) -> bool:
        """Whether the schema is still to be read; notes what can be said about it at once."""
        if node.pointer in self.seen:
            return False
        self.seen.add(node.pointer)
        self.never = self.never or node.value is False
        if steps > MAX_STEPS:
            self.problem = self.problem or "the references go on too long to be followed"
        return steps <= MAX_STEPS

    def with_part(self, part: Node) -> Flat:
        """A copy with one more schema."""
        return replace(self.copy(), parts=[*self.parts, part])

    def copy(self) -> Flat:
        """A copy to add one alternative to; they share the room that is left for alternatives."""
        return replace(self, parts=list(self.parts), unions=list(self.unions), seen=set(self.seen))


def beside(flat: Flat, union: Union) -> Flat:
    """What is said beside a union, to add one of its alternatives to."""
    inner = flat.copy()
    inner.parts = [_without_union(part, union) for part in flat.parts]
    return inner


def _without_union(part: Node, union: Union) -> Node:
    """What a schema beside a union says about each alternative: not its example, and not the union again."""
    gone = {"default", "examples", "title", *((union.keyword,) if part.pointer == union.node.pointer else ())}
    return Node(part.pointer, {key: value for key, value in part.mapping.items() if key not in gone})
