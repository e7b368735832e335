"""What a response model made of the endpoint's value: the members that it left out, and those that it filled in."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

from .names import annotation_of, collect_models, model_fields
from .values import ROW_LIMIT, fields_of, short_text

if TYPE_CHECKING:
    from collections.abc import Iterable

LARGEST = 64 * 1024
"""Bytes of JSON that are looked at; of a larger response the names would cost too much time."""

ITEMS = 3
"""Items of a list that are looked at: mostly all of them have the same members."""

_DEPTH = 4
_CONTAINERS = (dict, list)


def trimmed(returned: Any, written: Any, field: Any) -> dict[str, list[str]]:
    """`removed` and `added`: paths of members, `lines[].secret` for those of list items; missing where there are none.

    Args:
        returned: What the endpoint gave; of objects that are no dict, model or dataclass the members are not known.
        written: The response as JSON bytes, or as the data that becomes JSON.
        field: The response model's field, for the names that its members have on the wire.
    """
    if isinstance(written, bytes):
        if len(written) > LARGEST:
            return {}
        written = json.loads(written)
    comparison = _Comparison(field, type(returned))
    comparison.walk(returned, written, "", _DEPTH)
    found = {"removed": list(comparison.removed), "added": list(comparison.added)}
    return {name: paths[:ROW_LIMIT] for name, paths in found.items() if paths}


class _Comparison:
    """Walks both sides at once."""

    def __init__(self, field: Any, kind: type) -> None:
        self._field = field
        self._kind = kind
        self._aliases: dict[str, set[str]] | None = None
        # Dicts keep the order and drop what is there already.
        self.removed: dict[str, None] = {}
        self.added: dict[str, None] = {}

    def walk(self, returned: Any, written: Any, path: str, depth: int) -> None:
        """Compares two values that belong together."""
        if depth <= 0:
            return
        if isinstance(written, dict):
            members = _members_of(returned)
            if members is not None:
                self._walk_members(members, dict(written), path, depth)
        elif isinstance(written, list) and issubclass(type(returned), (list, tuple)):
            pairs = zip(returned, written)  # noqa: B905 - Python 3.8 has no strict
            for one, other in itertools.islice(pairs, ITEMS):
                self.walk(one, other, f"{path}[]", depth - 1)

    def _walk_members(self, members: dict[str, Any], left: dict[str, Any], path: str, depth: int) -> None:
        for name, value in members.items():
            wire = self._found_as(name, left)
            if wire is None:
                self.removed[_joined(path, name)] = None
                continue
            other = left.pop(wire)
            if type(other) in _CONTAINERS:
                self.walk(value, other, _joined(path, wire), depth - 1)
        for name in left:
            self.added[_joined(path, name)] = None

    def _found_as(self, name: str, written: dict[str, Any]) -> str | None:
        """The name under which a member was written; None where it was not."""
        if name in written:
            return name
        if self._aliases is None:
            self._aliases = _aliases_of((annotation_of(self._field), self._kind))
        return next((alias for alias in self._aliases.get(name, ()) if alias in written), None)


def _members_of(value: Any) -> dict[str, Any] | None:
    kind = type(value)
    if issubclass(kind, dict):
        return {key: item for key, item in dict.items(value) if type(key) is str}
    return fields_of(value, kind)


def _aliases_of(annotations: Iterable[Any]) -> dict[str, set[str]]:
    """For each name of a member, in Python or on the wire, all its names."""
    models: dict[int, Any] = {}
    for annotation in annotations:
        collect_models(annotation, models, 0)
    known: dict[str, set[str]] = {}
    for model in models.values():
        for name, field in model_fields(model).items():
            given = (getattr(field, kind, None) for kind in ("alias", "serialization_alias", "validation_alias"))
            names = {name, *(alias for alias in given if type(alias) is str)}
            for each in names:
                known.setdefault(each, set()).update(names)
    return known


def _joined(path: str, name: str) -> str:
    name = short_text(name)
    return f"{path}.{name}" if path else name
