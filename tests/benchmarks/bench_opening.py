"""Opening documents: from a new interpreter to the painted list, first and second time, and a click to its form."""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from app.adapters.documents.opener import DocumentOpener
from app.adapters.http.client import HttpClient
from app.adapters.storage.locations import locations_under
from app.core.forms.build import Form
from app.core.operations.opening import OpenRequest
from tests.benchmarks.bench_forms import open_form, open_lines
from tests.benchmarks.children import until_moment
from tests.benchmarks.desks import running_desk
from tests.benchmarks.documents import with_operations
from tests.benchmarks.model import Benchmark, Samplers, UnavailableError, timed
from tests.support.corpora import find_corpora

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from app.core.operations.model import Operation
    from app.core.operations.opening import Opened

GITHUB = "large/github.api.github.com.json"
GRAPH = "large/microsoft-graph-v1.json"
BARE_AND_DECODED = "bare window, msgspec.json.decode"


def benchmarks() -> tuple[Benchmark, ...]:
    """The benches of this file."""
    rows = [
        Benchmark(
            "open GitHub's document, first time: start -> list",
            partial(first_time, partial(public, GITHUB)),
            peer_name=BARE_AND_DECODED,
            limit=1500,
        ),
        Benchmark(
            "open GitHub's document, second time: start -> list",
            partial(second_time, partial(public, GITHUB)),
            peer_name="bare window",
            ratio=1.3,
        ),
        *(
            Benchmark(
                f"read {name}, first time",
                partial(reading, document),
                peer_name="new interpreter, msgspec.json.decode",
                limit=limit,
                rounds=3,
            )
            for name, document, limit in DOCUMENTS
        ),
        *(
            Benchmark(
                f"read {name}, second time", partial(reading_again, document), peer_name="msgspec.json.decode", ratio=1
            )
            for name, document, _limit in DOCUMENTS[:2]
        ),
        Benchmark(
            "click -> form of GitHub's biggest operation",
            partial(click, GITHUB),
            peer_name="as many QLineEdits",
            limit=100,
        ),
    ]
    return tuple(rows)


@contextmanager
def reading(document: Callable[[], AbstractContextManager[Path]]) -> Iterator[Samplers]:
    """Until the operations of a document are listed, with no index; without a window."""
    with document() as path, tempfile.TemporaryDirectory() as folder:

        def sample() -> float:
            shutil.rmtree(folder, ignore_errors=True)
            return _listed(path, Path(folder))

        yield Samplers(sample, lambda: until_moment("listing", "decoded", str(path)))


@contextmanager
def reading_again(document: Callable[[], AbstractContextManager[Path]]) -> Iterator[Samplers]:
    """The same with its index."""
    with document() as path, tempfile.TemporaryDirectory() as folder:
        _open(path, Path(folder))
        yield Samplers(lambda: _listed(path, Path(folder)), timed(lambda: msgspec.json.decode(path.read_bytes())))


def _listed(path: Path, cache: Path) -> float:
    async def work() -> float:
        opener = DocumentOpener(HttpClient(), cache)
        try:
            start = time.perf_counter()
            opened = await opener.open(OpenRequest(str(path)))
            assert opened.api.entries
            return (time.perf_counter() - start) * 1000
        finally:
            await opener.close()

    return asyncio.run(work())


@contextmanager
def public(name: str) -> Iterator[Path]:
    """A document of the corpora."""
    corpora = find_corpora()
    if corpora is None:
        message = "there are no real inputs here"
        raise UnavailableError(message)
    yield corpora / "public" / name


@contextmanager
def generated(count: int) -> Iterator[Path]:
    """A document of that many operations."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "generated.json"
        path.write_text(json.dumps(with_operations(count)))
        yield path


DOCUMENTS: Final = (
    ("GitHub's document", partial(public, GITHUB), None),
    ("Microsoft Graph", partial(public, GRAPH), None),
    ("20,000 operations", partial(generated, 20_000), 2000.0),
    ("100,000 operations", partial(generated, 100_000), None),
)
"""Name, document, and how many milliseconds listing it may take."""


@contextmanager
def first_time(document: Callable[[], AbstractContextManager[Path]]) -> Iterator[Samplers]:
    """With no index."""
    with document() as path, tempfile.TemporaryDirectory() as folder:

        def sample() -> float:
            shutil.rmtree(locations_under(Path(folder)).cache, ignore_errors=True)
            return until_moment("listing", "first", str(path), folder)

        yield Samplers(sample, lambda: until_moment("listing", "bare", str(path)))


@contextmanager
def second_time(document: Callable[[], AbstractContextManager[Path]]) -> Iterator[Samplers]:
    """With what another opening has left."""
    with document() as path, tempfile.TemporaryDirectory() as folder:
        until_moment("listing", "once", str(path), folder)
        yield Samplers(
            lambda: until_moment("listing", "again", str(path), folder), lambda: until_moment("window", "bare")
        )


@contextmanager
def click(name: str) -> Iterator[Samplers]:
    """The form with the most fields, in the real window, its operation read from the index."""
    with public(name) as path, tempfile.TemporaryDirectory() as folder, running_desk() as desk:
        opened = _open(path, Path(folder))
        sizes = {operation.key: _fields(opened, operation) for operation in opened.api.operations}
        key = max(sizes, key=lambda each: sizes[each])

        def sample() -> float:
            fresh = _open(path, Path(folder))
            desk.workspace.open_document(fresh.document, fresh.api)
            return open_form(desk, key)

        yield Samplers(sample, partial(open_lines, sizes[key]))


def _fields(opened: Opened, operation: Operation) -> int:
    form = Form(opened.document, operation)
    return sum(1 for _ in form.walk(form.default_state()))


def _open(path: Path, cache: Path) -> Opened:
    async def work() -> Opened:
        opener = DocumentOpener(HttpClient(), cache)
        try:
            return await opener.examine(await opener.open(OpenRequest(str(path))))
        finally:
            await opener.close()

    return asyncio.run(work())
