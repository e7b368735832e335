"""The project's own Python files, parsed once, for the rules that the linters cannot see."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.support.corpora import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

HOMES = ("app", "devtools", "embedded_api", "resources", "tests")


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file.

    Attributes:
        path: Its place below the root with forward slashes, for example `app/jobs/runner.py`.
        text: What is in it.
        tree: The same, parsed.
    """

    path: str
    text: str
    tree: ast.Module

    @classmethod
    def of(cls, path: str, text: str) -> Source:
        """Parses `text` as if it stood at `path`."""
        return cls(path, text, ast.parse(text, path))

    @property
    def module(self) -> str:
        """The dotted name under which others import it."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def is_in(self, *places: str) -> bool:
        """Whether it is one of these files or below one of these folders (which end with a slash)."""
        return any(self.path == place or (place.endswith("/") and self.path.startswith(place)) for place in places)


@dataclass(frozen=True, slots=True, order=True)
class Offence:
    """One place that breaks a rule."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


def read_sources(root: Path = ROOT) -> tuple[Source, ...]:
    """Every Python file of the project, sorted by path."""
    files = [root / "dev.py", *(file for home in HOMES for file in (root / home).rglob("*.py"))]
    return tuple(
        Source.of(file.relative_to(root).as_posix(), file.read_text(encoding="utf-8")) for file in sorted(files)
    )


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    """The calls of a function or method with one of these last names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and last_name(node.func) in names:
            yield node


def last_name(node: ast.AST) -> str:
    """`connect` of `self.button.clicked.connect`; empty where there is no name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def first_name(node: ast.AST) -> str:
    """`asyncio` of `asyncio.sleep`; empty where there is no name."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def imported_modules(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The dotted names that imports anywhere in the file name, with lines; `from a import b` gives `a` and `a.b`.

    Relative ones keep their dots: `from ..a import b` gives `..a` and `..a.b`.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield module, node.lineno
            between = "." if node.module else ""
            yield from ((f"{module}{between}{alias.name}", node.lineno) for alias in node.names)


def frozen_dataclasses(sources: Iterable[Source]) -> frozenset[str]:
    """The full names of the frozen dataclasses that the files define."""
    return frozenset(
        f"{source.module}.{node.name}"
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and any(_freezes(decorator) for decorator in node.decorator_list)
    )


def _freezes(decorator: ast.expr) -> bool:
    return (
        isinstance(decorator, ast.Call)
        and last_name(decorator.func) == "dataclass"
        and any(k.arg == "frozen" and isinstance(k.value, ast.Constant) and k.value.value for k in decorator.keywords)
    )
