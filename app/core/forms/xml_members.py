"""Which member of an object an attribute or element of XML stands for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from app.core.forms.examples import item_nodes, member_nodes
from app.core.forms.fields import ANYTHING
from app.core.forms.xml_parse import unbound
from app.core.forms.xml_rules import node_type, xml_of
from app.core.forms.xml_tree import valid_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.core.forms.shape import Nodes, Shape
    from app.core.forms.shapes import Shapes

MAX_DEPTH: Final = 20
"""How many objects without elements of their own may lie in each other."""

Kind = Literal["attribute", "element", "text"]


@dataclass(frozen=True, slots=True)
class Placed:
    """One member of an object.

    Attributes:
        path: Its name; below members that have no element of their own, also theirs.
        nodes: The schemas that hold for it.
        is_item: Each element is one item of it.
    """

    path: tuple[str, ...]
    nodes: Nodes
    is_item: bool = False


@dataclass(slots=True)
class _Table:
    """The members of one object by what stands for them.

    Attributes:
        named: By kind, namespace (None where the document says none) and name.
        alike: By kind and name alone.
        text: The member that is the text of the element.
    """

    named: dict[tuple[Kind, str | None, str], Placed] = field(default_factory=dict)
    alike: dict[tuple[Kind, str], Placed] = field(default_factory=dict)
    text: Placed | None = None

    def find(self, kind: Kind, namespace: str, name: str) -> Placed | None:
        exact = self.named.get((kind, namespace, name)) or self.named.get((kind, None, name))
        return exact or self.alike.get((kind, name))


class Members:
    """Finds members by what stands for them in XML; remembers what it has read of each shape."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._tables: dict[int, tuple[Shape, _Table]] = {}

    def attribute(self, shape: Shape, namespace: str, name: str) -> Placed | None:
        """The member that an attribute stands for; None where none can."""
        found = self._table(shape).find("attribute", namespace, name)
        if found is not None:
            return found
        nodes = member_nodes(shape, name) or ()
        is_attribute = node_type(xml_of(self._shape(nodes)), is_list=False) == "attribute"
        return Placed((name,), nodes) if is_attribute else None

    def element(self, shape: Shape, namespace: str, name: str) -> Placed:
        """The member that an element stands for; one that no schema knows is called like the element."""
        found = self._table(shape).find("element", namespace, name)
        if found is not None:
            return found
        nodes = member_nodes(shape, name) or ()
        inner = self._shape(nodes)
        is_item = is_list(inner) and node_type(xml_of(inner), is_list=True) != "element"
        return Placed((name,), nodes, is_item)

    def text(self, shape: Shape) -> Placed | None:
        """The member that the text of the element stands for; None where none does."""
        return self._table(shape).text

    def _table(self, shape: Shape) -> _Table:
        known = self._tables.get(id(shape))
        if known is None or known[0] is not shape:
            table = _Table()
            self._fill(table, shape, ())
            known = self._tables[id(shape)] = shape, table
        return known[1]

    def _fill(self, table: _Table, shape: Shape, above: tuple[str, ...]) -> None:
        for name, nodes in shape.properties.items():
            path = (*above, name)
            variants = self._variants(nodes)
            is_item = all(map(is_list, variants))
            for member in variants:
                kind = node_type(xml_of(member), is_list=is_list(member))
                if kind == "attribute":
                    _enter(table, "attribute", xml_of(member), name, Placed(path, nodes))
                elif kind in {"text", "cdata"}:
                    table.text = table.text or Placed(path, nodes)
                elif is_list(member) and kind != "element":
                    for xml in self._items(member):
                        _enter(table, "element", xml, name, Placed(path, nodes, is_item))
                elif kind == "none" and member.types == frozenset({"object"}) and len(path) <= MAX_DEPTH:
                    self._fill(table, member, path)
                else:
                    _enter(table, "element", xml_of(member), name, Placed(path, nodes))

    def _variants(self, nodes: Nodes) -> tuple[Shape, ...]:
        """The shapes that a member may have."""
        shape = self._shape(nodes)
        return tuple(found.shape for found in shape.alternatives) or (shape,)

    def _items(self, shape: Shape) -> Iterator[Mapping[str, Any]]:
        """The `xml` of the items of an array."""
        for index in range(len(shape.prefix) + 1):
            for item in self._variants(item_nodes(shape, index) or ()):
                yield xml_of(item)

    def _shape(self, nodes: Nodes) -> Shape:
        return self._shapes.shape(nodes) if nodes else ANYTHING


def is_list(shape: Shape) -> bool:
    """Whether values of this shape are arrays."""
    return shape.types == frozenset({"array"})


def _enter(table: _Table, kind: Kind, xml: Mapping[str, Any], name: str, placed: Placed) -> None:
    said, prefix = xml.get("namespace"), xml.get("prefix")
    namespace = said if isinstance(said, str) and said else unbound(valid_name(str(prefix))) if prefix else None
    if kind == "attribute" and not prefix:
        # An attribute without a prefix has no namespace (Namespaces in XML 1.0, section 6.2).
        namespace = ""
    written = valid_name(str(xml.get("name") or name))
    table.named.setdefault((kind, namespace, written), placed)
    table.alike.setdefault((kind, written), placed)
