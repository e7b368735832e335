"""Opening documents from files, pasted text and servers, with real processes and real servers."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

from app.adapters.documents.lazy_object import LazyObject
from app.adapters.documents.model import Limits
from app.adapters.documents.opener import DocumentOpener
from app.adapters.documents.process import ReadingProcess
from app.adapters.documents.results import SMALL
from app.adapters.http.client import HttpClient
from app.core.base.errors import DocumentError, SourceError, UnreachableError
from app.core.operations.opening import OpenRequest
from app.core.spec.lint import lint
from app.core.spec.load import load_document
from tests.servers.sites import Page, serving_site

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from app.core.operations.opening import Opened

posix = pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")


def document(paths: dict[str, Any] | None = None, **members: Any) -> dict[str, Any]:
    made = paths if paths is not None else {"/a": {"get": {"responses": {"200": {"description": "fine"}}}}}
    return {"openapi": "3.1.0", "info": {"title": "Tiny", "version": "1"}, "paths": made, **members}


def large(count: int = 3000) -> dict[str, Any]:
    """More than is read in this process, with one mistake."""
    responses = {"200": {"description": "fine " * 20}}
    made = document({f"/items/{number}": {"get": {"responses": responses}} for number in range(count)})
    made["paths"]["/bad/{id}"] = {"get": {}}
    assert len(json.dumps(made)) > SMALL
    return made


class Opening:
    """Opens with one opener, and counts what is left of it."""

    def __init__(self, cache: Path | None = None, limits: Limits | None = None) -> None:
        self.cache = cache
        self.limits = limits

    def run(self, work: Callable[[DocumentOpener], Awaitable[Any]]) -> Any:
        async def go() -> Any:
            client = HttpClient()
            opener = DocumentOpener(client, self.cache, self.limits)
            try:
                return await work(opener)
            finally:
                await opener.close()
                await client.close()
                assert not opener._examining

        return asyncio.run(go())

    def open(self, reference: str | Path, text: str | None = None, *, allow: tuple[str, ...] = ()) -> Opened:
        request = OpenRequest(str(reference), text, frozenset(allow))
        opened: Opened = self.run(lambda opener: _examined(opener, request))
        return opened


async def _examined(opener: DocumentOpener, request: OpenRequest) -> Opened:
    return await opener.examine(await opener.open(request))


def put(path: Path, value: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return path


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are known by their times as soon as they are written."""
    monkeypatch.setattr("app.adapters.files.stamps._SETTLED_NS", 0)


# What is opened


def test_a_small_file_is_opened_at_once(tmp_path: Path) -> None:
    path = put(tmp_path / "api.json", document(servers=[{"url": "https://api.example.com/v1"}]))
    opened: Opened = Opening(tmp_path / "cache").run(lambda opener: opener.open(OpenRequest(str(path))))
    assert opened.source == str(path)
    assert opened.base_urls == ("https://api.example.com/v1",)
    assert opened.api.operation("GET /a") is not None
    assert (opened.examined, opened.problems, opened.missing) == (True, (), ())
    assert not (tmp_path / "cache").exists()


def test_a_file_may_be_named_by_its_url(tmp_path: Path) -> None:
    path = put(tmp_path / "a b.json", document())
    assert Opening().open(path.as_uri()).source == str(path)


def test_a_large_file_is_listed_then_examined_and_found_again(tmp_path: Path) -> None:
    path = put(tmp_path / "api.json", large())
    raw = load_document(path.read_bytes(), str(path)).raw

    async def work(opener: DocumentOpener) -> tuple[Opened, Opened, Opened]:
        first = await opener.open(OpenRequest(str(path)))
        examined = await asyncio.gather(opener.examine(first), opener.examine(first))
        assert examined[0].problems == examined[1].problems
        return first, examined[0], await opener.open(OpenRequest(str(path)))

    first, examined, second = Opening(tmp_path / "cache").run(work)
    assert isinstance(first.document.raw["paths"], LazyObject)
    assert first.document.raw == raw == second.document.raw
    assert (first.examined, first.problems) == (False, ())
    assert [problem.pointer for problem in examined.problems] == ["/paths/~1bad~1{id}/get"]
    assert examined.problems[0].line == 1
    assert examined.problems[0].column > SMALL
    assert (second.examined, second.problems) == (True, examined.problems)
    assert first.fingerprint == second.fingerprint
    assert len(second.api.entries) == 3001
    assert second.api.operation("GET /items/2999") == first.api.operation("GET /items/2999")


def test_yaml_is_read_by_the_process_and_places_are_told(tmp_path: Path) -> None:
    path = put(
        tmp_path / "api.yaml", "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a/{id}:\n    get: {}\n"
    )
    opened = Opening(tmp_path / "cache").open(path)
    (problem,) = opened.problems
    assert (problem.pointer, problem.line, problem.column) == ("/paths/~1a~1{id}/get", 5, 5)


def test_names_that_stand_twice_are_told_in_every_file(tmp_path: Path) -> None:
    start = '{"openapi": "3.1.0", "info": {"title": "T", "version": "1"},\n'
    text = start + '"paths": {"/a": {"$ref": "b.json"}}, "paths": {}}'
    put(tmp_path / "b.json", '{"get": {},\n"get": {}}')
    opened = Opening(tmp_path / "cache").open(put(tmp_path / "api.json", text))
    assert [(problem.pointer, problem.line) for problem in opened.problems] == [("/paths", 2)]
    opened = Opening(tmp_path / "cache").open(put(tmp_path / "api.json", text.replace(', "paths": {}', "")))
    (problem,) = opened.problems
    assert (problem.resource, problem.pointer.endswith("b.json#/get")) == ((tmp_path / "b.json").as_uri(), True)
    assert (problem.line, problem.column) == (2, 1)


def test_pasted_text_is_opened(tmp_path: Path) -> None:
    opening = Opening(tmp_path / "cache")
    small = opening.open("pasted", json.dumps(document()))
    assert (small.source, small.api.title, small.examined) == ("", "Tiny", True)
    text = json.dumps(large())
    once, again = opening.open("pasted", text), opening.open("pasted too", text)
    assert once.fingerprint == again.fingerprint
    assert once.problems == again.problems
    assert opening.run(lambda opener: opener.changed(once)) is False


def test_without_a_cache_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    path = put(tmp_path / "api.json", large())
    opened = Opening().open(path)
    assert len(opened.problems) == 1
    # What is open is read on, though its file has no name any more.
    assert opened.document.at("/paths/~1items~17/get").mapping["responses"]
    assert list((tmp_path / "temporary").iterdir()) == []


# What cannot be opened

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def test_what_cannot_be_had_is_told(tmp_path: Path) -> None:
    for reference, words in (
        (tmp_path / "none.json", "no such file"),
        (tmp_path, "folder"),
        ("ftp://example.com/x", "only http, https and files"),
    ):
        with pytest.raises(SourceError, match=words):
            Opening().open(reference)
    with pytest.raises(UnreachableError, match="Nothing accepts connections"):
        Opening().open("127.0.0.1:9")


@posix
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceError, match="no ordinary file"):
        Opening().open(tmp_path / "pipe")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("[]", "instead of an OpenAPI document"),
        ("{", "not"),
        ('{"openapi": "3.1.0", "paths": ' + "[" * 300 + "]" * 300 + "}", "deeper"),
        ("<html></html>", "web page"),
        ("just text", "OpenAPI document"),
        (BOMB, "aliases"),
    ],
)
def test_what_is_no_document_is_told(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(DocumentError, match=words) as told:
        Opening(tmp_path / "cache").open("pasted", text)
    assert told.value.where.startswith("pasted")
    assert list((tmp_path / "cache").glob("*")) == []


def test_broken_utf_8_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "api.json").write_bytes(b'{"openapi": "3.1.0",\n "x": "caf\xe9"}')
    with pytest.raises(DocumentError, match="UTF-8") as told:
        Opening().open(tmp_path / "api.json")
    assert "line 2" in told.value.where


@posix
def test_a_document_that_takes_too_much_memory_is_told(tmp_path: Path) -> None:
    path = put(tmp_path / "api.json", document(x=[{}] * 3_000_000))
    with pytest.raises(DocumentError, match="of memory"):
        Opening(tmp_path / "cache", Limits(memory=300_000_000)).open(path)


def test_a_document_that_takes_too_long_is_told(tmp_path: Path) -> None:
    path = put(tmp_path / "api.json", large())
    with pytest.raises(DocumentError, match="takes longer than"):
        Opening(tmp_path / "cache", Limits(seconds=0.001)).open(path)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    path = put(tmp_path / "api.json", large())
    with pytest.raises(DocumentError, match="broke the process") as told:
        Opening(put(tmp_path / "cache", "a file")).open(path)
    assert "cache" in told.value.detail


def test_200_megabytes_are_opened_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "api.json"
    with path.open("w") as file:
        file.write('{"openapi": "3.1.0", "info": {"title": "Huge", "version": "1"}, "x-rows": ["')
        for _ in range(200):
            file.write("0123456789abcdef" * 65536)
        file.write('"], "paths": {"/a": {"get": {"responses": {"200": {"description": ""}}}}}}')
    opened = Opening(tmp_path / "cache").open(path)
    assert opened.problems == ()
    assert [entry.key for entry in opened.api.entries] == ["GET /a"]
    path.unlink()


# Cancelling and dying


def test_a_cancelled_opening_leaves_nothing_running(tmp_path: Path) -> None:
    pids: list[int] = []

    async def work(opener: DocumentOpener) -> None:

        receive, waiting = ReadingProcess.receive, asyncio.Event()

        async def note(self: ReadingProcess, seconds: float) -> Any:
            pids.append(self.pid)
            waiting.set()
            return await receive(self, seconds)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ReadingProcess, "receive", note)
            task = asyncio.ensure_future(opener.open(OpenRequest(str(path))))
            await waiting.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    path = put(tmp_path / "api.json", large())
    Opening(tmp_path / "cache").run(work)
    if sys.platform != "win32":
        with pytest.raises(ProcessLookupError):
            os.kill(pids[0], 0)
    assert list((tmp_path / "cache").glob("*.index")) == []


def test_closing_ends_what_is_being_examined(tmp_path: Path) -> None:
    path = put(tmp_path / "api.json", large(20_000))

    async def work(opener: DocumentOpener) -> tuple[Opened, int]:
        opened = await opener.open(OpenRequest(str(path)))
        (examination,) = opener._examining.values()
        await opener.close()
        with pytest.raises(SourceError, match="no longer being examined"):
            await opener.examine(opened)
        return opened, examination.process.pid

    opened, pid = Opening(tmp_path / "cache").run(work)
    if sys.platform != "win32":
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert not opened.examined
    # It is listed again at once, and examined now.
    assert [problem.pointer for problem in Opening(tmp_path / "cache").open(path).problems] == [
        "/paths/~1bad~1{id}/get"
    ]


@posix
def test_a_process_that_dies_while_it_examines_is_told(tmp_path: Path) -> None:
    path = put(tmp_path / "api.json", large(20_000))

    async def work(opener: DocumentOpener) -> Opened:
        opened = await opener.open(OpenRequest(str(path)))
        (examination,) = opener._examining.values()
        os.kill(examination.process.pid, 9)
        with pytest.raises(DocumentError, match="SIGKILL"):
            await opener.examine(opened)
        return opened

    # The list goes on working.
    assert len(Opening(tmp_path / "cache").run(work).api.entries) == 20_001


def test_few_documents_are_examined_at_once(tmp_path: Path) -> None:
    paths = [put(tmp_path / f"{number}.json", large(5000 + number)) for number in range(3)]

    async def work(opener: DocumentOpener) -> int:
        opened = [await opener.open(OpenRequest(str(path))) for path in paths]
        with pytest.raises(SourceError, match="no longer being examined"):
            await opener.examine(opened[0])
        return len((await opener.examine(opened[1])).problems)

    assert Opening(tmp_path / "cache").run(work) == 1


def test_an_index_that_was_never_examined_opens_at_once_and_is_examined_then(tmp_path: Path) -> None:
    path = put(tmp_path / "api.json", large())

    async def begin(opener: DocumentOpener) -> Opened:
        opened = await opener.open(OpenRequest(str(path)))
        (examination,) = opener._examining.values()
        await examination.process.kill()
        return opened

    async def go_on(opener: DocumentOpener) -> tuple[Opened, int, Opened]:
        opened = await opener.open(OpenRequest(str(path)))
        processes = len(opener._examining)
        return opened, processes, await opener.examine(opened)

    first = Opening(tmp_path / "cache").run(begin)
    for found in (tmp_path / "cache").glob("*.problems"):
        found.unlink()
    opened, processes, examined = Opening(tmp_path / "cache").run(go_on)
    assert (opened.examined, processes) == (False, 0)
    assert opened.fingerprint == examined.fingerprint == first.fingerprint
    assert len(examined.problems) == 1
    assert Opening(tmp_path / "cache").run(lambda opener: opener.open(OpenRequest(str(path)))).examined


# The cache


@pytest.mark.usefixtures("settled")
def test_the_index_is_used_while_the_file_is_the_same(tmp_path: Path) -> None:
    opening = Opening(tmp_path / "cache")
    path = put(tmp_path / "api.json", large())
    first = opening.open(path)
    (index,) = (tmp_path / "cache").glob("*.index")
    made = index.stat().st_ino
    assert opening.open(path).fingerprint == first.fingerprint
    os.utime(path, (1, 1))
    assert opening.open(path).fingerprint == first.fingerprint
    assert [found.stat().st_ino for found in (tmp_path / "cache").glob("*.index")] == [made]
    put(path, {**large(), "info": {"title": "Other", "version": "2"}})
    changed = opening.open(path)
    assert changed.api.title == "Other"
    assert changed.fingerprint != first.fingerprint
    assert len(list((tmp_path / "cache").glob("*.index"))) == 1
    # What was opened before is as it was.
    assert first.api.title == "Tiny"
    assert first.document.raw["info"]["title"] == "Tiny"


@pytest.mark.parametrize("damage", [b"", b"nonsense", bytes(5000)])
def test_a_damaged_index_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    opening = Opening(tmp_path / "cache")
    path = put(tmp_path / "api.json", large())
    first = opening.open(path)
    (index,) = (tmp_path / "cache").glob("*.index")
    index.write_bytes(damage)
    assert opening.open(path).problems == first.problems


def test_two_programs_may_open_the_same_document_at_once(tmp_path: Path) -> None:
    path = put(tmp_path / "api.json", large())

    async def work(opener: DocumentOpener) -> list[Opened]:
        other = DocumentOpener(HttpClient(), tmp_path / "cache")
        try:
            opened = await asyncio.gather(*(each.open(OpenRequest(str(path))) for each in (opener, other)))
            return [await each.examine(one) for each, one in zip((opener, other), opened, strict=True)]
        finally:
            await other.close()

    one, two = Opening(tmp_path / "cache").run(work)
    assert one.document.raw == two.document.raw
    assert [path.suffix for path in sorted((tmp_path / "cache").iterdir())] == [".index", ".problems"]


def test_changes_are_seen(tmp_path: Path) -> None:
    opening = Opening()
    path = put(tmp_path / "api.json", document())
    opened = opening.open(path)
    assert opening.run(lambda opener: opener.changed(opened)) is False
    put(path, document({}))
    assert opening.run(lambda opener: opener.changed(opened)) is True
    path.unlink()
    assert opening.run(lambda opener: opener.changed(opened)) is False


# Many files

PETS = {"/pets": {"$ref": "paths/pets.yaml"}}


def test_a_document_of_many_files_is_read_whole(tmp_path: Path) -> None:
    root = put(tmp_path / "spec" / "api" / "openapi.json", document(PETS))
    put(root.parent / "paths/pets.yaml", "get: {responses: {'200': {$ref: '../../shared/answers.yaml#/Fine'}}}\n")
    answers = put(tmp_path / "spec/shared/answers.yaml", "Fine: {description: Fine, content: {}}\n")
    opening = Opening(tmp_path / "cache")
    opened = opening.open(root)
    assert (opened.problems, opened.missing, len(opened.parts)) == ((), (), 3)
    operation = opened.api.operation("GET /pets")
    assert operation is not None
    assert operation.responses[0].description == "Fine"
    assert lint(opened.document) == ()
    assert opening.run(lambda opener: opener.changed(opened)) is False
    put(answers, "Fine: {description: Better, content: {}}\n")
    assert opening.run(lambda opener: opener.changed(opened)) is True
    again = opening.open(root)
    assert again.fingerprint != opened.fingerprint
    assert again.document.resources[answers.as_uri()]["Fine"]["description"] == "Better"


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("file:///etc/passwd", "files only"),
        ("/etc/passwd", "files only"),
        ("../../../../../../../etc/x.yaml", "outside"),
        ("none.yaml", "no such file"),
        ("urn:example:x", "only http, https and files"),
        ("broken.yaml", "not YAML"),
    ],
)
def test_references_that_lead_too_far_are_told_and_the_rest_works(tmp_path: Path, reference: str, words: str) -> None:
    put(tmp_path / "spec" / "broken.yaml", "a: [")
    paths = {**document()["paths"], "/b": {"get": {"responses": {"200": {"$ref": f"{reference}#/x"}}}}}
    opened = Opening(tmp_path / "cache").open(put(tmp_path / "spec" / "api.json", document(paths)))
    assert [entry.key for entry in opened.api.entries] == ["GET /a", "GET /b"]
    [problem] = [problem for problem in opened.problems if "could not be loaded" in problem.message]
    assert words in problem.message
    assert (problem.pointer, problem.column > 1) == ("/paths/~1b/get/responses/200", True)
    assert opened.missing == ()


def test_many_texts_and_many_bytes_are_bounded(tmp_path: Path) -> None:
    for number in range(9):
        put(tmp_path / f"{number}.yaml", f"get: {{responses: {{'200': {{description: '{'x' * 1000}'}}}}}}")
    root = put(tmp_path / "api.json", document({f"/{number}": {"$ref": f"{number}.yaml"} for number in range(9)}))
    few = Opening(tmp_path / "cache", Limits(parts=5)).open(root)
    assert len(few.parts) == 6
    assert sum("more than 5 texts" in problem.message for problem in few.problems) == 4
    little = Opening(tmp_path / "other", Limits(bytes=3500)).open(root)
    assert sum("all texts together" in problem.message for problem in little.problems) == 6


def test_pasted_text_leads_to_no_file(tmp_path: Path) -> None:
    target = put(tmp_path / "x.yaml", "get: {}")
    text = json.dumps(document({"/a": {"$ref": target.as_uri()}, "/b": {"$ref": "x.yaml"}}))
    opened = Opening(tmp_path / "cache").open("pasted", text)
    words = " ".join(problem.message for problem in opened.problems)
    assert "only a file of this computer may lead to others" in words
    assert "relative to" in words


# Servers


def page(value: Any, **more: Any) -> Page:
    return Page(value.encode() if isinstance(value, str) else json.dumps(value).encode(), **more)


def test_a_document_of_many_urls_of_one_server_is_read_whole(tmp_path: Path) -> None:
    opening = Opening(tmp_path / "cache")
    with serving_site() as site:
        site.pages = {
            "/v1/openapi.json": page(document(PETS), tag='"1"'),
            "/v1/paths/pets.yaml": page("get: {responses: {'200': {description: Fine}}}", content_type="text/yaml"),
        }
        opened = opening.open(f"{site.url}/v1")
        assert opened.source == f"{site.url}/v1/openapi.json"
        assert opened.base_urls == (site.url,)
        assert [entry.key for entry in opened.api.entries] == ["GET /pets"]
        assert opened.problems == ()
        site.asked.clear()
        assert opening.open(f"{site.url}/v1").fingerprint == opened.fingerprint
        assert site.asked == ["/v1/openapi.json", "/v1/paths/pets.yaml"]
        assert opening.run(lambda opener: opener.changed(opened)) is False
        site.pages["/v1/paths/pets.yaml"] = page("get: {summary: New}", content_type="text/yaml")
        assert opening.run(lambda opener: opener.changed(opened)) is True
        again = opening.open(f"{site.url}/v1")
        assert again.api.entries[0].summary == "New"
    assert opening.run(lambda opener: opener.changed(opened)) is False


def test_nothing_on_another_host_is_called_without_consent(tmp_path: Path) -> None:
    opening = Opening(tmp_path / "cache")
    with serving_site() as site, serving_site() as other:
        other.pages = {"/pets.yaml": page("get: {summary: Far}", content_type="text/yaml")}
        far, metadata = f"{other.url}/pets.yaml", "http://169.254.169.254/latest/meta-data"
        paths = {"/far": {"$ref": far}, "/cloud": {"$ref": metadata}, "/mine": {"$ref": "file:///etc/x.yaml"}}
        site.pages = {"/openapi.json": page(document(paths))}
        opened = opening.open(site.url)
        assert opened.missing == tuple(sorted((far, metadata)))
        assert opened.api.entries == ()
        assert any("only a file of this computer" in problem.message for problem in opened.problems)
        assert opening.open(put(tmp_path / "spec" / "api.json", document(paths))).missing == opened.missing
        assert opening.open("pasted", json.dumps(document(paths))).missing == opened.missing
        assert other.asked == []

        allowed = opening.open(site.url, allow=(other.url.removeprefix("http://"),))
        assert allowed.missing == (metadata,)
        assert [entry.summary for entry in allowed.api.entries] == ["Far"]
        assert set(other.asked) == {"/pets.yaml"}
        other.asked.clear()
        # What was agreed to once is no agreement for ever.
        assert opening.open(site.url).missing == opened.missing
        assert other.asked == []


def test_a_text_from_the_network_leads_to_no_file(tmp_path: Path) -> None:
    secret = put(tmp_path / "secret.yaml", "get: {summary: Secret}")
    with serving_site() as site:
        site.pages = {"/a.yaml": page(f"get: {{$ref: '{secret.as_uri()}'}}", content_type="text/yaml")}
        root = put(tmp_path / "api.json", document({"/a": {"$ref": f"{site.url}/a.yaml"}}))
        opened = Opening(tmp_path / "cache").open(root, allow=(site.url.removeprefix("http://"),))
    assert any("only a file of this computer" in problem.message for problem in opened.problems)
    assert secret.as_uri() not in opened.document.resources


def test_a_reference_that_is_redirected_to_another_host_is_not_followed(tmp_path: Path) -> None:
    with serving_site() as site, serving_site() as other:
        away = Page(status="302 Found", headers=(f"Location: {other.url}/x.yaml",))
        site.pages = {"/openapi.json": page(document({"/a": {"$ref": "x.yaml"}})), "/x.yaml": away}
        opened = Opening(tmp_path / "cache").open(site.url)
        assert any("another host" in problem.message for problem in opened.problems)
        assert other.asked == []


def test_a_large_document_comes_over_the_network_by_way_of_the_disk(tmp_path: Path) -> None:
    opening = Opening(tmp_path / "cache")
    with serving_site() as site:
        site.pages = {"/openapi.json": page(large(12_000))}
        opened = opening.open(site.url)
        assert len(opened.api.entries) == 12_001
        assert opening.open(site.url).fingerprint == opened.fingerprint
        site.pages = {"/openapi.json": page(large(12_001))}
        assert opening.run(lambda opener: opener.changed(opened)) is True
        assert len(opening.open(site.url).api.entries) == 12_002


def test_a_text_in_another_charset_is_read_by_its_media_type(tmp_path: Path) -> None:
    made = document()
    made["info"]["title"] = "Café"
    with serving_site() as site:
        text = json.dumps(made, ensure_ascii=False).encode("latin-1")
        site.pages = {"/openapi.json": Page(text, "application/json; charset=iso-8859-1")}
        assert Opening(tmp_path / "cache").open(site.url).api.title == "Café"
        site.pages = {"/openapi.json": Page(json.dumps(made, ensure_ascii=False).encode("utf-16"))}
        assert Opening(tmp_path / "cache").open(site.url).api.title == "Café"
