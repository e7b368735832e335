"""The environments that the tools of the Python world make are found, the best first, and nothing is changed."""

from __future__ import annotations

import base64
import hashlib
import os
import sys
from pathlib import Path

import pytest

from app.adapters.local_app import find_interpreters as module
from app.adapters.local_app.find_interpreters import find_interpreters, look_at
from app.core.projects.model import Interpreter, Origin
from tests.support.pretended_pythons import pretended, real, script

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pretended Pythons are scripts")


class Desk:
    """A project, a home and the variables of somebody."""

    def __init__(self, tmp_path: Path) -> None:
        self.project = tmp_path / "work" / "shop"
        self.home = tmp_path / "home"
        self.variables: dict[str, str] = {"PATH": str(tmp_path / "nothing")}
        for folder in (self.project, self.home):
            folder.mkdir(parents=True)

    def found(self) -> tuple[Interpreter, ...]:
        return find_interpreters(str(self.project), self.variables, self.home)

    def only(self) -> Interpreter:
        (found,) = self.found()
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_there_may_be_none(desk: Desk) -> None:
    assert desk.found() == ()
    assert find_interpreters(str(desk.project / "nowhere"), desk.variables, desk.home) == ()


@pytest.mark.parametrize("name", [".venv", "venv", "env", "my-python", "backend/.venv", "tools/py"])
def test_environments_in_the_project(desk: Desk, name: str) -> None:
    python = pretended(desk.project / name, fastapi="0.128.0", uvicorn="0.40.0", pydantic="2.12.0")
    assert desk.only() == Interpreter(
        str(python), Origin.VENV, "3.12.1", name, fastapi="0.128.0", uvicorn="0.40.0", pydantic="2.12.0"
    )


def test_a_real_one(desk: Desk) -> None:
    python = real(desk.project / ".venv", fastapi="0.100.1")
    found = desk.only()
    assert (found.path, found.fastapi, found.origin) == (str(python), "0.100.1", Origin.VENV)


def test_the_project_may_lie_in_its_environment(desk: Desk) -> None:
    pretended(desk.project)
    assert desk.only().label == "."


def test_uv_is_known_by_its_mark(desk: Desk) -> None:
    pretended(desk.project / ".venv", text="home = /x\nuv = 0.9.0\n")
    assert desk.only().origin is Origin.UV


@pytest.mark.parametrize("absolute", [True, False])
def test_uvs_chosen_place_comes_first(desk: Desk, tmp_path: Path, absolute: bool) -> None:
    pretended(desk.project / ".venv", fastapi="1")
    python = pretended(tmp_path / "work" / "made-by-uv", text="uv = 0.9", fastapi="1")
    desk.variables["UV_PROJECT_ENVIRONMENT"] = str(tmp_path / "work" / "made-by-uv") if absolute else "../made-by-uv"
    first = desk.found()[0]
    assert Path(first.path).samefile(python)
    assert first.origin is Origin.UV


def test_a_workspaces_environment_serves_its_members(desk: Desk) -> None:
    python = pretended(desk.project.parent / ".venv", text="uv = 0.9")
    assert desk.only().path == str(python)


def test_the_home_folder_is_no_workspace(desk: Desk) -> None:
    pretended(desk.home / ".venv")
    inside = desk.home / "shop"
    inside.mkdir()
    assert find_interpreters(str(inside), desk.variables, desk.home) == ()


def poetry_name(folder: Path, name: str) -> str:
    digest = hashlib.sha256(os.path.normcase(os.path.realpath(folder)).encode()).digest()
    return f"{name}-{base64.urlsafe_b64encode(digest).decode()[:8]}-py3.12"


@pytest.mark.parametrize(
    ("project", "name"),
    [
        ("[tool.poetry]\nname = 'My Shop'\n", "my_shop"),
        ("[project]\nname = 'shop'\n", "shop"),
        (f"[project]\nname = '{'x' * 60}'\n", "x" * 42),
    ],
)
def test_poetrys_environment_of_the_project(desk: Desk, project: str, name: str) -> None:
    (desk.project / "pyproject.toml").write_text(project)
    folder = desk.home / ".cache" / "pypoetry" / "virtualenvs"
    python = pretended(folder / poetry_name(desk.project, name))
    pretended(folder / poetry_name(desk.home, name))
    found = desk.only()
    assert (found.path, found.origin) == (str(python), Origin.POETRY)


@pytest.mark.skipif(sys.platform == "darwin", reason="folders of Linux")
@pytest.mark.parametrize("way", ["cache", "path", "config", "config with cache", "config folder"])
def test_poetry_may_keep_them_elsewhere(desk: Desk, way: str) -> None:
    (desk.project / "pyproject.toml").write_text("[project]\nname = 'shop'\n")
    place = desk.home / "places" / "virtualenvs"
    pretended(place / poetry_name(desk.project, "shop"))
    config = desk.home / ".config" / "pypoetry" / "config.toml"
    if way == "cache":
        desk.variables["POETRY_CACHE_DIR"] = str(place.parent)
    elif way == "path":
        desk.variables["POETRY_VIRTUALENVS_PATH"] = str(place)
    else:
        if way == "config folder":
            config = desk.home / "settings" / "config.toml"
            desk.variables["POETRY_CONFIG_DIR"] = str(config.parent)
        if way == "config with cache":
            desk.variables["POETRY_CACHE_DIR"] = str(place.parent)
        config.parent.mkdir(parents=True)
        path = "{cache-dir}/virtualenvs" if way == "config with cache" else place
        config.write_text(f'[virtualenvs]\npath = "{path}"\n')
    assert desk.only().origin is Origin.POETRY


def test_condas_environment_by_the_name_in_its_file(desk: Desk, tmp_path: Path) -> None:
    (desk.project / "environment.yml").write_text("channels: [x]\nname: 'shop'  # ours\ndependencies: []\n")
    places = []
    for name in ("base", "other", "shop"):
        pretended(tmp_path / "conda" / name, sign="conda-meta/history", fastapi="0.115.0")
        places.append(str(tmp_path / "conda" / name))
    (desk.home / ".conda").mkdir()
    (desk.home / ".conda" / "environments.txt").write_text("\n".join([*places, str(tmp_path / "gone")]))
    found = desk.found()
    assert [one.label for one in found] == ["conda: shop", "conda: base", "conda: other"]
    assert {one.origin for one in found} == {Origin.CONDA}


def test_condas_active_environment_and_its_folders(desk: Desk, tmp_path: Path) -> None:
    pretended(tmp_path / "active", sign="conda-meta/history")
    pretended(desk.home / "miniconda3" / "envs" / "shop", sign="conda-meta/history")
    desk.variables["CONDA_PREFIX"] = str(tmp_path / "active")
    assert [one.label for one in desk.found()] == ["conda: active", "conda: shop"]


def test_a_conda_environment_in_the_project(desk: Desk) -> None:
    pretended(desk.project / "envs", sign="conda-meta/history")
    assert desk.only().origin is Origin.CONDA


@pytest.mark.parametrize(("wish", "label"), [("3.11.4", "3.11.4"), ("3.11", "3.11.10"), ("# x\n3.11.4\n", "3.11.4")])
def test_pyenvs_version_of_the_project(desk: Desk, wish: str, label: str) -> None:
    for version in ("3.11.4", "3.11.10", "3.12.0"):
        pretended(desk.home / ".pyenv" / "versions" / version, sign="x")
    (desk.project.parent / ".python-version").write_text(wish)
    assert (desk.only().label, desk.only().origin) == (f"pyenv: {label}", Origin.PYENV)


def test_pyenv_elsewhere_and_a_version_that_is_not_there(desk: Desk, tmp_path: Path) -> None:
    pretended(tmp_path / "py" / "versions" / "shop-env", sign="x")
    desk.variables["PYENV_ROOT"] = str(tmp_path / "py")
    (desk.project / ".python-version").write_text("shop-env\n3.99\n")
    assert desk.only().label == "pyenv: shop-env"


def test_the_active_environment_unless_it_is_ours(desk: Desk, tmp_path: Path) -> None:
    desk.variables["VIRTUAL_ENV"] = sys.prefix
    assert desk.found() == ()
    pretended(tmp_path / "mine")
    desk.variables["VIRTUAL_ENV"] = str(tmp_path / "mine")
    assert desk.only().label == "active: mine"


def test_the_systems_python_is_known_by_what_it_runs(desk: Desk, tmp_path: Path) -> None:
    python = pretended(tmp_path / "versions" / "3.12", sign="x", fastapi="0.1")
    shim = script(tmp_path / "shims" / "python3", f"exec {python} $@")
    desk.variables["PATH"] = os.pathsep.join([str(Path(sys.prefix, "bin")), str(shim.parent), "/bin"])
    found = desk.found()[0]
    assert (found.path, found.origin) == (str(python), Origin.SYSTEM)
    assert found.label == f"python3 ({shim})"


def test_the_best_comes_first_and_broken_ones_last(desk: Desk, tmp_path: Path) -> None:
    script(desk.project / ".venv" / "bin" / "python", "exit 1")
    (desk.project / ".venv" / "pyvenv.cfg").write_text("")
    pretended(desk.project / "venv")
    pretended(tmp_path / "mine", fastapi="0.1")
    desk.variables["VIRTUAL_ENV"] = str(tmp_path / "mine")
    found = desk.found()
    assert [one.label for one in found] == ["active: mine", "venv", ".venv"]
    assert "exit status 1" in found[-1].problem


def test_many_that_hang_take_their_time_together(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SECONDS", 0.5)
    monkeypatch.setattr(module, "_AT_ONCE", 1)
    for name in (".venv", "venv"):
        script(desk.project / name / "bin" / "python", "while :; do :; done")
        (desk.project / name / "pyvenv.cfg").write_text("")
    first, second = desk.found()
    assert first.problem.startswith("It does not answer within 0.")
    assert second.problem == "It was not asked: the others took too long to answer."


def test_two_ways_to_one_environment_are_one(desk: Desk) -> None:
    pretended(desk.project / ".venv")
    (desk.project / "linked").symlink_to(desk.project / ".venv")
    desk.variables["VIRTUAL_ENV"] = str(desk.project / ".venv")
    desk.variables["UV_PROJECT_ENVIRONMENT"] = "linked"
    assert len(desk.found()) == 1


def test_broken_files_are_no_hindrance(desk: Desk) -> None:
    pretended(desk.project / ".venv")
    (desk.project / "pyproject.toml").write_bytes(b"\xff[")
    (desk.project / ".python-version").write_bytes(b"\xff\n")
    (desk.project / "environment.yml").write_bytes(b"\xff\n")
    (desk.project / ".venv" / "pyvenv.cfg").write_bytes(b"\xff = 1\n")
    assert desk.only().label == ".venv"


def test_nothing_is_changed(desk: Desk) -> None:
    real(desk.project / ".venv", fastapi="0.1")
    (desk.project / "main.py").write_text("")
    before = {path: path.lstat().st_mtime_ns for path in desk.project.rglob("*")}
    desk.found()
    assert {path: path.lstat().st_mtime_ns for path in desk.project.rglob("*")} == before


def test_one_that_is_named(desk: Desk) -> None:
    python = pretended(desk.project / "env", text="uv = 1", fastapi="0.1")
    for name in (python, python.parent.parent):
        found = look_at(str(name), str(desk.project))
        assert (found.path, found.origin, found.fastapi) == (str(python), Origin.UV, "0.1")
    assert look_at(str(desk.project / "nowhere"), str(desk.project)).problem.startswith("There is no Python")
