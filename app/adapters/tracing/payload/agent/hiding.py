"""Traces without values, for whoever only wants to see what ran and how long."""

from __future__ import annotations

from typing import Any

HIDDEN: dict[str, Any] = {"~": "hidden"}


def without_values(record: dict[str, Any]) -> dict[str, Any]:
    """The record of a trace with every value of a parameter, result or refused input hidden; names and types stay."""
    return {
        **record,
        "query": [[name, HIDDEN] for name, _ in record["query"]],
        "path_params": dict.fromkeys(record["path_params"], HIDDEN),
        "spans": [{**span, "attributes": _hidden(span["attributes"])} for span in record["spans"]],
    }


def _hidden(attributes: dict[str, Any]) -> dict[str, Any]:
    shown = _hide(attributes, ("value",))
    if "rows" in shown:
        shown["rows"] = [_hide(row, ("raw", "value")) for row in shown["rows"]]
    if "exception" in shown:
        shown["exception"] = _hide(shown["exception"], ("detail",))
    for owner in (shown, shown.get("exception", {})):
        if "errors" in owner:
            owner["errors"] = [_hide(row, ("input",)) for row in owner["errors"]]
    return shown


def _hide(members: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {key: HIDDEN if key in names else value for key, value in members.items()}
