"""References of a document: which resources they lead to, and which of those are named inside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from app.core.base.pointers import parse_pointer
from app.core.spec.uris import resolve_uri, uri_of
from app.core.spec.walk import objects

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEYWORDS: Final = ("$ref", "$dynamicRef")
_KEPT: Final = "/~!$&'()*+,;=:@"
_ANCHORS: Final = ("$anchor", "$dynamicAnchor")


def split_pointer(pointer: str) -> tuple[str, str]:
    """A node's pointer as the URI of its resource, empty for the entry document, and the JSON Pointer there."""
    if not pointer or pointer.startswith("/"):
        return "", pointer
    uri, _, rest = pointer.partition("#")
    return uri, rest


def local_reference(pointer: str) -> str:
    """What a `$ref` says that leads to a node from within the same resource."""
    return f"#{quote(split_pointer(pointer)[1], safe=_KEPT, errors='surrogatepass')}"


def outside_references(raw: object, source: str) -> tuple[str, ...]:
    """The URIs of the other resources that a resource refers to, in its order, each once.

    Nothing of this is loaded here: whoever loads decides which of them may be.

    Args:
        raw: The decoded resource: a whole document, or a part of one in a file of its own.
        source: Where it came from, a path or URL.
    """
    own = uri_of(source)
    declared = {own}
    wanted: dict[str, None] = {}
    bases = _Bases(raw, own)
    for pointer, value in objects(raw):
        base = bases.below(pointer, value)
        declared.add(base)
        wanted.update(dict.fromkeys(resolve_uri(base, reference)[0] for reference in _references(value)))
    return tuple(uri for uri in wanted if uri not in declared)


def identities(raw: object, uri: str) -> Iterator[tuple[str, str, str]]:
    """What of a resource has a name of its own (JSON Schema 2020-12 section 8.2): URI, anchor or nothing, pointer."""
    bases = _Bases(raw, uri)
    for pointer, value in objects(raw):
        base = bases.below(pointer, value)
        if not pointer or isinstance(value.get("$id"), str):
            yield base, "", pointer
        for keyword in _ANCHORS:
            if isinstance(value.get(keyword), str):
                yield base, value[keyword], pointer


def base_at(raw: object, uri: str, pointer: str) -> str:
    """What references at a pointer are relative to: the nearest `$id` above, else `$self`, else where it came from."""
    base, value = _step(uri, raw, is_root=True), raw
    for token in parse_pointer(pointer):
        try:
            value = value[int(token)] if isinstance(value, list) else value[token]  # type: ignore[index]
        except (KeyError, IndexError, ValueError, TypeError):
            return base
        base = _step(base, value, is_root=False)
    return base


def reference_of(value: object) -> str | None:
    """What `$ref`, else `$dynamicRef` says; None where neither is text."""
    if isinstance(value, dict):
        for keyword in _KEYWORDS:
            if isinstance(value.get(keyword), str):
                return str(value[keyword])
    return None


def dynamic_anchor_of(value: object) -> str:
    """The anchor that a dynamic reference names; empty where there is none, or a plain reference comes before it."""
    reference = reference_of(value)
    is_dynamic = isinstance(value, dict) and reference is not None and not isinstance(value.get("$ref"), str)
    return reference.partition("#")[2] if is_dynamic and reference is not None else ""


class _Bases:
    """The base URIs on the way through a resource, parents before their children."""

    def __init__(self, raw: object, uri: str) -> None:
        self._stack = [("", _step(uri, raw, is_root=True))]

    def below(self, pointer: str, value: object) -> str:
        """The base of the next object."""
        while not f"{pointer}/".startswith(f"{self._stack[-1][0]}/"):
            self._stack.pop()
        base = _step(self._stack[-1][1], value, is_root=False) if pointer else self._stack[0][1]
        if base != self._stack[-1][1]:
            self._stack.append((pointer, base))
        return base


def _step(base: str, value: object, *, is_root: bool) -> str:
    if not isinstance(value, dict):
        return base
    own = value.get("$self") if is_root and "$self" in value else value.get("$id")
    return resolve_uri(base, own)[0] if isinstance(own, str) else base


def _references(value: dict[str, Any]) -> Iterator[str]:
    reference = reference_of(value)
    if reference is not None:
        yield reference
    discriminator = value.get("discriminator")
    mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
    for target in mapping.values() if isinstance(mapping, dict) else ():
        # What is neither a path nor has a fragment is the name of a schema (OpenAPI 3.1 section 4.8.25).
        if isinstance(target, str) and ("/" in target or "#" in target):
            yield target
