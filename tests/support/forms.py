"""Small documents and their forms, for tests of the core: one operation, one schema, whatever version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core.base.field_path import FieldPath
from app.core.forms.build import Form
from app.core.operations.read import read_api
from app.core.spec.document import Document

if TYPE_CHECKING:
    from app.core.forms.model import Field, FormState

JSON = "application/json"


def document(
    paths: dict[str, Any], schemas: dict[str, Any] | None = None, *, version: str = "3.1.0", **members: Any
) -> Document:
    """A document with these paths and component schemas."""
    raw = {
        "openapi": version,
        "info": {"title": "Test", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas or {}},
        **members,
    }
    return Document(raw, version=version, source="test.json")


def form_of(operation: dict[str, Any], schemas: dict[str, Any] | None = None, *, version: str = "3.1.0") -> Form:
    """The form of one POST operation; its path names all its path parameters."""
    parameters = operation.get("parameters", [])
    path = "".join(f"/{{{each['name']}}}" for each in parameters if each.get("in") == "path") or "/"
    made = document({path: {"post": operation}}, schemas, version=version)
    return Form(made, read_api(made).operations[0])


def body_form(
    schema: Any, schemas: dict[str, Any] | None = None, *, media_type: str = JSON, version: str = "3.1.0"
) -> Form:
    """The form of an operation whose required body has this schema."""
    body = {"required": True, "content": {media_type: {"schema": schema}}}
    return form_of({"requestBody": body}, schemas, version=version)


def parameter_form(*parameters: dict[str, Any], schemas: dict[str, Any] | None = None, version: str = "3.1.0") -> Form:
    """The form of an operation with these parameters and no body."""
    return form_of({"parameters": list(parameters)}, schemas, version=version)


def field(form: Form, state: FormState, path: str) -> Field:
    """The field at a path, which has to be there."""
    found = form.field_at(FieldPath.parse(path), state)
    assert found is not None, f"no field at {path}"
    return found
