from __future__ import annotations

import importlib.metadata
import re
from typing import TYPE_CHECKING, Any

import pytest
from packaging.markers import Marker

from devtools.base import ROOT, DevError
from devtools.lock import locked_packages, marker_environment, marker_holds, read_lock, requirement_lines

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MARKERS = [
    "python_full_version < '3.12'",
    "python_full_version >= '3.13' and python_full_version < '3.15'",
    "python_full_version == '3.12.*'",
    "python_full_version != '3.12.*'",
    "python_version >= '3.9'",
    "python_version <= '3.12'",
    "python_version > '3.12'",
    "'3.12' == python_version",
    "sys_platform == 'win32' or os_name == 'nt'",
    "(sys_platform != 'win32' and platform_machine == 'x86_64') or python_version < '3'",
    "platform_python_implementation != 'PyPy'",
    "'linux' in sys_platform",
    "sys_platform not in 'linux darwin'",
    "implementation_name == 'cpython'",
    "extra == 'brotli'",
]
ENVIRONMENTS = [
    {"python_full_version": "3.11.7", "python_version": "3.11"},
    {"python_full_version": "3.12.0", "python_version": "3.12"},
    {"python_full_version": "3.13.1", "python_version": "3.13", "sys_platform": "win32", "os_name": "nt"},
    {"python_full_version": "3.15.2", "python_version": "3.15", "sys_platform": "darwin", "platform_machine": "arm64"},
]


def here(**other: str) -> dict[str, str]:
    return {**marker_environment(), **other}


@pytest.fixture(scope="module")
def lock() -> Mapping[str, Any]:
    return read_lock(ROOT / "uv.lock")[0]


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda e: e["python_full_version"])
@pytest.mark.parametrize("marker", MARKERS)
def test_markers_mean_what_the_standard_says(marker: str, environment: dict[str, str]) -> None:
    assert marker_holds(marker, here(**environment)) is Marker(marker).evaluate(here(**environment))


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda e: e["python_full_version"])
def test_every_marker_of_the_lock_is_understood(lock: Mapping[str, Any], environment: dict[str, str]) -> None:
    found = {marker for package in lock["package"] for marker in package.get("resolution-markers", [])}
    found |= {edge["marker"] for p in lock["package"] for edge in p.get("dependencies", []) if "marker" in edge}
    assert len(found) > 5
    for marker in found:
        assert marker_holds(marker, here(**environment)) is Marker(marker).evaluate(here(**environment)), marker


def test_no_marker_always_holds_and_a_release_candidate_counts_as_the_release() -> None:
    assert marker_holds("", here())
    assert marker_holds("python_full_version >= '3.15'", here(python_full_version="3.15.0rc1"))


@pytest.mark.parametrize("marker", ["python_version <", "nonsense == '3'", "__import__('os')", "1 < 2 < 3", "os_name"])
def test_anything_else_is_an_error_and_never_run(marker: str) -> None:
    with pytest.raises(DevError, match="a marker cannot be read"):
        marker_holds(marker, here())


def test_the_environment_of_this_run_is_what_the_lock_says(lock: Mapping[str, Any]) -> None:
    for package in locked_packages(lock, marker_environment()):
        assert importlib.metadata.version(package["name"]) == package["version"]


def versions(lock: Mapping[str, Any], **environment: str) -> dict[str, str]:
    return {package["name"]: package["version"] for package in locked_packages(lock, here(**environment))}


def test_each_python_gets_its_qt(lock: Mapping[str, Any]) -> None:
    assert versions(lock, python_full_version="3.11.9")["pyside6-essentials"].startswith("6.11.")
    assert versions(lock, python_full_version="3.12.0")["pyside6-essentials"].startswith("6.12.")
    assert versions(lock, python_full_version="3.11.9")["shiboken6"].startswith("6.11.")


def test_platforms_and_extras_are_followed(lock: Mapping[str, Any]) -> None:
    assert "colorama" in versions(lock, sys_platform="win32")
    assert "colorama" not in versions(lock, sys_platform="linux")
    assert {"h2", "brotli", "socksio"} <= versions(lock, platform_python_implementation="CPython").keys()
    other = versions(lock, platform_python_implementation="PyPy")
    assert "brotlicffi" in other
    assert "brotli" not in other


def test_requirements_pin_the_hash_of_every_wheel(lock: Mapping[str, Any]) -> None:
    packages = locked_packages(lock, marker_environment())
    lines = list(requirement_lines(packages))
    assert len(lines) == len(packages) > 40
    for package, line in zip(packages, lines, strict=True):
        assert line.startswith(f"{package['name']}=={package['version']} \\\n    --hash=sha256:")
        hashes = re.findall(r"--hash=(sha256:[0-9a-f]{64})", line)
        assert hashes == [wheel["hash"] for wheel in package["wheels"]]


def test_a_package_without_wheels_is_pinned_by_its_source() -> None:
    package = {"name": "old", "version": "1", "sdist": {"hash": "sha256:aa"}}
    assert list(requirement_lines([package])) == ["old==1 \\\n    --hash=sha256:aa"]


def test_a_python_that_the_lock_does_not_know_is_told(lock: Mapping[str, Any]) -> None:
    forks = {"name": "x", "version": "1", "resolution-markers": ["python_full_version < '3.12'"], "source": {}}
    root = {"name": "r", "source": {"editable": "."}, "dependencies": [{"name": "x"}], "dev-dependencies": {"dev": []}}
    with pytest.raises(DevError, match=r"nothing for Python 3\.14\.0 on"):
        locked_packages({"package": [forks, root]}, here(python_full_version="3.14.0"))


@pytest.mark.parametrize("content", [None, b"", b"version = ", b"\xff\xfe"])
def test_a_lock_that_cannot_be_read_is_told(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "uv.lock"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DevError, match="the lock file cannot be read"):
        read_lock(path)
