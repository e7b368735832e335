"""A value as XML, by the `xml` of its schemas (OpenAPI 3.1 section 4.8.26, 3.2 section 4.26).

What the specification leaves open is done in the way most servers read it, and told in a note. An element's name is
`xml.name`, else the name of the member; the root's is that of its schema under `components`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.core.base.json_text import encode_json
from app.core.base.json_types import FileRef
from app.core.forms.examples import item_nodes, member_nodes
from app.core.forms.fields import ANYTHING
from app.core.forms.shapes import Shapes
from app.core.forms.unions import Follower
from app.core.forms.xml_rules import ROOT, component_name, node_type, xml_of
from app.core.forms.xml_tree import XSI, Element, plain_text, serialize, valid_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.base.json_types import Value
    from app.core.forms.shape import Nodes, Shape
    from app.core.spec.document import Document


@dataclass(frozen=True, slots=True)
class XmlText:
    """A value written as XML.

    Attributes:
        notes: What could not be written as it is, or had no rule, each a sentence.
    """

    text: str
    notes: tuple[str, ...] = ()


def xml_text(document: Document, nodes: Nodes, value: Value, *, indent: int = 0, charset: str = "UTF-8") -> XmlText:
    """Writes a value.

    Args:
        nodes: The schemas that hold for it together, references not yet followed; none allow anything.
        indent: Blanks per level where an element holds elements alone; 0 writes all in one line.
        charset: What the XML declaration names.
    """
    writer = _Writer(document)
    root = writer.root(nodes, value)
    head = f'<?xml version="1.0" encoding="{charset}"?>' + ("\n" if indent else "")
    return XmlText(head + serialize(root, indent), tuple(dict.fromkeys(writer.notes)))


@dataclass(slots=True)
class _Writer:
    """Makes the tree of elements."""

    document: Document
    notes: list[str] = field(default_factory=list)
    shapes: Shapes = field(init=False)
    follower: Follower = field(init=False)

    def __post_init__(self) -> None:
        self.shapes = Shapes(self.document)
        self.follower = Follower(self.shapes)

    def root(self, nodes: Nodes, value: Value) -> Element:
        shape = self._shape(nodes, value)
        xml = xml_of(shape)
        name = xml.get("name") or component_name(self.document, nodes)
        if not name:
            self.notes.append(f"The document does not name the root element; it is called {ROOT}.")
        element = self._element(str(name or ROOT), xml)
        if not isinstance(value, list):
            self._fill(element, shape, value)
            return element
        for index, item in enumerate(value):
            held = item_nodes(shape, index) or ()
            self._add_element(element, component_name(self.document, held) or "item", held, item)
        return element

    def _fill(self, element: Element, shape: Shape, value: Value) -> None:
        """Puts what a value holds into an element; a list's items are the caller's."""
        if isinstance(value, dict):
            for name, member in value.items():
                self._add(element, name, member_nodes(shape, name) or (), member)
        elif value is None:
            element.attributes["xsi:nil"] = "true"
            element.namespaces["xsi"] = XSI
        else:
            element.content.append(self._text(value))

    def _add(self, parent: Element, name: str, nodes: Nodes, value: Value) -> None:
        """Adds a member of an object where its node type says (3.2; `attribute` and `wrapped` say the same before)."""
        shape = self._shape(nodes, value)
        xml = xml_of(shape)
        kind = node_type(xml, is_list=isinstance(value, list))
        if kind == "attribute":
            self._add_attribute(parent, name, xml, value)
        elif kind in {"text", "cdata"}:
            if value is not None:
                parent.content.append(self._text(value))
                parent.cdata = parent.cdata or kind == "cdata"
        elif isinstance(value, list):
            self._add_list(parent, name, shape, value, is_wrapped=kind == "element")
        elif kind == "none" and isinstance(value, dict):
            self._fill(parent, shape, value)
        else:
            element = self._element(str(xml.get("name") or name), xml)
            self._fill(element, shape, value)
            parent.content.append(element)

    def _add_list(self, parent: Element, name: str, shape: Shape, items: list[Value], *, is_wrapped: bool) -> None:
        xml = xml_of(shape)
        if is_wrapped:
            name = str(xml.get("name") or name)
            holder = self._element(name, xml)
            parent.content.append(holder)
            parent = holder
        for index, item in enumerate(items):
            self._add_element(parent, name, item_nodes(shape, index) or (), item)

    def _add_element(self, parent: Element, name: str, nodes: Nodes, item: Value) -> None:
        """Adds an item; a list inside a list is an element of its own, because nothing else would keep them apart."""
        shape = self._shape(nodes, item)
        xml = xml_of(shape)
        name = str(xml.get("name") or name)
        if isinstance(item, list):
            self._add_list(parent, name, shape, item, is_wrapped=True)
            return
        element = self._element(name, xml)
        self._fill(element, shape, item)
        parent.content.append(element)

    def _add_attribute(self, parent: Element, name: str, xml: Mapping[str, Any], value: Value) -> None:
        if value is None:
            self.notes.append(f"An attribute cannot be null; {name} is left out.")
            return
        if isinstance(value, list | dict):
            self.notes.append(f"An attribute holds one text; {name} is written as JSON.")
        attribute = self._element(str(xml.get("name") or name), xml)
        # An attribute without a prefix has no namespace, whatever its element has (Namespaces in XML 1.0, section 6.2).
        parent.attributes[attribute.name] = self._text(value)
        parent.namespaces |= {prefix: uri for prefix, uri in attribute.namespaces.items() if prefix}

    def _element(self, name: str, xml: Mapping[str, Any]) -> Element:
        """An empty element with its namespace."""
        said, namespace = xml.get("prefix"), xml.get("namespace")
        prefix = valid_name(str(said)) if said else ""
        written = valid_name(name)
        if written != name:
            self.notes.append(f"{name} is no name in XML; {written} is written.")
        element = Element(f"{prefix}:{written}" if prefix else written)
        if isinstance(namespace, str) and namespace:
            element.namespaces[prefix] = namespace
        elif prefix:
            self.notes.append(f"The document gives the prefix {prefix} no namespace.")
        return element

    def _text(self, value: Value) -> str:
        if isinstance(value, FileRef):
            self.notes.append("XML cannot carry a file; only its name is sent.")
            value = value.filename
        text = value if isinstance(value, str) else encode_json(value)
        plain = plain_text(text)
        if plain != text:
            self.notes.append("XML has no control characters; U+FFFD is written in their place.")
        return plain

    def _shape(self, nodes: Nodes, value: Value) -> Shape:
        shape = self.shapes.shape(nodes) if nodes else ANYTHING
        index = self.follower.follow(shape, value, None)
        return shape if index is None else shape.alternatives[index].shape
