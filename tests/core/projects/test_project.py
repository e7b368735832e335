"""Which app of a project is meant, and whether it is settled how to run it."""

from __future__ import annotations

from dataclasses import replace

from app.core.projects.model import AppChoice, AppOrder, FoundApps, Interpreter, Origin
from app.core.projects.places import AppPlace
from app.core.projects.project import Project, look, usable, why_not

MAIN = AppChoice("/shop", "main:app", "/shop/main.py", 3)
ADMIN = AppChoice("/shop", "main:admin", "/shop/main.py", 9)
OTHER = AppChoice("/shop", "shop.api:app", "/shop/src/shop/api.py", 1, import_root="/shop/src")
VENV = Interpreter("/shop/.venv/bin/python", Origin.VENV, "3.12.4", ".venv", "0.115.0")
BARE = Interpreter("/usr/bin/python3", Origin.SYSTEM, "3.11.0", "system")
BROKEN = Interpreter("/old/python", Origin.VENV, problem="It does not run.")


class Disk:
    """Finds the same everywhere."""

    def is_folder(self, path: str) -> bool:
        return path == "/shop"

    def absolute(self, path: str) -> str:
        return f"/here/{path}" if path else "/here"

    def find_apps(self, folder: str) -> FoundApps:
        return FoundApps(folder, (MAIN, ADMIN, OTHER))

    def find_interpreters(self, folder: str) -> tuple[Interpreter, ...]:
        return (BARE, VENV)

    def look_at(self, path: str, folder: str) -> Interpreter:
        raise AssertionError((path, folder))


def project(place: AppPlace, *apps: AppChoice) -> Project:
    return Project(place, FoundApps("/shop", apps or (MAIN, ADMIN, OTHER)), (BARE, VENV))


def test_a_folder_means_all_of_its_apps() -> None:
    assert project(AppPlace("/shop")).apps == (MAIN, ADMIN, OTHER)
    assert project(AppPlace("/shop")).settled() is None


def test_one_app_alone_is_settled_with_the_first_python_that_can_run_it() -> None:
    order = project(AppPlace("/shop"), OTHER).settled()
    assert order == AppOrder("/shop", "shop.api:app", VENV.path, import_root="/shop/src")


def test_a_target_or_a_file_means_what_it_names() -> None:
    assert project(AppPlace("/shop", "main:admin")).apps == (ADMIN,)
    assert project(AppPlace("/shop", "admin", "/shop/main.py")).apps == (ADMIN,)
    assert project(AppPlace("/shop", "", "/shop/main.py")).apps == (MAIN, ADMIN)
    assert project(AppPlace("/shop", "app", "/shop/gone.py")).apps == ()


def test_a_target_that_cannot_be_seen_is_run_as_it_was_given() -> None:
    assert project(AppPlace("/shop", "magic:app")).settled() == AppOrder("/shop", "magic:app", VENV.path)
    assert project(AppPlace("/shop", "app", "/shop/gone.py")).settled() is None


def test_without_a_python_nothing_is_settled() -> None:
    bare = Project(AppPlace("/shop"), FoundApps("/shop", (MAIN,)), (BARE,))
    assert (bare.interpreter, bare.settled()) == (None, None)
    assert usable((BARE, VENV, BROKEN)) == {VENV.path}
    assert [why_not(one) for one in (BARE, VENV, BROKEN)] == ["FastAPI is not installed in it.", "", "It does not run."]


def test_a_python_that_is_named_comes_first_and_once() -> None:
    named = replace(VENV, label="named")
    assert project(AppPlace("/shop")).with_interpreter(named).interpreters == (named, BARE)


def test_a_look_goes_to_the_folder_that_was_meant() -> None:
    assert look(Disk(), AppPlace()).place == AppPlace("/here")
    assert look(Disk(), AppPlace("shop", "main:app")).place == AppPlace("/here/shop", "main:app")
    found = look(Disk(), AppPlace("", "app", "shop/main.py"))
    assert found.place == AppPlace("/here/shop", "app", "/here/shop/main.py")
    assert found.interpreters == (BARE, VENV)
