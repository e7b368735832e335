"""A validator's errors as violations: on the node they are about, with the place of the promise in the document."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, cast

from app.core.base.json_types import OMIT
from app.core.diagnosis.contract.model import Subject, Violation
from app.core.diagnosis.values import at
from app.core.forms.violations import distance, is_about_null
from app.core.forms.words import words_for
from app.core.spec.bundle import is_marked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.base.json_types import JsonValue, Omitted, Value
    from app.core.spec.bundle import ResponseSchema
    from app.core.spec.document import Document, Node

_MAX_NESTING: Final = 8
"""How many unions within unions are opened to find the rule that is meant."""

_TOO_DEEP: Final = "The body nests deeper than can be checked."


def errors_of(validator: Any, value: JsonValue, notes: list[str]) -> Iterator[Any]:
    """The validator's errors; what it cannot take in is replaced, and what is too deep is told in the notes."""
    try:
        found = validator.iter_errors(value)
    except ValueError:
        try:
            found = validator.iter_errors(_plain(value))
        except ValueError:
            notes.append(_TOO_DEEP)
            return
    yield from found


class Violations:
    """Turns the errors of one body or header into violations.

    Args:
        root: The schema that was bundled.
        depth: How many keywords were put around it for the check.
    """

    def __init__(self, document: Document, root: Node, bundled: ResponseSchema, *, depth: int = 0) -> None:
        self._depth = depth
        self._document = document
        self._root = root
        self._bundled = bundled

    def of(self, error: Any, value: JsonValue, nesting: int = 0) -> Iterator[Violation]:
        """The violations that one error stands for.

        Args:
            value: The whole that was checked.
            nesting: How many unions were opened on the way.
        """
        tokens = tuple(str(token) for token in error.instance_path)
        kind, name = error.kind, error.kind.name
        if name in {"anyOf", "oneOf"} and type(kind).__name__ != "OneOfMultipleValid":
            yield from self._of_union(error, value, nesting)
        elif name in {"additionalProperties", "unevaluatedProperties"}:
            for member in kind.unexpected:
                yield self._violation(error, (*tokens, member), value, "unknown", None)
        elif name == "propertyNames":
            inner = kind.error
            words = f"has a name that {words_for(inner.kind.name, inner.kind.value, inner.instance)}"
            yield self._told(error, (*tokens, str(inner.instance)), value, words)
        elif name == "required":
            yield self._violation(error, (*tokens, kind.property), value, name, None)
        elif name == "falseSchema" and is_marked(self._document, self._node(error), "writeOnly"):
            yield self._told(error, tokens, value, "is writeOnly: a response should not carry it", "writeOnly")
        else:
            yield self._violation(error, tokens, value, name, kind.value)

    def _of_union(self, error: Any, value: JsonValue, nesting: int) -> Iterator[Violation]:
        """What the alternative that comes nearest says; null is none that was meant."""
        tokens = tuple(str(token) for token in error.instance_path)
        here = _there(value, tokens)
        contexts = [context for context in error.kind.context if context and not is_about_null(context)]
        if here is None or not contexts or nesting >= _MAX_NESTING:
            yield self._violation(error, tokens, value, "type" if here is None else "anyOf", [])
            return
        nearest = min(contexts, key=_farness)
        if all(len(inner.instance_path) == len(tokens) and inner.kind.name == "type" for inner in nearest):
            # Not even its type fits any: one of them alone would mislead.
            yield self._violation(error, tokens, value, "anyOf", None)
            return
        for inner in nearest:
            yield from self.of(inner, value, nesting + 1)

    def _violation(self, error: Any, tokens: tuple[str, ...], value: JsonValue, keyword: str, limit: Any) -> Violation:
        here = _there(value, tokens)
        words = words_for(keyword, limit, None if here is OMIT else here)
        return self._told(error, tokens, value, words, keyword)

    def _told(self, error: Any, tokens: tuple[str, ...], value: JsonValue, words: str, keyword: str = "") -> Violation:
        keyword = keyword or error.kind.name
        return Violation(
            Subject.BODY, words, keyword, tokens=tokens, value=_there(value, tokens), promise=self._node(error).pointer
        )

    def _node(self, error: Any) -> Node:
        """The place of the broken rule in the document, as far as the bundled schema's path can be followed there."""
        path = list(error.schema_path)
        node = self._root
        if path[:1] == ["$defs"]:
            node, path = self._bundled.nodes[str(path[1])], path[2:]
        elif self._depth:
            path = path[self._depth :]
        elif isinstance(self._bundled.schema, dict) and "$defs" in self._bundled.schema:
            # Beside its definitions the root stands in an `allOf` of one.
            path = path[2:]
        for step in path:
            child = node.get("items") if step == "prefixItems" and node.get(step) is None else node.get(step)
            # What has no place in the document was put in by bundling, as for `nullable`.
            node = child or node
        return node


def _there(value: JsonValue, tokens: tuple[str, ...]) -> JsonValue | Omitted:
    # A value from a response holds no files.
    return cast("JsonValue | Omitted", at(cast("Value", value), tokens))


def _farness(context: list[Any]) -> tuple[int, int, int]:
    """How far a value is from an alternative; one whose tag is another was not meant."""
    return sum(error.kind.name in {"const", "enum"} for error in context), *distance(context)


def _plain(value: JsonValue) -> JsonValue:
    """The value without lone surrogates and numbers that are none: the validator takes only what JSON can say."""
    if isinstance(value, dict):
        return {_encodable(name): _plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, str):
        return _encodable(value)
    return 0 if isinstance(value, float) and not math.isfinite(value) else value


def _encodable(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
