"""The apps of FastAPI's own tutorial as real servers: defaults are accepted, what is broken on purpose is found.

The apps are made by the recipe `get_docs_src.sh` of the corpora, which takes some minutes and half a gigabyte; the
variable ROUTEGLASS_DOCS_SRC names the folder that it made. What is not accepted, and what does not land on the very
field, stands with its reason in `tests/servers/tutorial.toml`; the test fails for anything else, in both directions.
"""

from __future__ import annotations

import asyncio
import os
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.adapters.http.client import HttpClient
from app.core.base.json_types import FileRef
from app.core.exchange.model import Failure
from app.core.operations.read import read_api
from app.core.spec.load import load_document
from tests.support.app_runner import AppRunner
from tests.support.corpora import ROOT
from tests.support.examination import Examination, Subject, examine

if TYPE_CHECKING:
    from tests.support.app_runner import ServedApp

VARIABLE = "ROUTEGLASS_DOCS_SRC"
DOCS_SRC = os.environ.get(VARIABLE, "")
LEAST_APPS, LEAST_ACCEPTED, LEAST_PINNED = 350, 370, 1200

pytestmark = [
    pytest.mark.skipif(not DOCS_SRC, reason=f"set {VARIABLE} to the folder that the corpora's get_docs_src.sh made"),
    pytest.mark.timeout(900),
]


@pytest.fixture(scope="module")
def examined(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Examination | Failure]:
    """Every app by module and name, each with what came of it."""
    folder = Path(DOCS_SRC)
    picture = tmp_path_factory.mktemp("files") / "cover.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    file = FileRef(str(picture), picture.name, "image/png")
    found: dict[str, Examination | Failure] = {}
    client = HttpClient()
    with AppRunner(folder / "venv" / "bin" / "python", folder) as served, asyncio.Runner() as runner:
        for path in sorted((folder / "docs_src").rglob("*.py")):
            module = ".".join(path.relative_to(folder).with_suffix("").parts)
            for app in served.serve(module).apps if path.name != "__init__.py" else ():
                if app.openapi_url:
                    found[f"{module.removeprefix('docs_src.')} {app.name}"] = runner.run(_examined(client, app, file))
        runner.run(client.close())
    return found


async def _examined(client: HttpClient, app: ServedApp, file: FileRef) -> Examination | Failure:
    fetched = await client.fetch_document(app.base_url + app.openapi_url)
    if isinstance(fetched, Failure):
        return fetched
    document = load_document(fetched.text, fetched.url)
    return await examine(Subject(document, read_api(document), app.base_url, file), client)


@pytest.fixture(scope="module")
def reasons() -> dict[str, set[str]]:
    """What is known, per kind; each stands with its reason in the file."""
    table = tomllib.loads((ROOT / "tests" / "servers" / "tutorial.toml").read_text(encoding="utf-8"))
    return {kind: {case for entry in entries for case in entry["cases"]} for kind, entries in table.items()}


def test_every_app_tells_its_document(examined: dict[str, Examination | Failure], reasons: dict[str, set[str]]) -> None:
    assert {name for name, found in examined.items() if isinstance(found, Failure)} == reasons["undocumented"]
    assert len(examined) >= LEAST_APPS


def test_default_requests_are_accepted(
    examined: dict[str, Examination | Failure], reasons: dict[str, set[str]]
) -> None:
    accepted, other = 0, set()
    for name, found in examined.items():
        for answered in found.answered if isinstance(found, Examination) else ():
            accepted += answered.is_accepted
            if not answered.is_accepted and not (answered.wants_credentials and answered.status in {401, 403}):
                other.add(f"{name} {answered.operation} {answered.status}")
    assert other == reasons["refused"]
    assert accepted >= LEAST_ACCEPTED


def test_what_was_broken_is_found(examined: dict[str, Examination | Failure], reasons: dict[str, set[str]]) -> None:
    places: Counter[str] = Counter()
    astray = set()
    for name, found in examined.items():
        for tried in found.tried if isinstance(found, Examination) else ():
            places[tried.where] += 1
            if tried.where in {"above", "elsewhere"}:
                astray.add(f"{name} {tried.operation} {tried.path} {tried.how}")
    assert astray == reasons["astray"]
    assert places["here"] >= LEAST_PINNED
