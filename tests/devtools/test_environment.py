from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from devtools import environment
from devtools.base import ROOT, DevError
from devtools.environment import clear, explained, install, installed, is_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

POSIX = pytest.mark.skipif(os.name == "nt", reason="the folders of a Windows environment have other names")

ORIGIN = {"lock": "abc", "python": "3.11.7", "machine": "linux x86_64"}


@pytest.fixture
def venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for `.venv` and is whole."""
    folder = tmp_path / ".venv"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").touch()
    (folder / "pyvenv.cfg").touch()
    (folder / "lib/python3.11/site-packages/httpx-1.dist-info").mkdir(parents=True)
    (folder / "routeglass.json").write_text(json.dumps({"origin": ORIGIN, "holds": ["httpx-1.dist-info"]}))
    monkeypatch.setattr(environment, "VENV", folder)
    monkeypatch.setattr(environment, "STAMP", folder / "routeglass.json")
    monkeypatch.setattr(environment, "PYTHON", folder / "bin/python")
    return folder


def test_an_environment_made_to_the_end_is_whole(venv: Path) -> None:
    assert is_whole(ORIGIN)
    assert installed() == ["httpx-1.dist-info"]
    assert venv.is_dir()


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"origin": 1, "holds": 2}', "\x00"])
def test_a_damaged_stamp_means_half_made(venv: Path, text: str) -> None:
    (venv / "routeglass.json").write_text(text)
    assert not is_whole(ORIGIN)


@pytest.mark.parametrize("lost", ["routeglass.json", "bin/python", "lib/python3.11/site-packages/httpx-1.dist-info"])
def test_a_lost_part_means_half_made(venv: Path, lost: str) -> None:
    path = venv / lost
    path.rmdir() if path.is_dir() else path.unlink()
    assert not is_whole(ORIGIN)


@pytest.mark.parametrize("part", ["lock", "python", "machine"])
def test_another_origin_means_outdated(venv: Path, part: str) -> None:
    assert venv.is_dir()
    assert not is_whole({**ORIGIN, part: "other"})


def test_clearing_removes_an_environment(venv: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clear()
    assert not venv.exists()
    assert "made anew" in capsys.readouterr().out
    clear()
    assert capsys.readouterr().out == ""


def test_clearing_removes_an_empty_folder(venv: Path) -> None:
    shutil.rmtree(venv)
    venv.mkdir()
    clear()
    assert not venv.exists()


def test_clearing_touches_nothing_that_is_not_pythons(venv: Path) -> None:
    (venv / "pyvenv.cfg").unlink()
    with pytest.raises(DevError, match="is no environment of Python's"):
        clear()
    assert (venv / "routeglass.json").exists()


@pytest.mark.parametrize("kind", ["file", "link"])
def test_clearing_touches_no_file_and_no_link(venv: Path, tmp_path: Path, kind: str) -> None:
    venv.rename(tmp_path / "elsewhere")
    if kind == "file":
        venv.write_text("precious")
    else:
        venv.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DevError, match="move it away"):
        clear()
    assert os.path.lexists(venv)
    assert (tmp_path / "elsewhere" / "pyvenv.cfg").exists()


def test_an_installer_is_shown_while_it_runs_and_its_last_words_are_kept(capfd: pytest.CaptureFixture[str]) -> None:
    code = "import sys; print('working'); print('went wrong', file=sys.stderr); sys.exit(int(sys.argv[1]))"
    assert install([sys.executable, "-c", code, "0"]) == ""
    assert set(install([sys.executable, "-c", code, "3"]).splitlines()) == {"went wrong", "working"}
    assert install([sys.executable, "-c", "raise SystemExit(1)"]) == "it said nothing"
    assert "working" in capfd.readouterr().out


def test_an_installer_that_cannot_be_started_is_a_failure_in_words(tmp_path: Path) -> None:
    assert "No such file" in install([tmp_path / "uv"])


@pytest.mark.parametrize(
    "words",
    [
        "WARNING: Retrying ... NewConnectionError('<HTTPSConnection>: Failed to establish a new connection')",
        "Temporary failure in name resolution",
        "error: Failed to fetch\n  Caused by: dns error: failed to lookup address information",
        "ProxyError('Cannot connect to proxy.')",
    ],
)
def test_a_missing_network_is_told_as_such(words: str) -> None:
    told = str(explained(f"Collecting httpx\n{words}\nERROR: No matching distribution found for httpx"))
    assert told.startswith("the package index cannot be reached\nWhere: ")
    assert "Next: check the network" in told


def test_any_other_failure_ends_with_the_installers_last_line() -> None:
    told = str(explained("Collecting httpx\nERROR: No space left on device"))
    assert "Where: ERROR: No space left on device" in told


# ---- the real thing, in a small project whose lock names one small package of our own --------------------------------


def make_wheel(folder: Path, name: str = "little", version: str = "1.0", metadata: str = "") -> str:
    """Writes `NAME-VERSION-py3-none-any.whl` with one module and returns its hash."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": "WORD = 'here'\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{metadata}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [f"{name},sha256={digest(text)},{len(text)}" for name, text in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,", ""])
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


def digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def lock_text(hashes: Mapping[str, str]) -> str:
    packages = [
        f'[[package]]\nname = "{name}"\nversion = "1.0"\nsource = {{ registry = "here" }}\n'
        f'wheels = [{{ url = "{name}-1.0-py3-none-any.whl", hash = "{sha}" }}]\n'
        for name, sha in hashes.items()
    ]
    dependencies = ", ".join(f'{{ name = "{name}" }}' for name in hashes)
    return (
        f'version = 1\nrequires-python = ">=3.11"\n{"".join(packages)}'
        '[[package]]\nname = "project"\nversion = "1"\nsource = { editable = "." }\n'
        f"dependencies = [{dependencies}]\n[package.dev-dependencies]\ndev = []\n"
    )


class Project:
    """A copy of `dev.py` with a lock of its own; only pip, only local files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wheels = folder.with_name("wheels")
        self.wheels.mkdir()
        shutil.copy(ROOT / "dev.py", folder)
        shutil.copytree(ROOT / "devtools", folder / "devtools", ignore=shutil.ignore_patterns("__pycache__"))
        self.sha = make_wheel(self.wheels)
        self.lock(little=self.sha)

    def lock(self, **hashes: str) -> None:
        (self.folder / "uv.lock").write_text(lock_text(hashes), encoding="utf-8")

    def setup(self, **variables: str) -> subprocess.CompletedProcess[str]:
        without_uv = os.pathsep.join(["/usr/bin", "/bin"])
        pip = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels), "PIP_CONFIG_FILE": os.devnull}
        base = getattr(sys, "_base_executable", sys.executable)
        return subprocess.run(
            [base, str(self.folder / "dev.py"), "setup"],
            cwd=self.folder.parent,
            env={**os.environ, "PATH": without_uv, **pip, **variables},
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
        )

    def word(self) -> str:
        code = "import little; print(little.WORD)"
        python = self.folder / ".venv/bin/python"
        return subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "project").mkdir()
    return Project(tmp_path / "project")


@POSIX
def test_setup_makes_the_environment_and_nothing_else_and_knows_when_it_is_broken(project: Project) -> None:
    before = set(project.folder.iterdir())
    first = project.setup()
    assert first.returncode == 0, first.stdout + first.stderr
    assert project.word() == "here"
    assert set(project.folder.iterdir()) - before == {project.folder / ".venv"}
    assert not list(project.folder.glob("devtools/__pycache__"))

    second = project.setup()
    assert second.returncode == 0
    assert "Making" not in second.stdout

    shutil.rmtree(next(project.folder.glob(".venv/lib/python*/site-packages/little-1.0.dist-info")))
    third = project.setup()
    assert third.returncode == 0
    assert "made anew" in third.stdout
    assert project.word() == "here"


@POSIX
def test_a_package_with_another_hash_is_refused_and_leaves_no_stamp(project: Project) -> None:
    project.lock(little=f"sha256:{'0' * 64}")
    refused = project.setup()
    assert refused.returncode == 1
    assert "dev.py: the packages could not be installed" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (project.folder / ".venv" / "routeglass.json").exists()


@POSIX
def test_a_release_newer_than_the_lock_changes_nothing_even_behind_an_extra(project: Project) -> None:
    friend = make_wheel(project.wheels, "friend", metadata="Provides-Extra: warm\n")
    make_wheel(project.wheels, "friend", "1.1", metadata="Provides-Extra: warm\n")
    asking = make_wheel(project.wheels, "asking", metadata="Requires-Dist: friend[warm]>=1.0\n")
    project.lock(asking=asking, friend=friend, little=project.sha)
    made = project.setup()
    assert made.returncode == 0, made.stdout + made.stderr
    assert list(project.folder.glob(".venv/lib/python*/site-packages/friend-1.0.dist-info"))


@POSIX
def test_without_network_it_says_so(project: Project) -> None:
    nobody = "http://127.0.0.1:9/simple"
    lost = project.setup(PIP_NO_INDEX="0", PIP_INDEX_URL=nobody, PIP_FIND_LINKS="", PIP_RETRIES="1")
    assert lost.returncode == 1
    assert "dev.py: the package index cannot be reached" in lost.stderr
    assert "Next: check the network" in lost.stderr
    assert "Traceback" not in lost.stderr
