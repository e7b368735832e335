"""From `uv.lock` to requirements with hashes: what uv would install, readable by every pip."""

from __future__ import annotations

import ast
import hashlib
import os
import platform
import sys
import tomllib
from itertools import takewhile
from typing import TYPE_CHECKING, Any, TypeAlias

from devtools.base import DevError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

Package: TypeAlias = "Mapping[str, Any]"
"""One `[[package]]` table of the lock file."""

VERSIONS = ("python_version", "python_full_version", "implementation_version")


def read_lock(path: Path) -> tuple[Mapping[str, Any], str]:
    """The lock file and its fingerprint.

    Raises:
        DevError: It is not there, no TOML, or locks no project.
    """
    try:
        data = path.read_bytes()
        lock = tomllib.loads(data.decode())
    except (OSError, ValueError) as error:
        raise _unreadable(path, str(error)) from error
    if not any("editable" in package.get("source", ()) for package in lock.get("package", ())):
        raise _unreadable(path, "it locks no project")
    return lock, hashlib.sha256(data).hexdigest()


def marker_environment() -> dict[str, str]:
    """The variables of a dependency marker (PEP 508) for this interpreter on this machine."""
    return {
        "extra": "",
        "implementation_name": sys.implementation.name,
        "implementation_version": platform.python_version(),
        "os_name": os.name,
        "platform_machine": platform.machine(),
        "platform_python_implementation": platform.python_implementation(),
        "platform_release": platform.release(),
        "platform_system": platform.system(),
        "platform_version": platform.version(),
        "python_full_version": platform.python_version(),
        "python_version": f"{sys.version_info.major}.{sys.version_info.minor}",
        "sys_platform": sys.platform,
    }


def marker_holds(marker: str, environment: Mapping[str, str]) -> bool:
    """Whether a marker is true; it reads like a Python expression of comparisons, `and`, `or` and parentheses.

    Raises:
        DevError: It is none.
    """
    try:
        return not marker or _holds(ast.parse(marker, mode="eval").body, environment)
    except (SyntaxError, KeyError, TypeError, ValueError) as error:
        where = f"uv.lock ({type(error).__name__}: {error})"
        raise DevError(f"a marker cannot be read: {marker}", where=where, then="run `uv lock` again.") from error


def locked_packages(lock: Mapping[str, Any], environment: Mapping[str, str]) -> list[Package]:
    """The packages that the project and its development group need here, each once, sorted by name."""
    by_name: dict[str, list[Package]] = {}
    for package in lock["package"]:
        by_name.setdefault(package["name"], []).append(package)
    root = next(package for package in lock["package"] if "editable" in package["source"])
    waiting = [*root["dependencies"], *root["dev-dependencies"]["dev"]]
    found: dict[tuple[str, str], Package] = {}
    while waiting:
        edge = waiting.pop()
        if not marker_holds(edge.get("marker", ""), environment):
            continue
        package = _chosen(by_name[edge["name"]], edge.get("version"), environment)
        for extra in ("", *edge.get("extra", ())):
            if (edge["name"], extra) not in found:
                found[edge["name"], extra] = package
                waiting += package.get("optional-dependencies", {}).get(extra, ()) if extra else ()
                waiting += package.get("dependencies", ())
    return [package for (_, extra), package in sorted(found.items(), key=lambda item: item[0]) if not extra]


def requirement_lines(packages: Iterable[Package]) -> Iterator[str]:
    """Requirements with the hash of every wheel, or of the source where a package has no wheel."""
    for package in packages:
        files = package.get("wheels") or [package["sdist"]]
        yield " \\\n    ".join(
            [f"{package['name']}=={package['version']}", *(f"--hash={file['hash']}" for file in files)]
        )


def _unreadable(path: Path, reason: str) -> DevError:
    then = "take the file from the repository again."
    return DevError(f"the lock file cannot be read: {reason}", where=str(path), then=then)


def _chosen(candidates: Iterable[Package], version: str | None, environment: Mapping[str, str]) -> Package:
    """The version for this machine: the one the dependency names, or the one whose own markers hold."""
    for package in candidates:
        forks = package.get("resolution-markers", [""])
        if package["version"] == (version or package["version"]) and any(marker_holds(m, environment) for m in forks):
            return package
    here = f"Python {environment['python_full_version']} on {environment['sys_platform']}"
    raise DevError(
        f"the lock file has nothing for {here}", where="uv.lock", then="use another Python, or run `uv lock`."
    )


def _holds(node: ast.expr, environment: Mapping[str, str]) -> bool:
    if isinstance(node, ast.BoolOp):
        parts = [_holds(value, environment) for value in node.values]
        return all(parts) if isinstance(node.op, ast.And) else any(parts)
    if not isinstance(node, ast.Compare) or len(node.ops) != 1:
        raise TypeError(ast.unparse(node))
    sides = (node.left, node.comparators[0])
    names = {side.id for side in sides if isinstance(side, ast.Name)}
    left, right = (
        environment[side.id] if isinstance(side, ast.Name) else str(ast.literal_eval(side)) for side in sides
    )
    return _compare(type(node.ops[0]), left, right, _version if names.intersection(VERSIONS) else str)


def _compare(operator: type[ast.cmpop], left: str, right: str, key: Callable[[str], Any]) -> bool:
    if operator in (ast.In, ast.NotIn):
        return (left in right) is (operator is ast.In)
    if right.endswith(".*"):  # `== '3.12.*'`
        return f"{left}.".startswith(right[:-1]) is (operator is ast.Eq)
    a, b = key(left), key(right)
    verdicts = {ast.Eq: a == b, ast.NotEq: a != b, ast.Lt: a < b, ast.LtE: a <= b, ast.Gt: a > b, ast.GtE: a >= b}
    return bool(verdicts[operator])


def _version(text: str) -> tuple[int, ...]:
    """The numbers of a version, padded to three; `3.15.0rc1` counts as 3.15.0."""
    numbers = ["".join(takewhile(str.isdigit, part)) for part in text.split(".")]
    return tuple(int(number or 0) for number in (*numbers, "0", "0")[:3])
