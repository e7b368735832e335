"""TypeSpec's spector: a server that judges each request against its document, and the requests it expects.

`ROUTEGLASS_SPECTOR` names a folder with `node_modules` (the packages `@typespec/http-specs`, `spector`, `spec-api`,
`compiler`, `openapi3`) and `out/<spec>/<version>/openapi.yaml`, the documents that TypeSpec's command line writes of
these specs. It has to be inside a git repository: the server asks for a commit.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.support.corpora import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

VARIABLE: Final = "ROUTEGLASS_SPECTOR"
PROGRAMS: Final = ROOT / "tests" / "servers" / "spector"


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file the server expects."""

    field: str
    filename: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ExpectedBody:
    """A body the server expects.

    Attributes:
        content: Text or bytes; for multipart empty.
        parts: For multipart the values by form field, files apart.
    """

    media_type: str
    content: str | bytes = ""
    parts: Mapping[str, Any] | None = None
    files: tuple[SentFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Expected:
    """One request the server expects, and how it answers.

    Attributes:
        path: The path on the wire, from the root of the server.
        query: Name to text, or to a list of texts where the name is repeated.
        headers: Lower-case name to text.
    """

    method: str
    path: str
    query: Mapping[str, Any]
    headers: Mapping[str, str]
    body: ExpectedBody | None
    status: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a client has to do to pass: these requests, in order.

    Attributes:
        spec: The spec's folder under `out`.
        name: Unique over all specs.
    """

    spec: str
    name: str
    requests: tuple[Expected, ...]


def find_spector(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The prepared folder; None where the variable is not set or Node.js is missing.

    Raises:
        pytest.UsageError: The variable names a folder that is not prepared; skipping would hide it.
    """
    named = environment.get(VARIABLE)
    if not named or shutil.which("node") is None:
        return None
    folder = Path(named).expanduser().resolve()
    if not (folder / "node_modules" / "@typespec" / "spector").is_dir() or not (folder / "out").is_dir():
        message = f"{VARIABLE} names {folder}, which has no node_modules/@typespec/spector or no out."
        raise pytest.UsageError(message)
    return folder


def read_scenarios(folder: Path, base_url: str) -> tuple[Scenario, ...]:
    """All scenarios, in the order of their files."""
    lines = run_program("scenarios.mjs", folder, base_url).splitlines()
    return tuple(_scenario(json.loads(line)) for line in lines)


def run_program(name: str, *arguments: str | Path) -> str:
    """Runs one of the programs beside the server and gives what it printed."""
    command = ["node", PROGRAMS / name, *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True, timeout=90).stdout


class Spector:
    """A running server.

    Attributes:
        base_url: Where it listens, on loopback.
    """

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url

    def passed(self) -> frozenset[str]:
        """The names of the scenarios that have passed so far, as the server counts them."""
        with urllib.request.urlopen(f"{self.base_url}/.coverage", timeout=30) as answer:  # noqa: S310 - loopback
            reports = json.load(answer)
        return frozenset(name for report in reports for name, status in report["results"].items() if status == "pass")


@contextmanager
def serving(folder: Path) -> Iterator[Spector]:
    """Runs a server while the block lasts."""
    with subprocess.Popen(
        ["node", PROGRAMS / "serve.mjs", folder], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            base_url = process.stdout.readline().strip()
            assert base_url, "the server ended before it listened"
            yield Spector(base_url)
        finally:
            process.kill()


def _scenario(raw: dict[str, Any]) -> Scenario:
    return Scenario(raw["spec"], raw["name"], tuple(_expected(request) for request in raw["requests"]))


def _expected(raw: dict[str, Any]) -> Expected:
    path = raw["uri"].replace("\\:", ":")
    for name, value in raw["pathParams"].items():
        path = path.replace(f":{name}", str(value))
    headers = {name.lower(): str(value) for name, value in raw["headers"].items()}
    return Expected(raw["method"], path, raw["query"], headers, _body(raw["body"]), raw["status"])


def _body(raw: dict[str, Any] | None) -> ExpectedBody | None:
    if raw is None:
        return None
    if "parts" not in raw:
        return ExpectedBody(raw["contentType"], _content(raw["content"]))
    files = tuple(
        SentFile(file["fieldname"], file["originalname"], file["mimetype"], _bytes(file["buffer"]))
        for file in raw["files"]
    )
    return ExpectedBody(raw["contentType"], parts=raw["parts"], files=files)


def _content(raw: Any) -> str | bytes:
    return raw if isinstance(raw, str) else _bytes(raw)


def _bytes(raw: dict[str, str]) -> bytes:
    return base64.b64decode(raw["$base64"])
