"""Which kind of value the members of OpenAPI's own objects have; what has another is read as if it were not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.core.spec.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.core.spec.node import Node

_WORDS: Final[Mapping[type, str]] = {dict: "an object", list: "a list", str: "text", bool: "true or false"}


def _members(**kinds: str) -> Mapping[str, type]:
    types = {"objects": dict, "lists": list, "texts": str, "truths": bool}
    return {name: types[kind] for kind, names in kinds.items() for name in names.split()}


ROOT: Final = _members(objects="info components definitions", lists="servers security tags consumes produces schemes")
PATH_ITEM: Final = _members(lists="parameters servers", texts="summary description")
OPERATION: Final = _members(
    objects="requestBody responses",
    lists="tags parameters security servers consumes produces schemes",
    texts="summary description operationId",
    truths="deprecated",
)
PARAMETER: Final = _members(
    objects="content examples", texts="style description", truths="required deprecated explode allowReserved"
)
BODY: Final = _members(objects="content", texts="description", truths="required")
RESPONSE: Final = _members(objects="content headers", texts="description")


def shape_problems(node: Node, members: Mapping[str, type]) -> Iterator[Problem]:
    """The members that should have another kind of value; a null, which YAML's empty values are, is none at all."""
    for name, kind in members.items():
        value: Any = node.mapping.get(name)
        if value is not None and not isinstance(value, kind):
            message = f"`{name}` should be {_WORDS[kind]}"
            yield Problem(f"{node.pointer}/{name}", Severity.WARNING, message)
