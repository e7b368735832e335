"""NestJS with class-validator: sentences that begin with a path, or the validation errors themselves as a tree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from app.core.diagnosis.field_tokens import path_tokens
from app.core.diagnosis.items import MAX_LOC
from app.core.diagnosis.parsers.shapes import ReportParser, is_messages, members, objects
from app.core.diagnosis.reports import Reading, Report, server_says

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.diagnosis.answer import Answer

_LONGEST: Final = 1_000
_UNKNOWN = re.compile(r"(?:(?P<path>\S+)\.)?property (?P<name>\S+) should not exist")
_EACH = re.compile(r"(?:(?P<path>\S+)\.)?each value in (?:nested property )?(?P<name>\S+)")
_NESTED = re.compile(r"(?:nested property )?(?P<path>[A-Za-z_$][\w$.\[\]-]*)")


def _read(answer: Answer) -> Reading | None:
    body = members(answer)
    said = body.get("message")
    if not isinstance(said, list) or not said or not ("statusCode" in body or "error" in body):
        return None
    notes = server_says(body.get("error"))
    if is_messages(said):
        return Reading((_report(sentence) for sentence in said), notes)
    trees = objects(said)
    return Reading(_walk(trees), notes) if any("property" in tree for tree in trees) else None


def _report(sentence: str) -> Report:
    text = sentence[:_LONGEST]
    unknown = _UNKNOWN.match(text)
    found = unknown or _EACH.match(text) or _NESTED.match(text)
    if found is None:
        return Report(sentence, sentence=True)
    parts = found.groupdict()
    tokens = (*path_tokens(parts["path"] or ""), *path_tokens(parts.get("name") or ""))
    return Report(sentence, tokens, unknown=unknown is not None, sentence=True)


def _walk(trees: list[dict[str, Any]]) -> Iterator[Report]:
    waiting: list[tuple[tuple[str, ...], dict[str, Any]]] = [((), tree) for tree in reversed(trees)]
    while waiting:
        path, tree = waiting.pop()
        name = tree.get("property")
        tokens = (*path, name) if isinstance(name, str) and name else path
        constraints = tree.get("constraints")
        for code, message in constraints.items() if isinstance(constraints, dict) else ():
            yield Report(message if isinstance(message, str) else code, tokens, code=code, unknown=code == _WHITELIST)
        if len(tokens) < MAX_LOC:
            waiting += [(tokens, child) for child in reversed(objects(tree.get("children")))]


_WHITELIST: Final = "whitelistValidation"
"""class-validator's name for a property that the class does not declare."""

NESTJS: Final = ReportParser("nestjs", 50, _read)
