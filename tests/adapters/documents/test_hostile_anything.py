"""Real and made documents, mutated anyhow, on the whole way from their text to a request and back: an error of ours in
words or a request that is ready, in a bounded number of steps, and nothing ever sent."""

from __future__ import annotations

import json
import socket
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.adapters.documents.model import Given, Refusal, Text
from app.adapters.documents.reading import Reading
from app.core.base.errors import RouteglassError
from app.core.forms.build import Form
from app.core.forms.checks import check
from app.core.forms.shapes import Shapes
from app.core.operations.listing import list_operations
from app.core.operations.read import read_api, read_listed_api
from app.core.requests.prepare import prepare
from tests.support import hostile_documents as hostile
from tests.support.corpora import find_corpora
from tests.support.form_documents import bookstore_document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.core.operations.model import Api, Operation
    from app.core.spec.document import Document

MOST_BYTES = 60_000
"""Real documents up to here: what goes wrong in a large one goes wrong in a small one, only later."""

MOST_LINES = 6_000_000
"""Lines of Python that one document may take: a hundred times what one of its size needs, and far below a hang."""

MOST_OPERATIONS = 6


@lru_cache
def texts() -> tuple[bytes, ...]:
    """What is mutated: real documents of every version where this machine has them, and made ones."""
    made = (bookstore_document(), hostile.cyclic(), hostile.leading_away(), hostile.wrong_everywhere())
    found = [json.dumps(raw).encode() for raw in made] + [b"".join(hostile.as_yaml(raw)) for raw in made[:2]]
    corpora = find_corpora()
    if corpora is not None:
        paths = sorted(path for path in (corpora / "public").glob("*/*") if path.suffix in {".json", ".yaml", ".yml"})
        found += [path.read_bytes() for path in paths if path.stat().st_size <= MOST_BYTES]
    return tuple(found)


class _Steps:
    """Counts the lines of Python that run in a block, and ends it when they are too many."""

    def __init__(self) -> None:
        self._left = MOST_LINES

    def __enter__(self) -> None:
        self._before = sys.gettrace()
        sys.settrace(self._trace)

    def __exit__(self, *_error: object) -> None:
        sys.settrace(self._before)

    def _trace(self, _frame: Any, _event: str, _argument: object) -> Any:
        self._left -= 1
        if self._left < 0:
            message = f"more than {MOST_LINES:,} steps for one document"
            raise AssertionError(message)
        return self._trace


def supply(wanted: tuple[tuple[str, str], ...]) -> Given:
    """Nothing can be had."""
    return Given((), tuple(Refusal(uri, "gone" if number % 2 else "") for number, (uri, _) in enumerate(wanted)))


def use(path: Path) -> None:
    """All that the program does with a document until a person presses Send."""
    reading = Reading(Text(path.as_uri(), str(path)), "fuzz", str(path), supply)
    document = reading.document
    api = read_api(document)
    entries = list_operations(document)
    assert [entry.key for entry in entries] == [operation.key for operation in api.operations]
    for problem in reading.problems(api):
        assert problem.message
    listed, shapes = read_listed_api(document, entries), Shapes(document)
    for operation in tuple(listed.operations)[:MOST_OPERATIONS]:
        make(document, listed, operation, shapes)


def make(document: Document, api: Api, operation: Operation, shapes: Shapes) -> None:
    """The default request of an operation, and what is wrong with it."""
    form = Form(document, operation, shapes)
    state = form.default_state()
    for field in form.walk(state):
        assert str(field.path) is not None
    check(form, state)
    base_url = next(iter(api.servers), "http://localhost")
    prepared = prepare(api, operation, state, base_url, {}, "0" * 32)
    assert prepared.request.method


WORDS = (
    "$ref $id $anchor $dynamicRef allOf oneOf not if type properties items in name schema content parameters servers"
    " url enum const pattern default minItems discriminator required additionalProperties security examples encoding"
)
names = st.sampled_from(WORDS.split())
leads = st.sampled_from(
    ["#", "#/", "#/paths", "#/components/schemas/A", "x.json", "http://[", "//h:x", "file:///etc/a"]
)
odd: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1, 1e308, 2**70, "", "\x00", "\ud800", "(a+)+$", "[", "array", "object", "body", "query", [], {}]
)
values = st.recursive(
    odd | leads | st.text(max_size=4),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(names | leads, below, max_size=4),
    max_leaves=8,
)


def places(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where anything stands."""
    if here:
        yield here
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from places(member, (*here, key))


def put(raw: Any, where: tuple[Any, ...], value: Any) -> None:
    """Replaces what stands somewhere, as long as it still stands there."""
    try:
        for token in where[:-1]:
            raw = raw[token]
        raw[where[-1]] = value
    except (KeyError, IndexError, TypeError):
        return


@lru_cache
def decoded(index: int) -> tuple[str, tuple[tuple[Any, ...], ...]] | None:
    """A document as JSON text, and its places; None for YAML."""
    try:
        raw = json.loads(texts()[index])
    except ValueError:
        return None
    return json.dumps(raw), tuple(places(raw))


@pytest.fixture(autouse=True)
def silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a socket fails."""

    def refuse(*_arguments: object, **_more: object) -> None:
        raise AssertionError("a document made the program call somebody")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse, raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


anything = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def survive(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    try:
        with _Steps():
            use(path)
    except RouteglassError as error:
        words = (error.what, error.where)
    else:
        return
    assert all(words)


@given(data=st.data())
@anything
def test_any_values_in_place_of_any_parts(data: st.DataObject, tmp_path: Path) -> None:
    known = [index for index in range(len(texts())) if decoded(index) is not None]
    found = decoded(data.draw(st.sampled_from(known)))
    assert found is not None
    text, where = found
    raw = json.loads(text)
    for _ in range(data.draw(st.integers(1, 4))):
        put(raw, data.draw(st.sampled_from(where)), data.draw(values))
    survive(tmp_path / "a.json", json.dumps(raw).encode())


@given(data=st.data())
@anything
def test_any_bytes_anywhere(data: st.DataObject, tmp_path: Path) -> None:
    text = data.draw(st.sampled_from(texts()))
    for _ in range(data.draw(st.integers(1, 3))):
        at, end = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
        match data.draw(st.sampled_from(["insert", "cut", "end", "twice"])):
            case "insert":
                text = text[:at] + data.draw(st.binary(max_size=6)) + text[at:]
            case "cut":
                text = text[:at] + text[min(end, at + 40) :]
            case "end":
                text = text[:at]
            case _:
                text = text[:end] + text[at : min(end, at + 400)] + text[end:]
    survive(tmp_path / "a.txt", text)
