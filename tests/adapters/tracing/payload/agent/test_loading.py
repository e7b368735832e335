"""Apps, factories, and what is neither."""

from __future__ import annotations

import functools
import sys
import types
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import FastAPI

from app.adapters.tracing.payload.agent.loading import TargetError, is_factory, load_app

if TYPE_CHECKING:
    from collections.abc import Iterator


async def _asgi(scope: Any, receive: Any, send: Any) -> None: ...


def _make(title: str = "made") -> FastAPI:
    return FastAPI(title=title)


def _needs(title: str) -> FastAPI:
    return FastAPI(title=title)


class _Callable:
    async def __call__(self, scope: Any, receive: Any, send: Any) -> None: ...


@pytest.mark.parametrize(
    ("found", "factory"),
    [
        (_make, True),
        (functools.partial(_needs, "x"), True),
        (FastAPI, True),
        (lambda *args, **more: FastAPI(), True),
        (_asgi, False),
        (_needs, False),
        (_Callable(), False),
        (FastAPI(), False),
        (type, False),
        (5, False),
    ],
)
def test_a_factory_is_what_needs_no_argument(found: Any, factory: bool) -> None:
    assert is_factory(found) is factory


@pytest.fixture
def module() -> Iterator[types.ModuleType]:
    made = types.ModuleType("made_for_a_test")
    sys.modules[made.__name__] = made
    yield made
    del sys.modules[made.__name__]


def test_whoever_knows_need_not_be_guessed_about(module: types.ModuleType) -> None:
    module.app = _Callable()  # type: ignore[attr-defined]
    module.make = _make  # type: ignore[attr-defined]
    assert load_app("made_for_a_test:make", factory=False) is _make
    assert load_app("made_for_a_test:make", factory=True).title == "made"
    assert load_app("made_for_a_test:app", factory=None) is module.app
    with pytest.raises(TypeError):
        load_app("made_for_a_test:app", factory=True)


def test_an_error_inside_a_factory_is_its_own(module: types.ModuleType) -> None:
    def broken() -> None:
        raise TypeError("inside")

    module.make = broken  # type: ignore[attr-defined]
    with pytest.raises(TypeError, match="inside"):
        load_app("made_for_a_test:make", factory=None)


def test_names_that_are_there_are_offered(module: types.ModuleType) -> None:
    module.api, module.other, module._hidden, module.text = FastAPI(), FastAPI(), FastAPI(), "x"  # type: ignore[attr-defined]
    with pytest.raises(TargetError, match=r"module 'made_for_a_test' has no 'app'; it has api, other$"):
        load_app("made_for_a_test:app", factory=None)
    with pytest.raises(TargetError, match=r"has no 'api.deep'"):
        load_app("made_for_a_test:api.deep", factory=None)


@pytest.mark.parametrize("target", ["", ":", "x:", ":x", "x"])
def test_what_names_nothing(target: str) -> None:
    with pytest.raises(TargetError, match="write it as package"):
        load_app(target, factory=None)
