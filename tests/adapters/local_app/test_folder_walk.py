"""A walk finds what belongs to the project, and always ends."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from app.adapters.local_app.folder_walk import FolderWalk, WalkLimits

if TYPE_CHECKING:
    from pathlib import Path


def make(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")


def walked(folder: Path, limits: WalkLimits | None = None) -> tuple[list[str], FolderWalk]:
    walk = FolderWalk(str(folder), limits)
    return [os.path.relpath(entry.path, folder).replace(os.sep, "/") for entry in walk.files()], walk


def test_nearer_files_come_first(tmp_path: Path) -> None:
    make(tmp_path, "a/deep/x.py", "a/b.py", "z.py", "main.py")
    names, walk = walked(tmp_path)
    assert names == ["main.py", "z.py", "a/b.py", "a/deep/x.py"]
    assert (walk.problems, walk.left_out) == ([], "")


def test_what_is_not_the_project_is_passed_over(tmp_path: Path) -> None:
    foreign = ["node_modules", ".git", ".tox", "__pycache__", "lib/site-packages", "shop.egg-info", "venv"]
    make(tmp_path, "main.py", *[f"{name}/x.py" for name in foreign])
    assert walked(tmp_path)[0] == ["main.py"]


@pytest.mark.parametrize("sign", ["pyvenv.cfg", "conda-meta/history"])
def test_environments_are_known_by_their_signs(tmp_path: Path, sign: str) -> None:
    make(tmp_path, "main.py", "my-python/lib/x.py", f"my-python/{sign}")
    names, walk = walked(tmp_path)
    assert names == ["main.py"]
    assert walk.environments == [str(tmp_path / "my-python")]


def test_a_folder_that_is_an_environment_itself_is_walked(tmp_path: Path) -> None:
    make(tmp_path, "main.py", "pyvenv.cfg")
    assert "main.py" in walked(tmp_path)[0]


def test_links_lead_nowhere_twice(tmp_path: Path) -> None:
    make(tmp_path, "shop/main.py")
    (tmp_path / "shop" / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "itself").symlink_to(tmp_path / "itself")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    (tmp_path / "linked.py").symlink_to(tmp_path / "shop" / "main.py")
    assert walked(tmp_path)[0] == ["linked.py", "shop/main.py"]


def test_a_folder_that_may_not_be_opened_is_told(tmp_path: Path) -> None:
    names, walk = walked(tmp_path / "nowhere")
    assert names == []
    assert walk.problems[0].message == "The folder cannot be opened: No such file or directory."


def test_a_very_large_folder_is_left_in_time(tmp_path: Path) -> None:
    make(tmp_path, "main.py", *[f"many/{number}.py" for number in range(50)])
    names, walk = walked(tmp_path, WalkLimits(entries=20))
    assert names == ["main.py"]
    assert walk.left_out.startswith("The folder is very large (more than 20 files)")
    assert "many" in walk.left_out


def test_a_slow_folder_is_left_in_time(tmp_path: Path) -> None:
    make(tmp_path, "main.py")
    names, walk = walked(tmp_path, WalkLimits(seconds=-1.0))
    assert names == []
    assert "over -1 seconds" in walk.left_out


def test_very_deep_folders_are_left_out(tmp_path: Path) -> None:
    make(tmp_path, "/".join(["d"] * 5) + "/x.py", "/".join(["d"] * 3) + "/y.py")
    assert walked(tmp_path, WalkLimits(depth=3))[0] == ["d/d/d/y.py"]
