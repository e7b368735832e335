"""Discriminators: which tags select which schema, and the children of a base schema that lists none itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from app.core.base.errors import DanglingReferenceError
from app.core.base.pointers import escape_token, unescape_token
from app.core.spec.document import Node
from app.core.spec.references import split_pointer

if TYPE_CHECKING:
    from app.core.forms.shape import Alternative
    from app.core.spec.document import Document


def reference_name(reference: str) -> str:
    """The name of the schema that a reference leads to: its last token."""
    return unescape_token(unquote(reference.rpartition("/")[2]))


class Tags:
    """A Discriminator Object (OpenAPI 3.2 section 4.26)."""

    def __init__(self, raw: Any) -> None:
        raw = raw if isinstance(raw, dict) else {}
        name, mapping, default = raw.get("propertyName"), raw.get("mapping"), raw.get("defaultMapping")
        self.property = name if isinstance(name, str) else None
        self.mapping = {
            str(tag): target
            for tag, target in (mapping if isinstance(mapping, dict) else {}).items()
            if isinstance(target, str)
        }
        self._by_target: dict[str, tuple[str, ...]] = {}
        for tag, target in self.mapping.items():
            self._by_target[target] = (*self._by_target.get(target, ()), tag)
        self._default = default if isinstance(default, str) else ""

    def of(self, reference: str) -> tuple[str, ...]:
        """The tags that the mapping gives to a reference; a mapping may also name the schema alone."""
        names = dict.fromkeys((reference, reference_name(reference)))
        return tuple(tag for name in names if name for tag in self._by_target.get(name, ()))

    def fallback(self, alternatives: tuple[Alternative, ...]) -> int | None:
        """The index of the alternative that holds where the tag is missing or unknown (`defaultMapping` of 3.2)."""
        name = reference_name(self._default)
        pointers = [alternative.node.pointer for alternative in alternatives]
        found = [index for index, pointer in enumerate(pointers) if name and reference_name(pointer) == name]
        return found[0] if found else None


class Families:
    """Finds the children of base schemas in one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._by_base: dict[str, dict[str, list[Node]]] = {}

    def children(self, base: Node) -> tuple[tuple[tuple[str, ...], Node], ...]:
        """The schemas that a base schema's discriminator chooses from, each with its tags: those that its mapping
        names, and then those beside it that name it, or one of its children, under `allOf` (OpenAPI 3.1 section
        4.8.25.4)."""
        tags = Tags(base.mapping.get("discriminator"))
        if tags.property is None:
            return ()
        found: dict[str, Node] = {}
        named: dict[str, tuple[str, ...]] = {}
        for tag, target in tags.mapping.items():
            child = self._mapped(base, target)
            if child is not None:
                found[child.pointer] = child
                named[child.pointer] = (*named.get(child.pointer, ()), tag)
        beside, pending = self._beside(base), [base.pointer, *found]
        while pending:
            for child in beside.get(pending.pop(), ()):
                if child.pointer not in found and self.goes_on(child, tags):
                    pending.append(child.pointer)
                found.setdefault(child.pointer, child)
        return tuple((named.get(pointer) or (reference_name(pointer),), child) for pointer, child in found.items())

    def goes_on(self, child: Node, tags: Tags) -> bool:
        """Whether a child's own children are told apart by the same tag; another tag makes a union of its own."""
        return Tags(child.mapping.get("discriminator")).property in {None, tags.property}

    def _mapped(self, base: Node, target: str) -> Node | None:
        """The schema that a mapping names by its name beside the base, or by reference."""
        try:
            return self._document.at(f"{base.pointer.rpartition('/')[0]}/{escape_token(target)}")
        except DanglingReferenceError:
            return self._followed(Node(base.pointer, {"$ref": target}))

    def _beside(self, base: Node) -> dict[str, list[Node]]:
        """Per base schema its children, among the schemas that stand where this one stands."""
        if not split_pointer(base.pointer)[1]:
            # It is a whole resource: nothing stands beside it.
            return {}
        where = base.pointer.rpartition("/")[0]
        if where not in self._by_base:
            self._by_base[where] = self._read(where)
        return self._by_base[where]

    def _read(self, where: str) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        holder = self._document.at(where)
        for name in holder.mapping:
            child = holder.child(name)
            for index in range(len(_list(child.mapping.get("allOf")))):
                base = self._followed(child.child("allOf", index))
                if base is not None:
                    found.setdefault(base.pointer, []).append(child)
        return found

    def _followed(self, node: Node) -> Node | None:
        try:
            return self._document.follow(node)
        except DanglingReferenceError:
            return None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
