"""`routeglass lint SOURCE`: builds every form and every default request; says what the document makes impossible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from app.cli.output import plain, print_json
from app.cli.source import add_source_arguments, open_source
from app.core.base.json_types import OMIT
from app.core.forms.build import Form
from app.core.forms.checks import check as check_form
from app.core.forms.model import FieldKind
from app.core.forms.shapes import Shapes
from app.core.forms.state import get
from app.core.requests.auth import authenticate
from app.core.requests.prepare import prepare
from app.core.spec.problems import Severity

if TYPE_CHECKING:
    import argparse

    from app.cli.source import OpenSource
    from app.core.base.field_path import FieldPath
    from app.core.forms.model import FormState
    from app.core.operations.model import Operation
    from app.core.operations.opening import Opened

_NO_TRACE = "0" * 32


@dataclass(frozen=True, slots=True)
class OperationReport:
    """What came of one operation's form.

    Attributes:
        fields: How many fields its default form shows.
        complaints: Field path and words for each default value that its own schema refuses.
        notes: The same for what had to be decided to send it: the request can be made all the same.
    """

    key: str
    fields: int
    complaints: tuple[tuple[str, str], ...]
    notes: tuple[tuple[str, str], ...] = ()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the command's arguments."""
    add_source_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")


def run_command(arguments: argparse.Namespace) -> int:
    """Prints what is wrong; 1 when something is impossible."""
    allowed, python = arguments.allowed_hosts, arguments.python
    with open_source(arguments.source, allowed_hosts=allowed, examine=True, python=python) as source:
        opened = source.opened
        shapes = Shapes(source.document)
        reports = tuple(_build(source, operation, shapes) for operation in source.api.operations)
    failed = any(problem.severity is Severity.ERROR for problem in opened.problems) or any(
        report.complaints for report in reports
    )
    if arguments.json:
        print_json(_as_json(opened, reports))
    else:
        _print(opened, reports)
    return 1 if failed else 0


def _build(source: OpenSource, operation: Operation, shapes: Shapes) -> OperationReport:
    form = Form(source.document, operation, shapes)
    state = form.default_state()
    fields = sum(1 for _ in form.walk(state))
    base_url = source.base_url or "http://localhost"
    # Credentials and files can only come from a person: that they are missing makes nothing impossible.
    expected = authenticate(source.api, operation, {}).warnings
    warnings = prepare(source.api, operation, state, base_url, {}, _NO_TRACE).warnings
    refused = ((check.path, check.message) for check in check_form(form, state))
    decided = (warning for warning in warnings if warning not in expected)
    complaints, notes = (
        tuple(dict.fromkeys((str(path), words) for path, words in found if not _wants_file(form, state, path)))
        for found in (refused, decided)
    )
    return OperationReport(operation.key, fields, complaints, notes)


def _wants_file(form: Form, state: FormState, path: FieldPath) -> bool:
    field = form.field_at(path, state)
    return field is not None and field.kind is FieldKind.FILE and get(state, path) is OMIT


def _as_json(opened: Opened, reports: tuple[OperationReport, ...]) -> dict[str, Any]:
    return {
        "operations": len(reports),
        "fields": sum(report.fields for report in reports),
        "problems": [
            {
                "pointer": problem.pointer,
                "line": problem.line,
                "column": problem.column,
                "severity": problem.severity.value,
                "message": plain(problem.message),
            }
            for problem in opened.problems
        ],
        "missing": list(opened.missing),
        "impossible": [_entry(report, *found) for report in reports for found in report.complaints],
        "notes": [_entry(report, *found) for report in reports for found in report.notes],
    }


def _entry(report: OperationReport, field: str, words: str) -> dict[str, str]:
    return {"operation": report.key, "field": field, "message": plain(words)}


def _print(opened: Opened, reports: tuple[OperationReport, ...]) -> None:
    for problem in opened.problems:
        line = f" (line {problem.line}, column {problem.column})" if problem.line else ""
        print(f"{problem.severity.value}: {problem.pointer or '/'}{line}: {plain(problem.message)}")
    for uri in opened.missing:
        print(f"not fetched: {plain(uri)}: --allow-host {plain(urlsplit(uri).netloc)} would")
    for report in reports:
        for field, words in report.complaints:
            print(f"impossible: {report.key}: {field}: {plain(words)}")
        for field, words in report.notes:
            print(f"note: {report.key}: {field}: {plain(words)}")
    fields = sum(report.fields for report in reports)
    print(f"{len(reports)} operations, {fields} fields, {len(opened.problems)} problems in the document")
