"""What the schema says at a place, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.core.base.json_text import encode_json
from app.core.base.media_types import is_json
from app.core.diagnosis.choices import quoted, tags
from app.core.diagnosis.fitting import is_wrong_type
from app.core.diagnosis.model import TargetKind
from app.core.forms.hints import constraint_words

if TYPE_CHECKING:
    from app.core.diagnosis.placement import Placement
    from app.core.diagnosis.schemas import Schemas
    from app.core.spec.document import Node

_MOST: Final = 8
"""How many choices or names are listed."""

_LONGEST: Final = 40
_TYPE_ENDINGS: Final = ("_parsing", "_from_float")
"""Errors about the type of a value, where its limits alone would not tell what is wanted."""


def rule_words(schemas: Schemas, placement: Placement) -> str:
    """The rule that holds at a place; empty where the schema says nothing."""
    kind = placement.target.kind
    node = placement.keys if kind is TargetKind.KEY else placement.node
    if node is None:
        return ""
    if kind is TargetKind.UNKNOWN_KEY:
        return _known_names(schemas, node)
    words = (
        "a file" if placement.target.where == "form" and _is_file(schemas, node) else _words(schemas, node, placement)
    )
    required = "required" if placement.item.missing and _is_demanded(schemas, placement) else ""
    return " · ".join(filter(None, (required, words)))


def _is_demanded(schemas: Schemas, placement: Placement) -> bool:
    """Whether it is the server or the schema that demands what is missing, not our reading of its words alone."""
    parent = placement.parent
    return not placement.item.meaning or parent is None or placement.name in schemas.required(parent)


def _is_file(schemas: Schemas, node: Node) -> bool:
    """Whether a multipart field is a file: 3.0 says `format: binary`, 3.1 `contentMediaType`."""
    content = schemas.keyword(node, "contentMediaType")
    return schemas.keyword(node, "format") == "binary" or (isinstance(content, str) and not is_json(content))


def _known_names(schemas: Schemas, node: Node) -> str:
    names = list(schemas.properties(node))
    return f"only {_listed(names)}" if names else "no other members"


def _words(schemas: Schemas, node: Node, placement: Placement) -> str:
    kind = placement.item.kind
    if kind.startswith("union_tag_"):
        return _tag_words(schemas, node, placement)
    choices = schemas.choices(node)
    if choices:
        return f"one of {_listed([_shown(choice) for choice in choices])}" if len(choices) > 1 else _shown(choices[0])
    constraints = next(filter(None, (constraint_words(view.mapping) for view in schemas.views(node))), "")
    if constraints and not (is_wrong_type(kind) or kind.endswith(_TYPE_ENDINGS)):
        return constraints
    form = schemas.keyword(node, "format")
    types = " or ".join(sorted(schemas.types(node) - {"null"}))
    return " · ".join(filter(None, (types, form if types and isinstance(form, str) else "", constraints)))


def _tag_words(schemas: Schemas, node: Node, placement: Placement) -> str:
    for union in schemas.unions(node):
        name = union.tag_property or next(iter(quoted(placement.item.ctx.get("discriminator"))), "")
        listed = [_shown(tag) for tag in tags(schemas, union, placement.item)]
        if name and listed:
            return f"{name}: one of {_listed(listed)}"
    return ""


def _listed(texts: list[str]) -> str:
    more = ", …" if len(texts) > _MOST else ""
    return ", ".join(texts[:_MOST]) + more


def _shown(choice: Any) -> str:
    text = choice if isinstance(choice, str) else encode_json(choice)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
