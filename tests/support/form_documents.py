"""A hand-made OpenAPI document with one operation for every kind of field, shaped like the Bookstore's own."""

from __future__ import annotations

from typing import Any


def bookstore_document() -> dict[str, Any]:
    """Books, orders, covers, sign-in; fresh on every call, so that a test may change it."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Bookstore", "version": "1.0.0"},
        "paths": {
            "/health": {"get": _operation("Is it alive?", [])},
            "/books": {"get": _operation("List books", _list_parameters()), "post": _with_body("Add a book", "BookIn")},
            "/books/{book_id}": {"patch": _with_body("Change a book", "BookPatch", [_book_id()])},
            "/external-quote": {"get": {**_operation("A quote", []), "security": [{"APIKeyHeader": []}]}},
            "/me": {"get": {**_operation("Who am I?", []), "security": [{"OAuth2PasswordBearer": ["me:read"]}]}},
            "/orders": {"post": _with_body("Order books", "OrderIn")},
            "/covers/{book_id}": {"post": _covers()},
            "/token": {"post": _form_body("Sign in", "Login")},
            "/everything": {"post": _with_body("Every kind of field", "Everything", _everything_parameters())},
            "/notes": {"post": _text_body()},
        },
        "components": {"schemas": _schemas(), "securitySchemes": _security()},
    }


def _operation(summary: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    return {"summary": summary, "parameters": parameters, "responses": {"200": {"description": "OK"}}}


def _with_body(summary: str, schema: str, parameters: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {**_operation(summary, parameters or []), "requestBody": {"required": True, "content": content}}


def _form_body(summary: str, schema: str) -> dict[str, Any]:
    content = {"application/x-www-form-urlencoded": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {**_operation(summary, []), "requestBody": {"required": True, "content": content}}


def _text_body() -> dict[str, Any]:
    content = {
        "text/plain": {"schema": {"type": "string"}},
        "application/json": {"schema": {"$ref": "#/components/schemas/Note"}},
    }
    return {**_operation("Leave a note", []), "requestBody": {"required": True, "content": content}}


def _covers() -> dict[str, Any]:
    return {
        **_operation("Upload covers", [_book_id()]),
        "requestBody": {
            "required": True,
            "content": {"multipart/form-data": {"schema": {"$ref": "#/components/schemas/Covers"}}},
        },
    }


def _book_id() -> dict[str, Any]:
    return {"name": "book_id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}


def _list_parameters() -> list[dict[str, Any]]:
    return [
        {
            "name": "genre",
            "in": "query",
            "description": "Upper and lower case do not matter.",
            "schema": {"anyOf": [{"type": "string", "maxLength": 50}, {"type": "null"}]},
        },
        {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 10}},
    ]


def _everything_parameters() -> list[dict[str, Any]]:
    return [
        {"name": "tag", "in": "query", "schema": {"type": "array", "items": {"type": "integer"}}},
        {"name": "x-request-id", "in": "header", "schema": {"type": "string", "format": "uuid"}},
        {"name": "session", "in": "cookie", "required": True, "schema": {"type": "string"}},
    ]


def _schemas() -> dict[str, Any]:
    return {**_book_schemas(), **_order_schemas(), **_other_schemas()}


def _book_schemas() -> dict[str, Any]:
    optional_genre = {"anyOf": [{"type": "string", "maxLength": 50}, {"type": "null"}], "title": "Genre"}
    members = {
        "title": {"type": "string", "minLength": 1, "maxLength": 200, "description": "As on the cover."},
        "author": {"type": "string", "minLength": 2, "examples": ["Robert C. Martin"]},
        "year": {"type": "integer", "minimum": 1000, "maximum": 2100, "examples": [2008]},
        "genre": optional_genre,
    }
    return {
        "BookIn": {"type": "object", "properties": members, "required": ["title", "author", "year"]},
        "BookPatch": {"type": "object", "properties": members},
    }


def _order_schemas() -> dict[str, Any]:
    def payment(kind: str, members: dict[str, Any]) -> dict[str, Any]:
        properties = {"kind": {"type": "string", "const": kind}, **members}
        return {"type": "object", "properties": properties, "required": list(properties)}

    address = {"street": {"type": "string", "minLength": 1}, "city": {"type": "string", "minLength": 1}}
    kinds = {"card": "Card", "transfer": "Transfer", "voucher": "Voucher"}
    return {
        "Address": {"type": "object", "properties": address, "required": ["street", "city"]},
        "Customer": {
            "type": "object",
            "properties": {"name": {"type": "string", "minLength": 1}, "email": {"type": "string", "format": "email"}},
            "required": ["name", "email"],
        },
        "Line": {
            "type": "object",
            "properties": {
                "book_id": {"type": "integer", "minimum": 1},
                "quantity": {"type": "integer", "minimum": 1, "maximum": 99, "default": 1},
            },
            "required": ["book_id"],
        },
        "Card": payment("card", {"number": {"type": "string", "minLength": 12}, "cvc": {"type": "string"}}),
        "Transfer": payment("transfer", {"iban": {"type": "string", "minLength": 15}}),
        "Voucher": payment("voucher", {"code": {"type": "string", "minLength": 4}}),
        "OrderIn": {
            "type": "object",
            "properties": {
                "customer": {"$ref": "#/components/schemas/Customer"},
                "lines": {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/Line"}},
                "payment": {
                    "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in kinds.values()],
                    "discriminator": {
                        "propertyName": "kind",
                        "mapping": {tag: f"#/components/schemas/{name}" for tag, name in kinds.items()},
                    },
                },
                "shipping_address": {"anyOf": [{"$ref": "#/components/schemas/Address"}, {"type": "null"}]},
                "notes": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 200}},
            },
            "required": ["customer", "lines", "payment"],
        },
    }


def _other_schemas() -> dict[str, Any]:
    return {
        "Covers": {
            "type": "object",
            "properties": {
                "front": {"type": "string", "contentMediaType": "image/png", "description": "PNG, at most 1 MB."},
                "others": {"type": "array", "items": {"type": "string", "contentMediaType": "image/png"}},
                "caption": {"type": "string", "maxLength": 80},
                "public": {"type": "boolean", "default": False},
            },
            "required": ["front"],
        },
        "Login": {
            "type": "object",
            "properties": {
                "username": {"type": "string"},
                "password": {"type": "string", "format": "password"},
                "scope": {"type": "string", "default": ""},
            },
            "required": ["username", "password"],
        },
        "Note": {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]},
        "Everything": {
            "type": "object",
            "properties": {
                "text": {"type": "string"},
                "whole": {"type": "integer"},
                "fraction": {"type": "number", "exclusiveMinimum": 0},
                "yes": {"type": "boolean"},
                "color": {"enum": ["red", "green", "blue", 3, None]},
                "version": {"const": 2},
                "day": {"type": "string", "format": "date"},
                "at": {"type": "string", "format": "date-time"},
                "secret": {"type": "string", "format": "password"},
                "anything": {},
                "nothing": {"type": "null"},
                "tags": {"type": "array", "items": {"type": "string"}},
                "either": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
                "tree": {"$ref": "#/components/schemas/Tree"},
                "old": {"type": "string", "deprecated": True},
            },
        },
        "Tree": {
            "type": "object",
            "properties": {"name": {"type": "string"}, "child": {"$ref": "#/components/schemas/Tree"}},
            "required": ["name"],
        },
    }


def _security() -> dict[str, Any]:
    return {
        "APIKeyHeader": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "Ask the librarian."},
        "OAuth2PasswordBearer": {
            "type": "oauth2",
            "flows": {
                "password": {
                    "tokenUrl": "token",
                    "scopes": {"me:read": "Read who you are.", "me:write": "Change who you are."},
                }
            },
        },
    }
