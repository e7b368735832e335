"""Documents that nobody should have to open, written piece by piece: the largest are larger than memory should get."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Pieces = Iterator[bytes]

LARGE: int = 200 * 1000 * 1000
OPERATIONS = 100_000
DEEP = 500_000
INFO = {"title": "Hostile", "version": "1"}
_BLOCK = 1_000_000


def put(path: Path, pieces: Pieces) -> Path:
    """Writes a document."""
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece)
    return path


def as_json(raw: dict[str, Any]) -> Pieces:
    """JSON text."""
    yield json.dumps(raw).encode()


def as_yaml(raw: dict[str, Any]) -> Pieces:
    """YAML text: each member of the document a line of its own."""
    for name, value in raw.items():
        yield f"{name}: {json.dumps(value)}\n".encode()


def deep_json() -> Pieces:
    """Arrays in arrays."""
    yield b'{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}, "x": '
    yield b"[" * DEEP + b"]" * DEEP + b"}"


def deep_yaml() -> Pieces:
    """Lists in lists."""
    yield b'openapi: 3.1.0\ninfo: {title: T, version: "1"}\npaths: {}\nx:\n'
    yield b" " + b"- " * DEEP + b"a\n"


def operations_json(count: int = OPERATIONS) -> Pieces:
    """Very many operations."""
    yield b'{"openapi": "3.1.0", "info": {"title": "Hostile", "version": "1"}, "paths": {'
    for number in range(count):
        operation = f'"/things/{number}/{{id}}": {{"get": {{"tags": ["t{number % 50}"], "responses": {{}}}}}}'
        yield (operation + ("," if number < count - 1 else "}}")).encode()


def operations_yaml(count: int = OPERATIONS) -> Pieces:
    """The same."""
    yield b'openapi: 3.1.0\ninfo: {title: Hostile, version: "1"}\npaths:\n'
    for number in range(count):
        yield f"  /t/{number}: {{get: {{}}}}\n".encode()


def alias_bomb() -> Pieces:
    """A few lines that stand for more values than there are atoms in a planet."""
    yield b'openapi: 3.1.0\ninfo: {title: T, version: "1"}\npaths: {}\nx0: &x0 [a, a, a, a, a, a, a, a, a, a]\n'
    for level in range(1, 60):
        yield f"x{level}: &x{level} [{', '.join([f'*x{level - 1}'] * 10)}]\n".encode()


def large_json() -> Pieces:
    """Very many values."""
    yield b'{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}, "x": ['
    block = b"{}," * (_BLOCK // 3)
    for _ in range(LARGE // len(block)):
        yield block
    yield b"{}]}"


def long_json() -> Pieces:
    """One very long text in a document that is right."""
    yield b'{"openapi": "3.1.0", "paths": {"/a": {"get": {"responses": {}}}}, '
    yield b'"info": {"title": "Hostile", "version": "1", "description": "'
    for _ in range(LARGE // _BLOCK):
        yield b"a" * _BLOCK
    yield b'"}}'


def large_yaml() -> Pieces:
    """Very many values."""
    yield b'openapi: 3.1.0\ninfo: {title: T, version: "1"}\npaths: {}\nx:\n'
    block = b"- {a: b}\n" * (_BLOCK // 9)
    for _ in range(LARGE // len(block)):
        yield block


def cyclic() -> dict[str, Any]:
    """Schemas that are made of each other, and of themselves, in every way there is."""
    servers = [{"url": url} for url in ("http://[::1/v1", "http://h:port", "//[", "http://127.0.0.1:1")]
    a, b, c = (f"#/components/schemas/{name}" for name in "ABC")
    schemas = {
        "A": {"allOf": [{"$ref": b}, {"$ref": c}], "properties": {"a": {"$ref": a}, "name": {"type": "string"}}},
        "B": {"allOf": [{"$ref": a}], "anyOf": [{"$ref": b}, {"$ref": c}], "additionalProperties": {"$ref": b}},
        "C": {"oneOf": [{"$ref": c}, {"$ref": a}], "not": {"$ref": c}, "items": {"$ref": c}, "if": {"$ref": a}},
        "D": {"$ref": "#/components/schemas/D"},
    }
    content = {"application/json": {"schema": {"allOf": [{"$ref": a}, {"$ref": "#/components/schemas/D"}]}}}
    paths = {
        "/a": {"post": {"requestBody": {"required": True, "content": content}, "responses": {}, "servers": servers}},
        "/b": {"$ref": "#/paths/~1c"},
        "/c": {"$ref": "#/paths/~1b"},
    }
    return {
        "openapi": "3.1.0",
        "info": INFO,
        "servers": servers,
        "paths": paths,
        "components": {"schemas": schemas},
    }


def leading_away(*places: str) -> dict[str, Any]:
    """References to files of this computer and to hosts that a person did not name.

    Args:
        places: More of them.
    """
    leads = (
        "file:///etc/passwd",
        "/etc/shadow.json",
        "../../../../../../etc/hosts.yaml#/a",
        "//10.0.0.1/share/api.yaml",
        "file://10.0.0.1/share/api.yaml",
        "http://169.254.169.254/latest/meta-data",
        "ftp://127.0.0.1/x.json",
        "http://[::1/x.json",
        *places,
    )
    paths: dict[str, Any] = {f"/{number}": {"$ref": lead} for number, lead in enumerate(leads)}
    schemas = {f"S{number}": {"$ref": f"{lead}#/S"} for number, lead in enumerate(leads)}
    return {
        "openapi": "3.1.0",
        "info": INFO,
        "paths": {**paths, "/sound": {"get": {"responses": {}}}},
        "components": {"schemas": schemas},
    }


def wrong_everywhere() -> dict[str, Any]:
    """Something else than what belongs there at every place of a document, and one operation that is sound."""
    wrong: tuple[Any, ...] = (None, True, -1e308, "", "\x00", [], {}, [[{}]], {"$ref": 5}, {"$ref": "#/x/%ff/~2"})
    members = (
        *("tags", "summary", "description", "operationId", "parameters", "requestBody", "responses", "callbacks"),
        *("deprecated", "security", "servers"),
    )
    holders = (
        *("schemas", "responses", "parameters", "examples", "requestBodies", "headers", "securitySchemes", "links"),
        *("callbacks", "pathItems"),
    )
    paths: dict[str, Any] = {"/sound": {"get": {"responses": {}}}}
    for number, value in enumerate(wrong):
        for member in members:
            paths[f"/{member}/{number}/{{id"] = {"post": {member: value}, "get": value, "parameters": value}
        schema = {"type": value, "properties": {"a": value}, "allOf": value, "enum": value, "pattern": value}
        content = {"application/json": {"schema": schema, "examples": value, "encoding": value}}
        parameter = {"name": value, "in": "query", "schema": value, "style": value, "examples": value}
        body = {"requestBody": {"content": content}, "parameters": [parameter, value], "responses": {"200": value}}
        paths[f"/deep/{number}"] = {"put": body, "$ref": value, "servers": [{"url": value, "variables": value}]}
    return {
        "openapi": "3.1.0",
        "info": 5,
        "servers": {"url": []},
        "tags": "none",
        "security": [{"a": 5}, 7],
        "paths": paths,
        "components": {holder: {str(n): value for n, value in enumerate(wrong)} for holder in holders},
        "webhooks": 3,
    }


def broken_utf8() -> Pieces:
    """Bytes that are no text, in the middle of a document that is right up to there."""
    yield b'{"openapi": "3.1.0",\n "info": {"title": "\xff\xfe\x80", "version": "1"}, "paths": {}}'
