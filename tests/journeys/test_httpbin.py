"""httpbin as a real server with a document in OpenAPI 2.0: every default request is accepted, or it is known why not.

The variable ROUTEGLASS_HTTPBIN names its address, for example one that the corpora's `servers/httpbin.sh` serves.
"""

from __future__ import annotations

import asyncio
import os
import tomllib
from typing import TYPE_CHECKING

import pytest

from app.adapters.http.client import HttpClient
from app.core.base.json_types import FileRef
from app.core.exchange.model import Failure
from app.core.operations.read import read_api
from app.core.spec.load import load_document
from tests.support.corpora import ROOT
from tests.support.examination import Subject, examine

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.examination import Examination

VARIABLE = "ROUTEGLASS_HTTPBIN"
ADDRESS = os.environ.get(VARIABLE, "")

pytestmark = pytest.mark.skipif(not ADDRESS, reason=f"set {VARIABLE} to the address of an httpbin on this machine")


async def _examined(address: str, file: FileRef) -> Examination:
    client = HttpClient()
    try:
        fetched = await client.fetch_document(f"{address}/spec.json")
        assert not isinstance(fetched, Failure), fetched.message
        document = load_document(fetched.text, fetched.url)
        return await examine(Subject(document, read_api(document), address, file), client, breaks=False)
    finally:
        await client.close()


def test_default_requests_are_accepted(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    found = asyncio.run(_examined(ADDRESS.rstrip("/"), FileRef(str(tmp_path / "a.txt"), "a.txt", "text/plain")))
    table = tomllib.loads((ROOT / "tests" / "servers" / "httpbin.toml").read_text(encoding="utf-8"))
    known = {case for entry in table["refused"] for case in entry["cases"]}
    refused = {f"{one.operation} {one.status}" for one in found.answered if not one.is_accepted}
    assert refused == known
    assert len(found.answered) >= 73
