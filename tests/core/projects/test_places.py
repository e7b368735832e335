"""How a person names an app on disk."""

from __future__ import annotations

import pytest

from app.core.projects.places import AppPlace, app_place, place_words


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("main:app", AppPlace(target="main:app")),
        ("shop.main:api.app", AppPlace(target="shop.main:api.app")),
        ("shop.main:make_app()", AppPlace(target="shop.main:make_app")),
        ("/home/me/shop::shop.main:app", AppPlace("/home/me/shop", "shop.main:app")),
        ("C:\\work\\shop::main:app", AppPlace("C:\\work\\shop", "main:app")),
        ("../with blanks/::main:make()", AppPlace("../with blanks/", "main:make")),
        ("main.py", AppPlace(file="main.py")),
        ("/shop/MAIN.PY", AppPlace(file="/shop/MAIN.PY")),
        ("C:\\shop\\main.py:app", AppPlace(target="app", file="C:\\shop\\main.py")),
        ("shop/main.py:make()", AppPlace(target="make", file="shop/main.py")),
    ],
)
def test_what_names_an_app(text: str, place: AppPlace) -> None:
    assert app_place(text) == place
    assert place_words(place).endswith("is started and opened.")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "main",
        "localhost:8000",
        "host.example:80",
        "http://h/main.py?x",
        "a b:app",
        "::main:app",
        ".py",
        "x::y",
        "/shop",
    ],
)
def test_what_names_none(text: str) -> None:
    assert app_place(text) is None


def test_what_it_is_taken_for_is_said() -> None:
    words = [
        place_words(AppPlace(*parts)) for parts in (("/s", "m:a"), ("", "m:a"), ("", "a", "m.py"), ("", "", "m.py"))
    ]
    assert words == [
        "The FastAPI app m:a in /s is started and opened.",
        "The FastAPI app m:a in the folder that Routeglass was started in is started and opened.",
        "The app a in this file is started and opened.",
        "The FastAPI app in this file is started and opened.",
    ]
