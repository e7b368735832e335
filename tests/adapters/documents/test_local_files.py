"""Files: which may be opened, and where a document's references may lead."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from app.adapters.documents import local_files
from app.adapters.documents.local_files import check_file, is_same_file, layout_root, refusal
from app.adapters.files import stamps
from app.adapters.files.stamps import file_stamp
from app.core.base.errors import SourceError

HOUR_NS = 3600 * 10**9

posix = pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")


def put(path: Path, text: str = "{}") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def age(path: Path) -> None:
    found = path.stat()
    os.utime(path, ns=(found.st_mtime_ns - HOUR_NS, found.st_mtime_ns - HOUR_NS))


def test_an_ordinary_file_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "api.json")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert check_file("api.json") == tmp_path / "api.json"
    assert check_file("~/api.json") == tmp_path / "api.json"


def test_what_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        check_file(str(tmp_path / "none.json"))
    with pytest.raises(SourceError, match="folder"):
        check_file(str(tmp_path))
    with pytest.raises(SourceError, match="cannot be read"):
        check_file("a\0b")
    with pytest.raises(SourceError, match="cannot be read"):
        check_file(str(put(tmp_path / "a") / "b"))
    for name in ("", " "):
        with pytest.raises(SourceError, match="No file was named"):
            check_file(name)
    with pytest.raises(SourceError, match="only http, https and files are read") as caught:
        check_file("ftp://host/api.json")
    assert caught.value.where == "ftp://host/api.json"


@pytest.mark.parametrize(
    ("reference", "document", "words"),
    [
        ("//other/share/x.yaml", "/home/ann/api.yaml", "it is on another computer"),
        ("//other/share/x.yaml", "//server/share/api.yaml", "it is on another computer"),
        (r"\\other\share\x.yaml", "/home/ann/api.yaml", "it is on another computer"),
        ("//SERVER/share/x.png", "//server/share/api.yaml", "files only"),
    ],
)
def test_nothing_on_another_computer_is_even_looked_at(
    reference: str, document: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolve(*_arguments: object, **_more: object) -> Path:
        raise AssertionError("this would call that computer")

    monkeypatch.setattr(Path, "resolve", resolve)
    assert words in refusal(Path(reference), Path(document))


@posix
def test_pipes_devices_and_sockets_are_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        for path in (tmp_path / "pipe", tmp_path / "socket", Path("/dev/zero")):
            with pytest.raises(SourceError, match="no ordinary file"):
                check_file(str(path))


def test_a_file_beyond_all_documents_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.json").open("wb") as file:
        file.truncate(local_files.LARGEST + 1)
    with pytest.raises(SourceError, match="no OpenAPI document is that large"):
        check_file(str(tmp_path / "huge.json"))


@posix
@pytest.mark.skipif(sys.platform != "win32" and os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_told(tmp_path: Path) -> None:
    path = put(tmp_path / "api.json")
    path.chmod(0)
    with pytest.raises(SourceError, match="Permission denied"):
        check_file(str(path))


def test_a_refused_opening_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_named: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = put(tmp_path / "api.json")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(SourceError, match="Permission denied"):
        check_file(str(path))


def test_references_lead_beside_and_below_and_one_folder_up(tmp_path: Path) -> None:
    document = put(tmp_path / "spec" / "v1" / "openapi.yaml")
    for name in ("errors.yaml", "schemas/pet.JSON", "../common/x.yml"):
        assert refusal(put(document.parent / name), document) == ""
    put(tmp_path / "far.yaml")
    assert "outside" in refusal(document.parent / "../../far.yaml", document)
    assert "outside" in refusal(tmp_path / "far.yaml", document)


def test_references_lead_anywhere_in_a_checkout(tmp_path: Path) -> None:
    (tmp_path / "project" / ".git").mkdir(parents=True)
    document = put(tmp_path / "project" / "a" / "b" / "openapi.yaml")
    shared = put(tmp_path / "project" / "shared" / "x.yaml")
    assert layout_root(document) == tmp_path / "project"
    assert refusal(document.parent / "../../shared/x.yaml", document) == ""
    assert refusal(shared, document) == ""
    assert "outside" in refusal(put(tmp_path / "x.yaml"), document)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("/etc/passwd", "files only"),
        ("secrets.txt", "files only"),
        (".env.json", "hidden"),
        (".config/x.yaml", "hidden"),
        ("folder.yaml", "folder"),
        ("none.yaml", "no such file"),
        ("/etc/x.yaml", "outside"),
    ],
)
def test_references_to_anything_else_are_refused(tmp_path: Path, name: str, words: str) -> None:
    document = put(tmp_path / "spec" / "v1" / "openapi.yaml")
    for text in ("secrets.txt", ".env.json", ".config/x.yaml"):
        put(document.parent / text)
    (document.parent / "folder.yaml").mkdir()
    assert words in refusal(document.parent / name, document)


@posix
def test_links_out_of_the_layout_and_pipes_are_refused(tmp_path: Path) -> None:
    document = put(tmp_path / "spec" / "v1" / "openapi.yaml")
    (document.parent / "link.yaml").symlink_to(put(tmp_path / "far.yaml"))
    assert "outside" in refusal(document.parent / "link.yaml", document)
    (document.parent / "loop.yaml").symlink_to(document.parent / "loop.yaml")
    assert refusal(document.parent / "loop.yaml", document) != ""
    os.mkfifo(document.parent / "pipe.yaml")
    assert "no ordinary file" in refusal(document.parent / "pipe.yaml", document)


def test_a_document_at_home_leads_to_nothing_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "users" / "me"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    (home / ".git").mkdir(parents=True)
    assert layout_root(put(home / "api.yaml")) == home
    assert layout_root(put(home / "downloads" / "api.yaml")) == home / "downloads"


def test_stamps_tell_cheaply_that_nothing_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path / "a.json", "one")
    digest = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"
    assert file_stamp(path) == ""
    assert is_same_file(path, "", digest) is True
    monkeypatch.setattr(stamps, "_SETTLED_NS", 0)
    stamp = file_stamp(path)
    assert stamp
    assert is_same_file(path, stamp, "never looked at") is True
    age(path)
    assert is_same_file(path, stamp, digest) is True
    path.write_text("two")
    assert is_same_file(path, stamp, digest) is False
    path.unlink()
    assert file_stamp(path) == ""
    assert is_same_file(path, stamp, digest) is None


@posix
def test_what_became_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert is_same_file(tmp_path / "pipe", "", "") is None
