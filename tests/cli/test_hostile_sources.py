"""What people give instead of a document: a clear sentence and an exit status, and nothing is left behind."""

from __future__ import annotations

import gzip
import io
import os
import sys
import tempfile
from typing import TYPE_CHECKING

import pytest

from app.cli.main import run_cli
from app.cli.output import NO_RESPONSE, OK, USAGE_ERROR

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = b'{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/a": {"get": {"responses": {}}}}}'
FILES = {
    "empty.json": b"",
    "image.png": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "page.html": b"<!doctype html><title>Docs</title>",
    "packed.json.gz": gzip.compress(DOCUMENT),
    "latin.json": DOCUMENT.replace(b"T", b"\xe9"),
    "note.txt": b"hello",
}
posix = pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Odd files, in the working folder; whatever the command puts down elsewhere would be found."""
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def give(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


@pytest.mark.parametrize(
    ("source", "status", "what", "then"),
    [
        ("", USAGE_ERROR, "No file was named.", "Check the name"),
        (".", USAGE_ERROR, ".: No FastAPI app was found there.", "openapi.json"),
        ("empty.json", USAGE_ERROR, "the text is empty", "JSON or YAML"),
        ("image.png", USAGE_ERROR, "this is a PNG image", "JSON or YAML"),
        ("page.html", USAGE_ERROR, "this is a web page", "Give the address"),
        ("packed.json.gz", USAGE_ERROR, "this is a gzip archive", "Unpack it"),
        ("latin.json", USAGE_ERROR, "line 1: byte 40 is not UTF-8 text", "Save the document as UTF-8."),
        ("note.txt", USAGE_ERROR, "this is text instead of an OpenAPI document", "with openapi and paths"),
        ("note.txt/below", USAGE_ERROR, "The file cannot be read", "permissions"),
        ("~nobody-of-that-name/api.json", USAGE_ERROR, "cannot be read: Could not determine home directory.", "name"),
        (r"C:\Users\ann\api.json", USAGE_ERROR, "There is no such file.", "Check the name"),
        ("ftp://h/api.json", USAGE_ERROR, "only http, https and files are read", "Check the name"),
        ("http://[::1/api.json", USAGE_ERROR, "is no URL", "A URL begins"),
        ("http://", USAGE_ERROR, "This URL cannot be called", "A URL begins"),
        (
            "http://ann:s3cret@127.0.0.1:1/x.json",
            NO_RESPONSE,
            "http://127.0.0.1:1/x.json: Nothing accepts",
            "Is the server running",
        ),
    ],
)
def test_what_is_no_document_is_told(
    folder: Path, source: str, status: int, what: str, then: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_cli(["lint", source]) == status
    captured = capsys.readouterr()
    assert captured.out == ""
    assert what in captured.err
    assert then in captured.err.partition("\n")[2]
    assert "s3cret" not in captured.err
    assert not list((folder / "scratch").iterdir())


@posix
@pytest.mark.parametrize("source", ["pipe", "/dev/zero"])
def test_what_never_ends_is_not_waited_for(folder: Path, source: str, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(folder / "pipe")
    assert run_cli(["lint", source]) == USAGE_ERROR
    assert "no ordinary file but a device, a pipe or a socket" in capsys.readouterr().err


def test_a_document_on_standard_input(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give(monkeypatch, DOCUMENT)
    assert run_cli(["lint", "-"]) == OK
    assert "1 operations" in capsys.readouterr().out
    give(monkeypatch, FILES["latin.json"])
    assert run_cli(["lint", "-"]) == USAGE_ERROR
    assert "standard input, line 1: byte 40 is not UTF-8 text" in capsys.readouterr().err
    give(monkeypatch, DOCUMENT)
    assert run_cli(["send", "-", "GET /a", "--body-file", "-"]) == USAGE_ERROR
    assert "not both" in capsys.readouterr().err
    assert not list((folder / "scratch").iterdir())
