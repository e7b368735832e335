"""A parsed OpenAPI document of one or many resources: raw values, pointers into them, references resolved on demand.

References are never expanded: `resolve` follows one node on demand, so recursion costs nothing.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from app.core.base.errors import DanglingReferenceError, UnloadedReferenceError
from app.core.base.pointers import parse_pointer
from app.core.spec.dialect import dialect_for
from app.core.spec.node import Node
from app.core.spec.references import base_at, dynamic_anchor_of, identities, reference_of, split_pointer
from app.core.spec.uris import resolve_uri, uri_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.core.spec.problems import Problem


__all__ = ["NO_RESOURCES", "Document", "Node"]

MAX_STEPS: Final = 100
"""How many references one after the other are followed; a document that goes on is broken or hostile."""

NO_RESOURCES: Final[Mapping[str, Any]] = MappingProxyType({})


class Document:
    """One OpenAPI document.

    Attributes:
        raw: The decoded root object of the entry document.
        version: The `openapi` or `swagger` member, for example `3.1.0`.
        source: Where the text came from, for messages; references are relative to it.
        resources: The decoded roots of the other resources by URI, as `outside_references` names them. They are
            looked up when a reference leads there; each has to stay the same.
        problems: What is wrong with the entry document's text although it could be read.
        dialect: What depends on the version.

    Raises:
        DocumentError: The version is not read.
    """

    def __init__(
        self,
        raw: dict[str, Any],
        *,
        version: str,
        source: str = "",
        resources: Mapping[str, Any] = NO_RESOURCES,
        problems: tuple[Problem, ...] = (),
    ) -> None:
        self.raw = raw
        self.version = version
        self.source = source
        self.resources = resources
        self.problems = problems
        self.dialect = dialect_for(version)
        self._uri = uri_of(source)
        self._identities: dict[tuple[str, str], str] | None = None

    @property
    def root(self) -> Node:
        """The root node of the entry document, pointer ``""``."""
        return Node("", self.raw)

    def at(self, pointer: str) -> Node:
        """The node at a pointer.

        Raises:
            DanglingReferenceError: Nothing stands there.
            UnloadedReferenceError: Its resource was not loaded.
        """
        uri, inner = split_pointer(pointer)
        if uri not in {"", self._uri} and uri not in self.resources:
            message = f"{uri} was not loaded"
            raise UnloadedReferenceError(message, where=self.source, uri=uri)
        try:
            return self._root_of(uri).child(*parse_pointer(inner))
        except (KeyError, IndexError, ValueError, TypeError):
            message = f"nothing stands at {pointer!r}"
            raise DanglingReferenceError(message, where=self.source) from None

    def follow(self, node: Node) -> Node | None:
        """Where the node's `$ref` leads, one step; None where it has none.

        Raises:
            DanglingReferenceError: The reference leads nowhere.
            UnloadedReferenceError: The reference leads to a resource that was not loaded.
        """
        reference = reference_of(node.value)
        if reference is None:
            return None
        target = self._target(node, reference)
        if target is None:
            message = f"the reference {reference!r} leads nowhere"
            raise DanglingReferenceError(message, where=node.pointer)
        return target

    def follow_within(self, node: Node, entered: Iterable[Node]) -> Node | None:
        """Like `follow`, but a dynamic reference leads to the outermost anchor of its name (2020-12 section 8.2.3.2).

        Args:
            entered: The schemas on the way to the node, outermost first.
        """
        target = self.follow(node)
        anchor = dynamic_anchor_of(node.value)
        if target is None or not anchor or target.mapping.get("$dynamicAnchor") != anchor:
            return target
        for uri in dict.fromkeys(self.base_of(outer) for outer in entered):
            found = self._named(uri, anchor)
            if found is not None and found.mapping.get("$dynamicAnchor") == anchor:
                return found
        return target

    def base_of(self, node: Node) -> str:
        """What references at a node are relative to: the nearest `$id` above it, else where its resource came from."""
        resource, inner = split_pointer(node.pointer)
        return base_at(self._root_of(resource).value, resource or self._uri, inner)

    def resolve(self, node: Node) -> Node:
        """Follows `$ref` from this node until a value without one; the node itself where it has none.

        Raises:
            DanglingReferenceError: The reference leads nowhere, in a circle, or to a resource that was not loaded.
        """
        first, seen = node, set[str]()
        while (target := self.follow(node)) is not None:
            if node.pointer in seen:
                message = f"the reference {reference_of(node.value)!r} leads back to itself"
                raise DanglingReferenceError(message, where=node.pointer)
            seen.add(node.pointer)
            if len(seen) > MAX_STEPS:
                message = f"the reference {reference_of(first.value)!r} leads over more than {MAX_STEPS} others"
                raise DanglingReferenceError(message, where=first.pointer)
            node = target
        return node

    def _target(self, node: Node, reference: str) -> Node | None:
        root = self._root_of(node.resource)
        uri, fragment = resolve_uri(self.base_of(node), reference)
        if fragment and not fragment.startswith("/"):
            found = self._named(uri, fragment)
            if found is not None or self._resource(uri) is not None:
                return found
            raise _unloaded(uri, node, reference)
        found = self._resource(uri)
        if found is None:
            raise _unloaded(uri, node, reference)
        target = _below(found, fragment)
        if target is None and reference.startswith("#"):
            # Strictly `#/…` below an `$id` stays inside that schema; most who write both mean the document.
            target = _below(root, fragment)
        return target

    def _root_of(self, resource: str) -> Node:
        if resource in {"", self._uri}:
            return self.root
        return Node(f"{resource}#", self.resources[resource])

    def _resource(self, uri: str) -> Node | None:
        """The root of what has this URI: a loaded resource, or a schema inside of one."""
        if uri == self._uri or uri in self.resources:
            return self._root_of(uri)
        return self._named(uri, "")

    def _named(self, uri: str, anchor: str) -> Node | None:
        if self._identities is None:
            self._identities = {}
            for resource in ("", *self.resources):
                root = self._root_of(resource)
                for base, name, pointer in identities(root.value, resource or self._uri):
                    self._identities.setdefault((base, name), root.pointer + pointer)
        found = self._identities.get((uri, anchor))
        return None if found is None else self.at(found)


def _unloaded(uri: str, node: Node, reference: str) -> UnloadedReferenceError:
    message = f"the reference {reference!r} leads to {uri}, which was not loaded"
    return UnloadedReferenceError(message, where=node.pointer, uri=uri)


def _below(root: Node, pointer: str) -> Node | None:
    try:
        return root.child(*parse_pointer(pointer))
    except (KeyError, IndexError, ValueError, TypeError):
        return None
