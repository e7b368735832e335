"""What schemas say together: references and `allOf` followed, lone alternatives beside null merged in, one level deep.

Only the level that is looked at is read; members are read when somebody asks for their shape. So a recursive schema
costs nothing, and a document with thousands of schemas costs what the open form needs.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from app.core.base.errors import DanglingReferenceError
from app.core.base.pointers import escape_token
from app.core.forms.conditions import conditions_of, held_by
from app.core.forms.families import Families, Tags, reference_name
from app.core.forms.flat import MAX_STEPS, Flat, Union, beside
from app.core.forms.judge import Judge
from app.core.forms.merging import JSON_TYPES, merge_keywords
from app.core.forms.shape import Alternative, Later, Shape
from app.core.spec.document import Node

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.forms.shape import Nodes
    from app.core.spec.document import Document

MAX_OPENED: Final = 20
"""How many unions inside unions are opened."""

MAX_EAGER: Final = 40
"""The children of a larger family are read when they are looked at; unions of their own are then not opened."""

MAX_HELD: Final = 200
"""How many schemas may be added because of a value, some of them by others."""


class Shapes:
    """Reads shapes from one document and remembers them.

    Attributes:
        document: Where the schemas stand.
        judge: Tells whether values fit the document's schemas.
        validators: Compiled schemas by pointer, kept for the live checks.
        has_families: A base schema with children has been met.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.judge = Judge(document)
        self.validators: dict[tuple[str, ...], object] = {}
        self.has_families = False
        self._families = Families(document)
        self._known: dict[tuple[str, ...], Shape] = {}
        self._null_words: dict[str, bool | None] = {}

    def shape(self, nodes: Nodes) -> Shape:
        """What the schemas say together. Never raises: what cannot be read allows anything and is told in `problem`."""
        key = tuple(node.pointer for node in nodes)
        found = self._known.get(key)
        if found is None:
            flat = Flat(pointer=key[0] if key else "")
            for node in nodes:
                self._flatten(node, flat)
            found = self._shape(flat, frozenset())
            words = [self._null_word(node, 0) for node in nodes]
            nullable = False not in words and (True in words or found.is_any)
            never = found.never or (found.types == frozenset() and not nullable)
            found = _named(replace(found, nullable=nullable, never=never), nodes)
            self._known[key] = found
        return found

    def under(self, shape: Shape, value: Any) -> Shape:
        """The shape together with what `if`, `dependentSchemas` and `dependentRequired` add for a value."""
        added: set[str] = set()
        while len(added) <= MAX_HELD:
            held = [node for node in held_by(shape.conditions, value, self.judge) if node.pointer not in added]
            if not held:
                break
            added.update(node.pointer for node in held)
            shape = self._with(shape, held)
        return shape

    def _with(self, shape: Shape, nodes: list[Node]) -> Shape:
        """The shape with more schemas that hold there too."""
        flat, opened = shape.source
        flat = flat.copy()
        for node in nodes:
            self._flatten(node, flat)
        found = self._shape(flat, opened)
        found = replace(found, nullable=shape.nullable, never=shape.never or found.never)
        return _named(found, (*shape.nodes, *nodes))

    # One level of schemas

    def _flatten(self, node: Node, flat: Flat, steps: int = 0, *, is_base: bool = False) -> None:
        if not flat.enters(node, steps):
            return
        if not isinstance(node.value, dict):
            flat.parts.append(Node(node.pointer, {}))
            return
        plain = self._plain(node)
        own = {key: value for key, value in plain.items() if key not in {"$ref", "allOf"}}
        if own or not plain:
            flat.parts.append(Node(node.pointer, own))
        target = self._target(node, flat)
        if target is not None:
            self._flatten(target, flat, steps + 1, is_base=is_base)
        for member in _members(node, plain, "allOf"):
            self._flatten(member, flat, steps + 1, is_base=True)
        if not is_base and "discriminator" in plain:
            self._flatten_family(Node(node.pointer, plain), flat)
        for keyword in ("oneOf", "anyOf"):
            self._flatten_union(Node(node.pointer, plain), keyword, flat, steps + 1)

    def _flatten_union(self, node: Node, keyword: str, flat: Flat, steps: int) -> None:
        branches = list(enumerate(_members(node, node.mapping, keyword)))
        filled = [(index, branch) for index, branch in branches if not self._is_null(branch)]
        if len(filled) == 1:
            self._flatten(filled[0][1], flat, steps)
        elif filled:
            flat.unions.append(Union(node, keyword, tuple(filled)))
        elif branches:
            self._flatten(branches[0][1], flat, steps)

    def _flatten_family(self, node: Node, flat: Flat) -> None:
        """The children of a base schema, which name it under `allOf`, or are named by its mapping."""
        if not {"oneOf", "anyOf"} & node.mapping.keys():
            children = self._families.children(node)
            if children:
                branches = tuple(enumerate(child for _, child in children))
                tags = tuple(tags for tags, _ in children)
                name = str(node.mapping["discriminator"]["propertyName"])
                flat.unions.append(Union(node, "discriminator", branches, tags, name))
                self.has_families = True

    def _plain(self, node: Node) -> Mapping[str, Any]:
        return self.document.dialect.plain_schema(node.mapping)

    def _target(self, node: Node, flat: Flat | None = None) -> Node | None:
        try:
            return self.document.follow(node)
        except DanglingReferenceError as error:
            if flat is not None:
                flat.problem = flat.problem or error.what
            return None

    # null

    def _is_null(self, node: Node) -> bool:
        """Whether null is the only value that fits."""
        shape = self.resolved(node).mapping
        return shape.get("type") in ("null", ["null"]) or shape.get("enum") == [None] or shape.get("const", 0) is None

    def _null_word(self, node: Node, steps: int) -> bool | None:
        """What a schema says about null: allowed, forbidden, or nothing."""
        if not isinstance(node.value, dict) or steps > MAX_STEPS:
            return False if node.value is False else None
        if node.pointer not in self._null_words:
            # A schema that refers to itself says nothing by that.
            self._null_words[node.pointer] = None
            self._null_words[node.pointer] = self._read_null_word(node, steps + 1)
        return self._null_words[node.pointer]

    def _read_null_word(self, node: Node, steps: int) -> bool | None:
        plain = self._plain(node)
        if plain.get("nullable") is True:
            return True
        target = self._target(node)
        members = [*([target] if target else []), *_members(node, plain, "allOf")]
        words = [*_own_null_words(plain), *(self._null_word(member, steps) for member in members)]
        for keyword in ("oneOf", "anyOf"):
            branches = [self._null_word(branch, steps) for branch in _members(node, plain, keyword)]
            if branches:
                words.append(True if True in branches else None if None in branches else False)
        return False if False in words else True if True in words else None

    def resolved(self, node: Node) -> Node:
        """The schema with references followed, in plain keywords; where a reference leads nowhere, the node itself."""
        try:
            node = self.document.resolve(node)
        except DanglingReferenceError:
            return node
        return Node(node.pointer, self._plain(node)) if isinstance(node.value, dict) else node

    # Together

    def _shape(self, flat: Flat, opened: frozenset[str]) -> Shape:
        shape = merge_keywords(flat.parts, flat.pointer)
        shape = replace(shape, conditions=conditions_of(flat.parts), source=(flat, opened))
        if flat.never or flat.problem:
            shape = replace(shape, never=shape.never or flat.never, problem=flat.problem)
        if shape.choices is not None:
            return shape
        union = self._first_union(flat, opened)
        tags = Tags(union.node.mapping.get("discriminator") if union is not None else None)
        alternatives = self._alternatives(union, tags, flat, opened) if union is not None else []
        if not alternatives:
            alternatives = self._by_type(flat, shape)
        alternatives = [found for found in alternatives if not found.is_read or _is_possible(found.shape)]
        if alternatives and tags.property is None and all(map(_is_choice, alternatives)):
            choices, notes = tuple(_joined(alternatives)), _notes(alternatives)
            return replace(shape, choices=choices, choice_notes=notes, types=_types_of(alternatives))
        if len(alternatives) == 1:
            return _tagged(alternatives[0])
        if not alternatives:
            return shape
        found = _distinct(alternatives)
        return replace(shape, alternatives=found, discriminator=tags.property, fallback=tags.fallback(found))

    def _first_union(self, flat: Flat, opened: frozenset[str]) -> Union | None:
        """The first union that is not open yet; further unions are opened below it."""
        union = next((union for union in flat.unions if union.pointer not in opened), None)
        return None if flat.room[0] <= 0 or len(opened) >= MAX_OPENED else union

    def _alternatives(self, union: Union, tags: Tags, flat: Flat, opened: frozenset[str]) -> list[Alternative]:
        opened |= {union.pointer}
        if union.is_family and len(union.branches) > MAX_EAGER:
            return [self._child(union, index, flat, opened) for index, _ in union.branches]
        found: list[Alternative] = []
        for index, branch in union.branches:
            flat.room[0] -= 1
            inner = beside(flat, union)
            self._flatten(branch, inner, is_base=union.is_family and self._families.goes_on(branch, tags))
            shape = self._shape(inner, opened)
            if union.is_family:
                outer = replace(self._child(union, index, flat, opened), known=shape)
            else:
                outer = self._alternative(branch, shape, tags)
            step = (union.pointer, index)
            if shape.alternatives:
                found += [_below(outer, nested, step) for nested in shape.alternatives]
            else:
                found.append(replace(outer, steps=(step,)))
        return found

    def _child(self, union: Union, index: int, flat: Flat, opened: frozenset[str]) -> Alternative:
        """A child of a base schema as an alternative that is read later."""
        branch, tags = union.branches[index][1], union.tags[index]
        later = Later(partial(self._read_child, branch, union, flat, opened))
        return Alternative(tags[0], later, branch, ((union.tag, tags),), ((union.pointer, index),), (branch,))

    def _read_child(self, branch: Node, union: Union, flat: Flat, opened: frozenset[str]) -> Shape:
        inner = beside(flat, union)
        self._flatten(branch, inner, is_base=True)
        return replace(self._shape(inner, opened), alternatives=())

    def _alternative(self, branch: Node, shape: Shape, tags: Tags) -> Alternative:
        reference = branch.mapping.get("$ref")
        reference = reference if isinstance(reference, str) else ""
        values = tags.of(reference)
        if tags.property is not None and not values:
            declared = self.shape(shape.properties.get(tags.property, ()))
            values = tuple(str(choice) for choice in declared.choices or ()) or (
                (reference_name(reference),) if reference else ()
            )
        node = self.resolved(branch)
        label = values[0] if values else reference_name(reference) or _title(node)
        selected = ((tags.property, values),) if tags.property is not None and values else ()
        return Alternative(label, shape, node, selected, own=(branch,))

    def _by_type(self, flat: Flat, shape: Shape) -> list[Alternative]:
        """Alternatives for a `type` that is a list, one per type."""
        if shape.types is None or len(shape.types) < 2:
            return []
        found: list[Alternative] = []
        for json_type in JSON_TYPES:
            if json_type in shape.types:
                part = Node(f"{shape.node.pointer}/type/{json_type}", {"type": json_type})
                inner = merge_keywords([*flat.parts, part], flat.pointer)
                inner = replace(inner, source=(flat.with_part(part), frozenset()))
                found.append(Alternative("", inner, inner.node, own=(part,)))
        return found


def _named(shape: Shape, nodes: Nodes) -> Shape:
    """The shape, and those of its alternatives, with the schemas that hold there."""
    alternatives = tuple(
        replace(found, known=Later(partial(_with_nodes, found, (*nodes, *found.own)))) for found in shape.alternatives
    )
    return replace(shape, nodes=nodes, alternatives=alternatives)


def _with_nodes(alternative: Alternative, nodes: Nodes) -> Shape:
    return replace(alternative.shape, nodes=nodes)


def _tagged(alternative: Alternative) -> Shape:
    """The shape of a lone alternative: its tag is the only one that may stand there."""
    shape = alternative.shape
    properties = dict(shape.properties)
    for name, tags in alternative.tags:
        only = Node(f"{alternative.node.pointer}/discriminator/{escape_token(name)}", {"enum": list(tags)})
        if not any(part.mapping.keys() & {"enum", "const"} for part in properties.get(name, ())):
            properties[name] = (*properties.get(name, ()), only)
    return replace(shape, properties=properties)


def _is_possible(shape: Shape) -> bool:
    return not shape.never and shape.types != frozenset()


def _own_null_words(plain: Mapping[str, Any]) -> list[bool]:
    words: list[bool] = []
    json_type = plain.get("type")
    named = json_type if isinstance(json_type, list) else [json_type]
    if any(name in named for name in (*JSON_TYPES, "null")):
        words.append("null" in named)
    if "const" in plain:
        words.append(plain["const"] is None)
    if isinstance(plain.get("enum"), list):
        words.append(any(choice is None for choice in plain["enum"]))
    return words


def _members(node: Node, plain: Mapping[str, Any], keyword: str) -> list[Node]:
    found = plain.get(keyword)
    return [node.child(keyword, index) for index in range(len(found))] if isinstance(found, list) else []


def _is_choice(alternative: Alternative) -> bool:
    return alternative.is_read and alternative.shape.choices is not None and not alternative.shape.properties


def _joined(alternatives: list[Alternative]) -> list[Any]:
    return [choice for found in alternatives for choice in found.shape.choices or ()]


def _title(node: Node) -> str:
    """The title of a schema, else that of the last schema in its `allOf` that stands there itself; empty without."""
    inner = node.mapping.get("allOf")
    own = [part for part in inner if isinstance(part, dict) and "$ref" not in part] if isinstance(inner, list) else []
    titles = [part.get("title") for part in (node.mapping, *reversed(own))]
    return next((title for title in titles if isinstance(title, str) and title), "")


def _notes(alternatives: list[Alternative]) -> tuple[str, ...]:
    """Title and description of each choice; none where no alternative has words."""
    notes: list[str] = []
    for found in alternatives:
        words = (found.node.mapping.get("title"), found.node.mapping.get("description"))
        note = ": ".join(word for word in words if isinstance(word, str) and word)
        notes += [note] * len(found.shape.choices or ())
    return tuple(notes) if any(notes) else ()


def _types_of(alternatives: list[Alternative]) -> frozenset[str] | None:
    types = [found.shape.types for found in alternatives]
    return None if None in types else frozenset().union(*(found or () for found in types))


def _below(outer: Alternative, nested: Alternative, step: tuple[str, int]) -> Alternative:
    label = " · ".join(filter(None, (outer.label, nested.label)))
    tags, steps = (*outer.tags, *nested.tags), (step, *nested.steps)
    return replace(nested, label=label, tags=tags, steps=steps, own=(*outer.own, *nested.own))


def _distinct(alternatives: list[Alternative]) -> tuple[Alternative, ...]:
    """Labels that occur twice are numbered; what has no name of its own is named after its type later."""
    counts: dict[str, int] = {}
    found: list[Alternative] = []
    for alternative in alternatives:
        label = alternative.label
        counts[label] = counts.get(label, 0) + 1
        found.append(
            replace(alternative, label=f"{label} ({counts[label]})") if label and counts[label] > 1 else alternative
        )
    return tuple(found)
