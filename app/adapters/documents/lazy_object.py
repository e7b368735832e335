"""Objects of a document whose members are decoded when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


class LazyObject(dict[str, Any]):
    """An object that knows where its members stand and decodes each when it is asked for.

    It is a `dict`, because a document's objects are. Its own storage holds names and places, so that `in`, `len`
    and iterating over names cost nothing; everything that gives a member out decodes it. It cannot be changed.

    Args:
        places: For each member where it stands, or the object that is already there.
        decode: Gives the value at a place; equal values need not be the same object.
    """

    __slots__ = ("_decode",)

    def __init__(self, places: Mapping[str, int | LazyObject], decode: Callable[[int], Any]) -> None:
        super().__init__(places)
        self._decode = decode

    def __getitem__(self, name: str) -> Any:
        found = super().__getitem__(name)
        return found if isinstance(found, LazyObject) else self._decode(found)

    def get(self, name: str, default: Any = None) -> Any:
        """The member, or the default."""
        try:
            return self[name]
        except KeyError:
            return default

    def __iter__(self) -> Iterator[str]:
        # Python copies a dict by its storage, `{**self}` with places, unless its class has an `__iter__` of its own.
        return super().__iter__()

    def values(self) -> Any:
        """The members, decoded one by one; a list, where a plain `dict` gives a view."""
        return [self[name] for name in self]

    def items(self) -> Any:
        """Names and members, decoded one by one; a list, where a plain `dict` gives a view."""
        return [(name, self[name]) for name in self]

    def copy(self) -> dict[str, Any]:
        """A plain `dict` with all members decoded."""
        return dict(self)

    def __or__(self, other: Any) -> Any:
        return self.copy() | other

    def __ror__(self, other: Any) -> Any:
        return other | self.copy()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, dict) or len(self) != len(other):
            return False
        return all(name in other and self[name] == other[name] for name in self)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self)})"

    def __reduce__(self) -> tuple[type, tuple[dict[str, Any]]]:
        return dict, (self.copy(),)

    def _refuse(self, *_arguments: object, **_named: object) -> NoReturn:
        message = "a document is only read"
        raise TypeError(message)

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse
