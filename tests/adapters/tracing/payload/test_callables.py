"""How callables are named and found."""

from __future__ import annotations

from app.adapters.tracing.payload.callables import place_of
from tests.support.traced_app import Nasty


def test_names_of_callables() -> None:
    import functools

    def inner() -> None: ...

    @functools.wraps(inner)
    def outer() -> None: ...

    class Thing:
        def method(self) -> None: ...

        def __call__(self) -> None: ...

    assert place_of(inner).name == "inner"
    assert place_of(outer).qualname == place_of(inner).qualname
    assert place_of(functools.partial(inner)).line == inner.__code__.co_firstlineno
    assert place_of(Thing().method).name == "Thing.method"
    assert place_of(Thing()).name == "Thing"
    assert place_of(Thing).full_name.endswith("<locals>.Thing")
    assert place_of(len).full_name == "builtins:len"
    assert place_of(str.upper).name == "str.upper"
    assert place_of(lambda: None).name == "<lambda>"
    assert place_of(int).facts() == {}
    assert place_of(Nasty()).name == "Nasty"
