"""What a person may ask about a group beside its rows: what can be added, what is hidden, where a name is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from app.core.base.field_path import FieldPath, Location
from app.core.forms.examples import item_nodes
from app.core.forms.fields import ANYTHING
from app.core.forms.kinds import kind_of
from app.core.forms.model import FieldKind
from app.core.forms.state import get
from app.features.request_form.many import LineForm, Many, read_items, read_members

if TYPE_CHECKING:
    from app.core.forms.model import Field
    from app.core.forms.shape import Nodes, Shape
    from app.core.workspace.model import Tab


HEADERS: Final = FieldPath(Location.HEADER)
"""Of one header there may be several lines."""


class HasTab(Protocol):
    """Who knows the tab."""

    @property
    def tab(self) -> Tab:
        """The tab as it is now."""
        ...


@dataclass(frozen=True, slots=True)
class Hidden:
    """Fields that only a response has.

    Attributes:
        names: Those that nobody has filled.
        shown: Whether a person wants to see them all the same.
    """

    names: tuple[str, ...]
    shown: bool


class Groups:
    """Answers about the groups of one form."""

    def __init__(self, owner: HasTab) -> None:
        self._owner = owner
        self._opened: set[FieldPath] = set()
        self._known: dict[FieldPath, tuple[Shape, tuple[str, ...]]] = {}

    # Read-only members

    def hidden(self, field: Field) -> Hidden:
        """The read-only members of an object that are not sent."""
        value = get(self._owner.tab.seen, field.path)
        if not isinstance(value, dict):
            return Hidden((), shown=False)
        names = tuple(name for name in self._read_only(field.path, self._shape(field)) if name not in value)
        return Hidden(names, self.shows_read_only(field.path))

    def show_read_only(self, path: FieldPath, *, shown: bool) -> None:
        """Shows the read-only members of a group from now on, or hides them again."""
        (self._opened.add if shown else self._opened.discard)(path)

    def shows_read_only(self, path: FieldPath | None) -> bool:
        """Whether a person wants to see the read-only members of a group."""
        return path in self._opened

    def _read_only(self, path: FieldPath, shape: Shape) -> tuple[str, ...]:
        known = self._known.get(path)
        if known is None or known[0] is not shape:
            names = tuple(name for name, nodes in shape.properties.items() if self._is_read_only(nodes))
            known = self._known[path] = (shape, names)
        return known[1]

    def _is_read_only(self, nodes: Nodes) -> bool:
        # Most schemas say it themselves; only those that refer to others have to be read.
        if any(node.mapping.get("readOnly") is True for node in nodes):
            return True
        refers = any(node.mapping.keys() & {"$ref", "allOf"} for node in nodes)
        return refers and self._owner.tab.form.shapes.shape(nodes).keywords.get("readOnly") is True

    # Adding

    def read_many(self, field: Field, text: str, *, is_list: bool) -> Many:
        """What would be added to a group for a text: items of a list, else entries."""
        value = get(self._owner.tab.seen, field.path)
        shape = self._shape(field)
        if is_list:
            nodes = item_nodes(shape, len(value) if isinstance(value, list) else 0)
            return read_items(text, self._line_form(field, nodes or ()))
        rest = shape.additional or next(iter(shape.patterns.values()), ())
        return read_members(text, self._line_form(field, rest or ()), repeats=field.path == HEADERS)

    def _line_form(self, field: Field, nodes: Nodes) -> LineForm:
        """How one line is read as a member of a group, of which these schemas hold."""
        tab = self._owner.tab
        place = tab.form.place(field.path.child(0), tab.seen.media_type)
        if not nodes:
            # Where text is sent, `"1.10"` is that text with its quotes, and no JSON.
            return LineForm(kind_of(ANYTHING, place))
        shape = tab.form.shapes.shape(nodes)
        kind = kind_of(shape, place)
        if kind is FieldKind.UNION and not any(_is_scalar(found.shape) for found in shape.alternatives):
            kind = FieldKind.OBJECT
        return LineForm(kind, tuple(shape.choices or ()))

    def _shape(self, field: Field) -> Shape:
        return self._owner.tab.form.inner_shape(field) or ANYTHING


def _is_scalar(shape: Shape) -> bool:
    return not shape.types or bool(shape.types - {"object", "array"})
