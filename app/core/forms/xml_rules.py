"""What the `xml` of a schema says (OpenAPI 3.1 section 4.8.26, 3.2 section 4.26), for writing and for reading."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from app.core.base.errors import DanglingReferenceError
from app.core.base.pointers import unescape_token

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.core.forms.shape import Nodes, Shape
    from app.core.spec.document import Document, Node

ROOT: Final = "root"
"""The name of a root element that the document does not name."""

_COMPONENT = re.compile(r"(?:^|#)/(?:components/schemas|definitions)/([^/]+)$")


def xml_of(shape: Shape) -> Mapping[str, Any]:
    """The `xml` of a shape; empty where it has none."""
    raw = shape.keywords.get("xml")
    return raw if isinstance(raw, dict) else {}


def node_type(xml: Mapping[str, Any], *, is_list: bool) -> str:
    """`nodeType` of OpenAPI 3.2, which older documents spell `attribute` and `wrapped`."""
    said = xml.get("nodeType")
    if isinstance(said, str):
        return said
    if xml.get("attribute") is True:
        return "attribute"
    if is_list:
        return "element" if xml.get("wrapped") is True else "none"
    return "element"


def component_name(document: Document, nodes: Nodes) -> str:
    """The name of the component that a schema is, or refers to; empty where it is none."""
    for node in _steps(document, nodes):
        found = _COMPONENT.search(node.pointer)
        if found is not None:
            return unescape_token(found[1])
    return ""


def _steps(document: Document, nodes: Nodes) -> Iterator[Node]:
    for node in nodes:
        yield node
        try:
            target = document.follow(node)
        except DanglingReferenceError:
            target = None
        if target is not None:
            yield target
