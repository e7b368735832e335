"""An object that decodes its members behaves as the plain one does."""

from __future__ import annotations

import copy
import json
import operator
import pickle
from typing import Any

import pytest

from app.adapters.documents.lazy_object import LazyObject

PLAIN: dict[str, Any] = {"a": 1, "b": {"c": [2]}, "n": None}
VALUES = [1, {"c": [2]}, None]


class Decoder:
    """Gives value number N, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def decode(self, place: int) -> Any:
        self.asked.append(place)
        return copy.deepcopy(VALUES[place])


def made() -> tuple[LazyObject, Decoder]:
    decoder = Decoder()
    return LazyObject({"a": 0, "b": 1, "n": 2}, decoder.decode), decoder


def test_names_cost_no_decoding() -> None:
    lazy, decoder = made()
    assert isinstance(lazy, dict)
    assert "a" in lazy
    assert "x" not in lazy
    assert (len(lazy), list(lazy), list(lazy.keys()), bool(lazy)) == (3, ["a", "b", "n"], ["a", "b", "n"], True)
    assert lazy.get("x", 7) == 7
    assert repr(lazy) == "LazyObject(a, b, n)"
    assert decoder.asked == []


def test_a_member_is_decoded_when_it_is_asked_for() -> None:
    lazy, decoder = made()
    assert lazy["b"] == {"c": [2]}
    assert lazy.get("a") == 1
    assert lazy.get("n", 7) is None
    assert decoder.asked == [1, 0, 2]
    with pytest.raises(KeyError):
        lazy["x"]


@pytest.mark.parametrize(
    "give",
    [
        dict,
        LazyObject.copy,
        copy.copy,
        copy.deepcopy,
        lambda lazy: {**lazy},
        lambda lazy: lazy | {},
        lambda lazy: {} | lazy,
        lambda lazy: dict(lazy.items()),
        lambda lazy: dict(zip(lazy, lazy.values(), strict=True)),
        lambda lazy: {name: lazy[name] for name in lazy},
        lambda lazy: json.loads(json.dumps(lazy)),
        lambda lazy: pickle.loads(pickle.dumps(lazy)),  # noqa: S301 - our own bytes
        lambda lazy: (lambda **named: named)(**lazy),
    ],
)
def test_every_way_to_copy_it_gives_its_members(give: Any) -> None:
    given = give(made()[0])
    assert given == PLAIN
    assert type(given) is dict


def test_it_can_be_merged_into_another() -> None:
    target = {"z": 0}
    target.update(made()[0])
    assert target == {"z": 0, **PLAIN}
    target = {"z": 0}
    target |= made()[0]
    assert target == {"z": 0, **PLAIN}


def test_it_equals_what_has_the_same_members() -> None:
    lazy, _ = made()
    assert lazy == PLAIN
    assert operator.eq(PLAIN, lazy)
    assert lazy == made()[0]
    assert not operator.ne(lazy, PLAIN)
    others: tuple[Any, ...] = ({**PLAIN, "a": 2}, {"a": 1}, {"a": 1, "b": 2, "x": None}, [], None)
    for other in others:
        assert lazy != other


def test_patterns_match_it() -> None:
    match made()[0]:
        case {"b": {"c": [found]}}:
            assert found == 2
        case _:
            pytest.fail("it is a mapping")


def test_it_may_hold_others() -> None:
    lazy, decoder = made()
    outer = LazyObject({"inner": lazy, "a": 0}, decoder.decode)
    assert outer["inner"] is lazy
    assert outer == {"inner": PLAIN, "a": 1}


@pytest.mark.parametrize(
    "change",
    [
        lambda lazy: lazy.__setitem__("a", 1),
        lambda lazy: lazy.__delitem__("a"),
        lambda lazy: lazy.pop("a"),
        lambda lazy: lazy.popitem(),
        lambda lazy: lazy.setdefault("a", 1),
        lambda lazy: lazy.update(a=1),
        lambda lazy: lazy.clear(),
        lambda lazy: lazy.__ior__({"a": 1}),
    ],
)
def test_it_cannot_be_changed(change: Any) -> None:
    lazy, _ = made()
    with pytest.raises(TypeError, match="only read"):
        change(lazy)
    assert lazy == PLAIN
