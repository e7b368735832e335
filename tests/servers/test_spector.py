"""Every request right on the wire: a server that judges each one against its document, in three versions of OpenAPI.

What does not pass is listed with its reason in `spector/misses.toml`, and nothing else is. Run it with
`ROUTEGLASS_SPECTOR=<folder> pytest tests/servers/test_spector.py`; what is in the folder stands in
`tests/support/spector.py`.
"""

from __future__ import annotations

import asyncio
import tomllib
from typing import TYPE_CHECKING, Final

import pytest

from app.adapters.http.client import HttpClient
from tests.support.spector import PROGRAMS, VARIABLE, Spector, find_spector, read_scenarios, run_program, serving
from tests.support.spector_driving import VERSIONS, Driver

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.spector

WANTED: Final = 700
SCENARIOS: Final = 772


@pytest.fixture(scope="module")
def folder() -> Path:
    """The prepared folder; skips the test where there is none."""
    found = find_spector()
    if found is None:
        pytest.skip(f"no spector here: install Node.js and set {VARIABLE} to a prepared folder")
    return found


@pytest.fixture(scope="module")
def more(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documents of the specs that TypeSpec's command line does not write."""
    target = tmp_path_factory.mktemp("documents")
    run_program("documents.mjs", folder, target)
    return target


def listed() -> frozenset[str]:
    """The misses that have a reason."""
    misses = tomllib.loads((PROGRAMS / "misses.toml").read_text(encoding="utf-8"))["miss"]
    names = [name for miss in misses if miss["reason"].strip() for name in miss["scenarios"]]
    assert len(names) == len(set(names))
    return frozenset(names)


async def drive(folders: tuple[Path, ...], version: str, spector: Spector, scratch: Path) -> dict[str, str]:
    """Per scenario why it stopped, empty where it ran to its end."""
    client = HttpClient()
    try:
        driver = Driver(folders, version, spector.base_url, client, scratch)
        scenarios = read_scenarios(folders[0].parent, spector.base_url)
        return {scenario.name: await driver.drive(scenario) for scenario in scenarios}
    finally:
        await client.close()


@pytest.mark.parametrize("version", VERSIONS)
def test_each_request_is_what_its_document_says(version: str, folder: Path, more: Path, tmp_path: Path) -> None:
    with serving(folder) as spector:
        stopped = asyncio.run(drive((folder / "out", more), version, spector, tmp_path))
        counted = spector.passed()
    passed = {name for name, reason in stopped.items() if not reason and name in counted}
    missed = {name: stopped[name] or "the server does not count it" for name in stopped.keys() - passed}
    print(f"OpenAPI {version}: {len(passed)} of {len(stopped)} scenarios pass")
    assert len(stopped) == SCENARIOS
    assert {name: reason for name, reason in missed.items() if name not in listed()} == {}
    assert listed() - missed.keys() == set(), "these pass now: take them off the list"
    assert len(passed) >= WANTED
