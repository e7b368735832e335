"""The quick comparison says what the plain one says, which reads all, follows each reference and leaves nothing out."""

from __future__ import annotations

import copy
import random
from typing import TYPE_CHECKING, Any

import pytest

from app.core.operations.compare import Edition, compare
from app.core.operations.compare_operations import OperationComparer
from app.core.operations.differences import ChangeKind, Difference
from app.core.operations.read import read_api
from app.core.spec.document import Document

if TYPE_CHECKING:
    from app.core.operations.differences import Comparison

NAMES = ("A", "B", "C", "D", "E")
MANY = 10_000


class Maker:
    """Makes documents at random, always the same for one seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def pair(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """A document, and the same after some edits."""
        old, other = self.document(), self.document()
        new = copy.deepcopy(old)
        if self._random.random() < 0.3:
            new.pop("security", None)
            new |= self._security()
        self._exchange(new["components"], other["components"], 0.2)
        self._exchange(new["paths"], other["paths"], 0.1)
        if self._random.random() < 0.1:
            del new["components"]["schemas"][self._random.choice(NAMES)]
        return old, new

    def _exchange(self, new: dict[str, Any], other: dict[str, Any], share: float) -> None:
        """Takes some of the members' members from another document."""
        for kind, named in other.items():
            for name, value in named.items():
                if self._random.random() < share:
                    new[kind][name] = value

    def document(self) -> dict[str, Any]:
        schemas = {name: self._schema() for name in NAMES}
        parameter = {"name": "p", "in": "query", "schema": self._schema(), "required": self._flag()}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Random", "version": "1"},
            **self._security(),
            "paths": {
                f"/{number}": {"parameters": self._parameters(), "get": self._operation(), "post": self._operation()}
                for number in range(2)
            },
            "components": {
                "schemas": schemas,
                "responses": {"R": self._response()},
                "parameters": {"P": parameter},
                "headers": {"H": {"schema": self._schema()}},
                "requestBodies": {"Q": self._body()},
            },
        }

    def _flag(self) -> bool:
        return self._random.random() < 0.5

    def _schema(self, depth: int = 0) -> Any:
        if depth > 3 or self._random.random() < 0.4:
            return self._leaf()
        makers = (self._object, self._object, self._single, self._list, self._odd)
        return self._random.choice(makers)(depth + 1)

    def _leaf(self) -> Any:
        choices: tuple[Any, ...] = (
            {"type": self._random.choice(("string", "integer"))},
            {"enum": self._random.choice(([1, 2], [1, True], [1.0, 2]))},
            {"const": self._random.choice((1, True, 1.0, 2)), "description": self._random.choice(("a", "b"))},
            self._flag(),
            {"$ref": "#/components/schemas/Lost"},
        )
        reference = {"$ref": f"#/components/schemas/{self._random.choice(NAMES)}"}
        return reference if self._flag() else self._random.choice(choices)

    def _object(self, depth: int) -> Any:
        names = self._random.sample(("p", "q", "properties", "$ref"), self._random.randint(0, 3))
        required = [name for name in ("p", "q") if self._flag()]
        return {"properties": {name: self._schema(depth) for name in names}, "required": required}

    def _single(self, depth: int) -> Any:
        keywords = ("items", "additionalProperties", "not", "if", "then", "propertyNames", "contains")
        return {self._random.choice(keywords): self._schema(depth)}

    def _list(self, depth: int) -> Any:
        keyword = self._random.choice(("allOf", "allOf", "oneOf", "anyOf", "prefixItems"))
        return {keyword: [self._schema(depth) for _ in range(self._random.randint(1, 3))]}

    def _odd(self, depth: int) -> Any:
        choices = (
            {"patternProperties": {"^x": self._schema(depth)}, "examples": [{"$ref": "#/x"}]},
            {"$id": "http://h/s", "dependentSchemas": {"p": self._schema(depth)}},
        )
        return self._random.choice(choices)

    def _content(self) -> Any:
        return {"content": {"application/json": {"schema": self._schema()}}}

    def _response(self) -> Any:
        choices = (
            {"$ref": "#/components/responses/R"},
            {"$ref": "#/components/responses/R"},
            {"$ref": "#/components/responses/Lost"},
            self._content(),
            {"headers": {"X": {"schema": self._schema(), "required": self._flag()}}},
            {"headers": {"X": {"$ref": "#/components/headers/H"}, "Y": {}}},
        )
        return self._random.choice(choices)

    def _parameters(self) -> Any:
        choices = (
            {"$ref": "#/components/parameters/P"},
            {"name": "a", "in": "query", "schema": self._schema()},
            {"name": "b", "in": "header", "schema": self._schema()},
        )
        return self._random.sample(choices, self._random.randint(0, 2))

    def _body(self) -> Any:
        return {"$ref": "#/components/requestBodies/Q"} if self._flag() else self._content()

    def _operation(self) -> dict[str, Any]:
        found = {"responses": {"200": self._response(), "4XX": self._response()}, "parameters": self._parameters()}
        found |= self._security()
        return {**found, "requestBody": self._body()} if self._flag() else found

    def _security(self) -> dict[str, Any]:
        """Half of the time nothing."""
        return {"security": self._random.choice(([], [{"K": []}], [{"K": ["a"]}, {}]))} if self._flag() else {}


def edition(raw: dict[str, Any]) -> Edition:
    document = Document(raw, version=raw["openapi"])
    return Edition(document, read_api(document))


def plainly(old: Edition, new: Edition) -> dict[str, tuple[Difference, ...]]:
    """What is said of each operation that differs."""
    comparer = OperationComparer(old.document, new.document, lambda *_: False)
    after = {operation.key: operation for operation in new.api.operations}
    told = {one.key: comparer.differences(one, after[one.key]) for one in old.api.operations}
    return {key: differences for key, differences in told.items() if differences}


def differing(comparison: Comparison) -> dict[str, tuple[Difference, ...]]:
    return {one.key: one.details for one in comparison.operations if one.kind is ChangeKind.CHANGED}


@pytest.mark.parametrize("batch", range(4))
def test_told_with_each_operation(batch: int) -> None:
    for seed in range(batch * 60, batch * 60 + 60):
        old, new = map(edition, Maker(seed).pair())
        quick = compare(old, new, few=MANY)
        assert differing(quick) == plainly(old, new), seed
        assert quick.shared == ()


@pytest.mark.parametrize("batch", range(4))
def test_told_once(batch: int) -> None:
    for seed in range(batch * 60, batch * 60 + 60):
        old, new = map(edition, Maker(seed).pair())
        plain = plainly(old, new)
        quick = compare(old, new, few=0)
        assert differing(quick).keys() == plain.keys(), seed
        assert all(one.details or one.shared for one in quick.operations), seed
        assert sum(one.shared for one in quick.operations) == sum(one.operations for one in quick.shared), seed
        assert all(one.details for one in quick.shared), seed


@pytest.mark.parametrize("few", [0, 1, MANY])
def test_what_is_equal_does_not_differ(few: int) -> None:
    for seed in range(100):
        raw = Maker(seed).document()
        assert not compare(edition(raw), edition(copy.deepcopy(raw)), few=few), seed
