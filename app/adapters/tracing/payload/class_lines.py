"""Where a class is written, for Pythons that do not keep the line (before 3.13)."""

from __future__ import annotations

import ast
import linecache
from typing import Any

_LONGEST_SOURCE = 2_000_000


class ClassLines:
    """Reads each source file once. `inspect` parses it again for every class that is asked for, which made the routes
    of an app with many class dependencies take half a minute."""

    def __init__(self) -> None:
        self._files: dict[str, dict[str, int]] = {}

    def line_of(self, file: str, qualname: str) -> int:
        """The line of a class's statement; 0 where the file cannot be read or does not have it."""
        if file not in self._files:
            self._files[file] = _classes_in(file)
        return self._files[file].get(qualname, 0)


def _classes_in(file: str) -> dict[str, int]:
    source = "".join(linecache.getlines(file))
    found: dict[str, int] = {}
    if "class " not in source or len(source) > _LONGEST_SOURCE:
        return found
    try:
        _collect(ast.parse(source), "", found)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    return found


def _collect(owner: Any, prefix: str, found: dict[str, int]) -> None:
    """Statements only: a class stands nowhere else."""
    for node in ast.iter_child_nodes(owner):
        if isinstance(node, ast.ClassDef):
            # The first decorator is where Python itself says that a class begins.
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            found.setdefault(prefix + node.name, first)
            _collect(node, f"{prefix}{node.name}.", found)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            _collect(node, f"{prefix}{node.name}.<locals>.", found)
        elif isinstance(node, (ast.stmt, ast.ExceptHandler)):
            _collect(node, prefix, found)
