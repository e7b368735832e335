"""The apps of all kinds of projects are found, and how they are imported; nothing is run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.adapters.local_app import find_apps as module
from app.adapters.local_app.find_apps import find_apps
from app.adapters.local_app.find_interpreters import find_interpreters, look_at
from app.adapters.local_app.folder_walk import WalkLimits
from app.core.projects.model import AppKind

if TYPE_CHECKING:
    from app.core.projects.model import FoundApps

APP = "from fastapi import FastAPI\napp = FastAPI()\n"
FACTORY = "from fastapi import FastAPI\ndef create_app() -> FastAPI:\n    return FastAPI()\n"


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def targets(folder: Path) -> list[str]:
    return [app.target for app in find_apps(str(folder)).apps]


def places(found: FoundApps, folder: Path) -> list[tuple[str, str, str]]:
    return [
        (
            os.path.relpath(app.folder, folder),
            os.path.relpath(app.import_root, folder) if app.import_root else "",
            app.target,
        )
        for app in found.apps
    ]


def test_the_ordinary_project(tmp_path: Path) -> None:
    (app,) = find_apps(str(write(tmp_path, {"main.py": APP, "db.py": "import sqlite3"}))).apps
    assert (app.folder, app.target, app.kind, app.import_root) == (str(tmp_path), "main:app", AppKind.APP, "")
    assert (app.file, app.line) == (str(tmp_path / "main.py"), 2)


def test_an_empty_folder_and_no_folder(tmp_path: Path) -> None:
    assert find_apps(str(tmp_path)).apps == ()
    nowhere = find_apps(str(tmp_path / "nowhere"))
    assert nowhere.apps == ()
    assert "cannot be opened" in nowhere.problems[0].message


@pytest.mark.parametrize("name", ["~nobody-of-that-name/x", "a\0b"])
def test_names_that_can_be_no_folder(name: str) -> None:
    assert find_apps(name).apps == ()
    assert "cannot be opened" in find_apps(name).problems[0].message
    assert look_at(name, name).problem.startswith("There is no Python in it.")
    find_interpreters(name)


def test_nothing_is_imported(tmp_path: Path) -> None:
    write(tmp_path, {"main.py": f"{APP}open('ran', 'w')\nraise SystemExit\n"})
    assert targets(tmp_path) == ["main:app"]
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    "source",
    [
        "import fastapi\nx = fastapi.FastAPI()",
        "import fastapi as f\nx = f.FastAPI()",
        "from fastapi import FastAPI as Api\nx = Api()",
        "from fastapi import *\nx = FastAPI()",
        "from fastapi.applications import FastAPI\nx = FastAPI()",
        "from fastapi import FastAPI\nx: FastAPI = FastAPI()",
        "from fastapi import FastAPI\nx: 'FastAPI' = make()",
        "from fastapi import FastAPI\nclass Mine(FastAPI): ...\nclass Yours(Mine): ...\nx = Yours()",
        "from fastapi import FastAPI\ntry:\n    x = FastAPI()\nexcept Exception:\n    raise",
    ],
)
def test_an_app_may_be_made_in_many_ways(tmp_path: Path, source: str) -> None:
    assert targets(write(tmp_path, {"main.py": source})) == ["main:x"]


@pytest.mark.parametrize(
    "source",
    [
        "from flask import Flask as FastAPI # not fastapi\nx = FastAPI()",
        "from fastapi import APIRouter\nx = APIRouter()",
        "from fastapi import FastAPI\ndef f():\n    x = FastAPI()",
        "from fastapi import FastAPI\nif __name__ == '__main__':\n    x = FastAPI()",
        "from fastapi import FastAPI\nasync def make() -> FastAPI: ...",
        "from fastapi import FastAPI\ndef make(settings) -> FastAPI: ...",
        "# fastapi",
    ],
)
def test_what_is_no_app_is_not_offered(tmp_path: Path, source: str) -> None:
    assert targets(write(tmp_path, {"main.py": source})) == []


def test_factories_are_offered_after_apps(tmp_path: Path) -> None:
    source = f"{FACTORY}def build():\n    made = create_app()\n    return made\nserved = create_app()\n"
    found = find_apps(str(write(tmp_path, {"main.py": source}))).apps
    assert [(app.target, app.kind) for app in found] == [
        ("main:served", AppKind.APP),
        ("main:create_app", AppKind.FACTORY),
        ("main:build", AppKind.FACTORY),
    ]


def test_factories_and_classes_of_other_files_are_followed(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "shop/__init__.py": "",
            "shop/factory.py": FACTORY.replace("create_app()", "create_app(settings=None)"),
            "shop/kinds.py": "from fastapi import FastAPI\nclass ShopApp(FastAPI): ...\n",
            "shop/again.py": "from .factory import create_app as make\n",
            "shop/one.py": "from shop.factory import create_app\napp = create_app()\n",
            "shop/two.py": "from . import again\napp = again.make()\n",
            "shop/three.py": "from .kinds import ShopApp\napp = ShopApp()\n",
            "shop/four.py": "import shop.factory\napp = shop.factory.create_app()\n",
            "shop/five.py": "from .nowhere import create_app\napp = create_app()\n",
        },
    )
    found = {target for target in targets(tmp_path) if target.endswith(":app")}
    assert found == {"shop.one:app", "shop.two:app", "shop.three:app", "shop.four:app"}


def test_a_package_called_app(tmp_path: Path) -> None:
    write(tmp_path, {"app/__init__.py": "", "app/main.py": APP, "app/api/__init__.py": "", "app/api/v1.py": APP})
    assert targets(tmp_path) == ["app.main:app", "app.api.v1:app"]
    inside = find_apps(str(tmp_path / "app")).apps[0]
    assert (inside.folder, inside.target) == (str(tmp_path), "app.main:app")


def test_the_app_of_a_package_itself(tmp_path: Path) -> None:
    assert targets(write(tmp_path, {"shop/__init__.py": APP})) == ["shop:app"]


def test_a_src_layout_keeps_the_projects_folder(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "", "src/shop/__init__.py": "", "src/shop/main.py": APP})
    assert places(find_apps(str(tmp_path)), tmp_path) == [(".", "src", "shop.main:app")]
    assert places(find_apps(str(tmp_path / "src")), tmp_path / "src") == [(".", "", "shop.main:app")]


def test_a_folder_in_which_one_stands(tmp_path: Path) -> None:
    write(tmp_path, {"backend/main.py": f"{APP}from db import x\n", "backend/db.py": ""})
    assert places(find_apps(str(tmp_path)), tmp_path) == [("backend", "", "main:app")]


@pytest.mark.parametrize("line", ["from backend.db import x", "import backend.db", "from .db import x"])
def test_a_package_without_an_init_file(tmp_path: Path, line: str) -> None:
    write(tmp_path, {"backend/main.py": f"{APP}{line}\n", "backend/db.py": ""})
    assert places(find_apps(str(tmp_path)), tmp_path) == [(".", "", "backend.main:app")]


def test_nested_packages_without_init_files(tmp_path: Path) -> None:
    write(tmp_path, {"a/b/c/main.py": f"{APP}from ..db import x\n"})
    assert targets(tmp_path) == ["b.c.main:app"]


def test_a_file_that_cannot_be_imported_by_name_is_not_offered(tmp_path: Path) -> None:
    assert targets(write(tmp_path, {"my-app.py": APP, "2nd.py": APP})) == []


def test_the_likely_one_comes_first(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "tests/main.py": APP,
            "tools.py": APP,
            "shop/__init__.py": "",
            "shop/deep/__init__.py": "",
            "shop/deep/main.py": APP,
            "main.py": "from fastapi import FastAPI\nv1 = FastAPI()\napi = FastAPI()\nother = FastAPI()\n"
            "api.mount('/v1', v1)\n",
        },
    )
    assert targets(tmp_path) == ["main:api", "main:other", "shop.deep.main:app", "tools:app", "main:v1", "main:app"]


def test_what_the_project_itself_names_comes_first(tmp_path: Path) -> None:
    write(tmp_path, {"main.py": APP, "other.py": APP, "pyproject.toml": "[tool.fastapi]\nentrypoint = 'other:app'\n"})
    assert targets(tmp_path) == ["other:app", "main:app"]


def test_a_named_app_that_was_not_found_is_offered(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "[tool.fastapi]\nentrypoint = 'made.elsewhere'\n"})
    assert targets(tmp_path) == ["made.elsewhere:app"]


@pytest.mark.parametrize("text", ["[tool.fastapi]\nentrypoint = 3\n", "[tool]\n", "tool = 3\n", "[broken", "\xff"])
def test_odd_project_files_are_no_hindrance(tmp_path: Path, text: str) -> None:
    write(tmp_path, {"main.py": APP})
    (tmp_path / "pyproject.toml").write_bytes(text.encode("latin-1"))
    assert targets(tmp_path) == ["main:app"]


def test_a_broken_file_is_told_and_still_looked_at(tmp_path: Path) -> None:
    write(tmp_path, {"main.py": APP, "broken.py": f"{APP}def (:\n", "other.py": "def (:\n"})
    found = find_apps(str(tmp_path))
    assert [app.target for app in found.apps] == ["main:app", "broken:app"]
    assert [(problem.file, problem.line) for problem in found.problems] == [(str(tmp_path / "broken.py"), 3)]


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"main.py": APP, "secret.py": APP})
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "secret.py":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    found = find_apps(str(tmp_path))
    assert [app.target for app in found.apps] == ["main:app"]
    assert [each.message for each in found.problems] == ["It cannot be read: Permission denied."]


def test_a_file_that_vanishes_meanwhile_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"factory.py": FACTORY, "main.py": "from factory import create_app\napp = create_app()\n"})
    read, reads = Path.read_bytes, []

    def vanish(path: Path) -> bytes:
        reads.append(path.name)
        if reads.count("main.py") > 1:
            raise FileNotFoundError(2, "No such file or directory")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", vanish)
    assert targets(tmp_path) == ["factory:create_app"]


def test_long_files_are_looked_at_line_by_line(tmp_path: Path) -> None:
    write(tmp_path, {"main.py": APP + "x = 1\n" * 50_000, "data.py": APP + "#" * 3_000_000})
    assert targets(tmp_path) == ["main:app"]


def test_one_file_can_be_asked_about(tmp_path: Path) -> None:
    write(tmp_path, {"main.py": APP, "app/__init__.py": "", "app/main.py": APP})
    (app,) = find_apps(str(tmp_path / "app" / "main.py")).apps
    assert (app.folder, app.target) == (str(tmp_path), "app.main:app")


def test_a_huge_folder_is_quick_and_says_what_it_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WalkLimits", lambda **limits: WalkLimits(entries=10))
    write(tmp_path, {"main.py": APP, **{f"many/m{number}.py": APP for number in range(20)}})
    found = find_apps(str(tmp_path))
    assert [app.target for app in found.apps] == ["main:app"]
    assert "very large" in found.left_out


def test_very_many_apps_are_not_all_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_APPS", 3)
    write(tmp_path, {f"m{number}.py": APP for number in range(5)})
    found = find_apps(str(tmp_path))
    assert len(found.apps) == 3
    assert found.left_out == "2 of 5 apps are not shown: open a folder further down."


def test_out_of_time_it_looks_roughly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SECONDS", -1.0)
    monkeypatch.setattr(module, "WalkLimits", lambda **limits: WalkLimits())
    write(
        tmp_path,
        {"main.py": APP, "factory.py": FACTORY, "other.py": "from factory import create_app\nx = create_app()"},
    )
    assert targets(tmp_path) == ["main:app"]


def test_circles_of_names_end(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "one.py": "import fastapi\nfrom two import make\napp = make()\nclass A(B): ...\nclass B(A): ...\n",
            "two.py": "import fastapi\nfrom one import make\n",
            "main.py": APP,
        },
    )
    assert targets(tmp_path) == ["main:app"]


def test_links_in_circles_end(tmp_path: Path) -> None:
    write(tmp_path, {"main.py": APP})
    Path(tmp_path, "loop").symlink_to(tmp_path, target_is_directory=True)
    assert targets(tmp_path) == ["main:app"]
