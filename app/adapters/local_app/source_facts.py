"""What a Python file says about apps, read from its source; nothing is imported and nothing runs.

Names are dotted and resolved as far as one file can: `f.FastAPI` after `import fastapi as f` becomes
`fastapi.FastAPI`, and a name that this file defines keeps its own spelling.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

APP_CLASSES: Final = frozenset({"fastapi.FastAPI", "fastapi.applications.FastAPI"})

_PLAIN_APP = re.compile(r"^(\w+)\s*(?::[^=\n]+)?=\s*(?:\w+\.)?FastAPI\(", re.MULTILINE)
_BLOCKS = (ast.If, ast.Try, ast.With, ast.For, ast.While)


@dataclass(frozen=True, slots=True)
class Imported:
    """Where a name of this file comes from.

    Attributes:
        level: Dots in front: 0 for an absolute import.
        module: The module after the dots; may be empty.
        name: What is imported from it; empty for the module itself.
    """

    level: int
    module: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Assigned:
    """A name of the module, given by a call.

    Attributes:
        call: Who was called, dotted; empty for other values.
        annotation: The declared type, dotted; may be empty.
    """

    name: str
    line: int
    call: str
    annotation: str = ""


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the module.

    Attributes:
        needs: Whether it cannot be called without arguments.
        returns: What it is declared to return, dotted; may be empty.
        makes: Whose calls it returns, dotted.
    """

    name: str
    line: int
    needs: bool
    returns: str
    makes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What one file says.

    Attributes:
        imports: Local name → where it comes from.
        stars: Modules of which everything is imported.
        classes: Class → its bases, dotted.
        mounted: Names that are given to some `mount(…)` or `include_router(…)`.
    """

    assigned: tuple[Assigned, ...] = ()
    functions: tuple[Function, ...] = ()
    classes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    imports: dict[str, Imported] = field(default_factory=dict)
    stars: tuple[Imported, ...] = ()
    mounted: frozenset[str] = frozenset()

    def full_name(self, dotted: str) -> str:
        """A dotted name with what absolute imports say about it: `f.FastAPI` → `fastapi.FastAPI`."""
        head, _, rest = dotted.partition(".")
        found = self.imports.get(head)
        if found is None:
            star = head == "FastAPI" and any(star.module == "fastapi" for star in self.stars)
            return "fastapi.FastAPI" if star and head not in self.classes else dotted
        if found.level:
            return dotted
        return ".".join(part for part in (found.module, found.name, rest) if part)


def read_facts(source: bytes) -> Facts:
    """What a file says.

    Raises:
        SyntaxError: It is not Python as this interpreter knows it.
    """
    try:
        with warnings.catch_warnings():
            # What this interpreter thinks of somebody's escapes is not for them to read here.
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (ValueError, RecursionError, MemoryError) as error:
        raise SyntaxError(str(error)) from error
    statements = list(_statements(tree.body))
    return Facts(
        assigned=tuple(found for each in statements for found in _assigned(each)),
        functions=tuple(_function(each) for each in statements if isinstance(each, ast.FunctionDef)),
        classes={each.name: _bases(each) for each in statements if isinstance(each, ast.ClassDef)},
        imports=dict(found for each in statements for found in _imports(each)),
        stars=tuple(
            Imported(each.level, each.module or "", "*")
            for each in statements
            if isinstance(each, ast.ImportFrom) and each.names[0].name == "*"
        ),
        mounted=frozenset(name for each in statements for name in _mounted(each)),
    )


def read_roughly(source: bytes) -> tuple[Assigned, ...]:
    """The apps of a file that cannot be parsed, by the look of its lines."""
    text = source.decode("utf-8", "replace")
    return tuple(
        Assigned(found[1], text.count("\n", 0, found.start()) + 1, "fastapi.FastAPI")
        for found in _PLAIN_APP.finditer(text)
    )


def _statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """All statements that run when the module is imported, those of blocks too."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.If) and _is_main_guard(statement.test):
            continue
        if isinstance(statement, _BLOCKS):
            for name in ("body", "orelse", "finalbody"):
                yield from _statements(getattr(statement, name, []))
        if isinstance(statement, ast.Try):
            for handler in statement.handlers:
                yield from _statements(handler.body)


def _is_main_guard(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"


def _assigned(statement: ast.stmt) -> Iterator[Assigned]:
    if isinstance(statement, ast.Assign):
        targets, annotation = statement.targets, ""
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        targets, annotation = [statement.target], _type_name(statement.annotation)
    else:
        return
    call = dotted_name(statement.value.func) if isinstance(statement.value, ast.Call) else ""
    if call or annotation:
        for target in targets:
            if isinstance(target, ast.Name):
                yield Assigned(target.id, statement.lineno, call, annotation)


def _function(function: ast.FunctionDef) -> Function:
    arguments = function.args
    plain = [*arguments.posonlyargs, *arguments.args]
    needs = len(plain) > len(arguments.defaults) or any(default is None for default in arguments.kw_defaults)
    body = list(_inner_statements(function.body))
    calls = {found.name: found.call for each in body for found in _assigned(each)}
    types = {found.name: found.annotation for each in body for found in _assigned(each)}
    makes: list[str] = []
    for each in body:
        if isinstance(each, ast.Return) and isinstance(each.value, ast.Call):
            makes.append(dotted_name(each.value.func))
        elif isinstance(each, ast.Return) and isinstance(each.value, ast.Name):
            makes += [calls.get(each.value.id, ""), types.get(each.value.id, "")]
    returns = _type_name(function.returns) if function.returns is not None else ""
    return Function(function.name, function.lineno, needs, returns, tuple(filter(None, makes)))


def _inner_statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in _statements(body):
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield statement


def _bases(definition: ast.ClassDef) -> tuple[str, ...]:
    return tuple(filter(None, map(dotted_name, definition.bases)))


def _imports(statement: ast.stmt) -> Iterator[tuple[str, Imported]]:
    if isinstance(statement, ast.Import):
        for alias in statement.names:
            module = alias.name if alias.asname else alias.name.partition(".")[0]
            yield alias.asname or module, Imported(0, module)
    elif isinstance(statement, ast.ImportFrom):
        for alias in statement.names:
            yield alias.asname or alias.name, Imported(statement.level, statement.module or "", alias.name)


def _mounted(statement: ast.stmt) -> Iterator[str]:
    call = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "mount":
        for value in [*call.args, *(keyword.value for keyword in call.keywords)]:
            if isinstance(value, ast.Name):
                yield value.id


def _type_name(annotation: ast.expr) -> str:
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return annotation.value.strip()
    return dotted_name(annotation)


def dotted_name(expression: ast.expr) -> str:
    """`a.b.c` for such an expression, empty for any other."""
    parts: list[str] = []
    while isinstance(expression, ast.Attribute):
        parts.append(expression.attr)
        expression = expression.value
    if not isinstance(expression, ast.Name):
        return ""
    return ".".join([expression.id, *reversed(parts)])
