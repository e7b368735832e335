"""What a file says about apps is read from its source."""

from __future__ import annotations

import textwrap

import pytest

from app.adapters.local_app.source_facts import Assigned, Facts, Imported, read_facts, read_roughly


def facts(source: str) -> Facts:
    return read_facts(textwrap.dedent(source).encode())


def test_imports_are_known_by_their_local_names() -> None:
    found = facts(
        """
        import fastapi as f, os.path
        import fastapi.applications
        from fastapi import FastAPI as App, Depends
        from ..core import make
        from . import db
        """
    )
    assert found.imports == {
        "f": Imported(0, "fastapi"),
        "os": Imported(0, "os"),
        "fastapi": Imported(0, "fastapi"),
        "App": Imported(0, "fastapi", "FastAPI"),
        "Depends": Imported(0, "fastapi", "Depends"),
        "make": Imported(2, "core", "make"),
        "db": Imported(1, "", "db"),
    }


@pytest.mark.parametrize(
    ("source", "dotted", "full"),
    [
        ("import fastapi as f", "f.FastAPI", "fastapi.FastAPI"),
        ("import fastapi", "fastapi.applications.FastAPI", "fastapi.applications.FastAPI"),
        ("from fastapi import FastAPI as App", "App", "fastapi.FastAPI"),
        ("from fastapi import *", "FastAPI", "fastapi.FastAPI"),
        ("from flask import *", "FastAPI", "FastAPI"),
        ("from fastapi import *\nclass FastAPI: ...", "FastAPI", "FastAPI"),
        ("from .own import FastAPI", "FastAPI", "FastAPI"),
        ("", "FastAPI", "FastAPI"),
    ],
)
def test_names_are_followed_to_their_modules(source: str, dotted: str, full: str) -> None:
    assert facts(source).full_name(dotted) == full


def test_assignments_that_run_on_import_are_known() -> None:
    found = facts(
        """
        app = FastAPI()
        one = two = f.FastAPI(title="x")
        typed: FastAPI = make()
        quoted: "FastAPI" = thing
        if True:
            inner = FastAPI()
        try:
            tried = FastAPI()
        except ImportError:
            handled = FastAPI()
        finally:
            last = FastAPI()
        with open("x"):
            opened = FastAPI()
        declared: FastAPI
        plain = 3
        obj.app = FastAPI()
        called = table["x"]()
        """
    )
    assert {(each.name, each.line, each.call, each.annotation) for each in found.assigned} == {
        ("app", 2, "FastAPI", ""),
        ("one", 3, "f.FastAPI", ""),
        ("two", 3, "f.FastAPI", ""),
        ("typed", 4, "make", "FastAPI"),
        ("quoted", 5, "", "FastAPI"),
        ("inner", 7, "FastAPI", ""),
        ("tried", 9, "FastAPI", ""),
        ("handled", 11, "FastAPI", ""),
        ("last", 13, "FastAPI", ""),
        ("opened", 15, "FastAPI", ""),
    }


def test_what_does_not_run_on_import_is_not() -> None:
    found = facts(
        """
        def f():
            app = FastAPI()
        class C:
            app = FastAPI()
        if __name__ == "__main__":
            app = FastAPI()
        """
    )
    assert found.assigned == ()


def test_functions_tell_what_they_make() -> None:
    found = facts(
        """
        def annotated() -> FastAPI: ...
        def quoted(a=1, *, b=2) -> "FastAPI": ...
        def direct(): return FastAPI()
        def local(settings):
            if settings:
                app = FastAPI()
            def inner():
                return Other()
            return app
        def typed():
            app: FastAPI = make()
            return app
        def needs(*, x): ...
        async def later() -> FastAPI: ...
        """
    )
    assert [(each.name, each.needs, each.returns, each.makes) for each in found.functions] == [
        ("annotated", False, "FastAPI", ()),
        ("quoted", False, "FastAPI", ()),
        ("direct", False, "", ("FastAPI",)),
        ("local", True, "", ("FastAPI",)),
        ("typed", False, "", ("make", "FastAPI")),
        ("needs", True, "", ()),
    ]


def test_classes_and_mounts_are_known() -> None:
    found = facts("class Mine(f.FastAPI, Generic[T]): ...\napp.mount('/v1', v1)\napp.mount('/v2', app=v2)\nprint(v3)")
    assert found.classes == {"Mine": ("f.FastAPI",)}
    assert found.mounted == {"v1", "v2"}


@pytest.mark.filterwarnings("error")
def test_warnings_about_somebodys_code_are_nobodys_here() -> None:
    assert facts('import fastapi\nx = "\\d"\n1 is 1').imports


@pytest.mark.parametrize(
    "source", [b"print 'hello'", b"x = \x00", b"\xff\xfe", b"(" * 300, b"# coding: nonsense\n", b"-" * 200_000 + b"1"]
)
def test_what_is_no_python_is_a_syntax_error(source: bytes) -> None:
    with pytest.raises(SyntaxError):
        read_facts(source)


def test_an_encoding_is_respected() -> None:
    assert facts("# é\napp = FastAPI()").assigned
    assert read_facts("# coding: latin-1\napp = FastAPI(title='é')".encode("latin-1")).assigned


def test_a_rough_look_finds_plain_lines() -> None:
    source = b"type X = int\napp = FastAPI()\napi: FastAPI = fastapi.FastAPI(\n  x)\n  inner = FastAPI()\n\xff"
    assert read_roughly(source) == (Assigned("app", 2, "fastapi.FastAPI"), Assigned("api", 3, "fastapi.FastAPI"))
