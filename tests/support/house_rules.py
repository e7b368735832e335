"""What holds for every file of the project."""

from __future__ import annotations

import ast
import re
import sys
from typing import TYPE_CHECKING

from tests.support.source_tree import Offence, imported_modules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.source_tree import Source

MOST_LINES = 400
MOST_TEST_LINES = 600
MOST_FUNCTION_LINES = 60

STANDS_ALONE = "app/adapters/tracing/payload/"
"""Copied into the interpreter of a user's app, which has none of our packages."""

_MACHINE = re.compile(r"(?<![\w.}])/(?:root/\.?\w|work/(?:main|shared)\b|tmp/w\b)")


def small_files(source: Source) -> Iterator[Offence]:
    """A file is one room: about 400 lines; the files of tests are lists, and may be longer."""
    lines = source.text.count("\n")
    most = MOST_TEST_LINES if source.is_in("tests/") else MOST_LINES
    if lines > most:
        yield Offence(source.path, lines, f"{lines} lines, {most} are the limit; which two things are in here?")


def small_functions(source: Source) -> Iterator[Offence]:
    """A function fits on a screen."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MOST_FUNCTION_LINES:
                message = f"{node.name} has {length} lines, {MOST_FUNCTION_LINES} are the limit"
                yield Offence(source.path, node.lineno, message)


def standard_library_alone(source: Source) -> Iterator[Offence]:
    """A package that stands alone imports the standard library only, and its own modules by relative imports."""
    if source.is_in(STANDS_ALONE):
        depth = source.path.count("/") - STANDS_ALONE.count("/") + 1
        for name, line in imported_modules(source.tree):
            climbs = len(name) - len(name.lstrip("."))
            own = 0 < climbs <= depth
            if not own and name.partition(".")[0] not in sys.stdlib_module_names:
                yield Offence(source.path, line, f"imports {name}, but it has to run where our packages are not")


def no_machine_paths(path: str, text: str) -> Iterator[Offence]:
    """A path of one developer's machine is no use to anybody else."""
    for number, line in enumerate(text.splitlines(), 1):
        for found in _MACHINE.findall(line):
            yield Offence(path, number, f"{found} is a path of one machine; say where it is relative to the project")
