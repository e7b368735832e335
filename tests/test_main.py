"""What the arguments name: the window with its source."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from app import __main__ as program
from app.adapters.files import reading

if TYPE_CHECKING:
    import pytest

Run = tuple[str, str | None]


def runs(monkeypatch: pytest.MonkeyPatch) -> list[Run]:
    """Notes what a window would be opened with."""
    seen: list[Run] = []

    def note(source: str, text: str | None) -> int:
        seen.append((source, text))
        return 0

    monkeypatch.setattr(program, "_run_window", note)
    return seen


def test_the_window_opens_what_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = runs(monkeypatch)
    assert program.main([]) == program.main(["http://h/openapi.json"]) == program.main(["C:/api.json"]) == 0
    assert seen == [("bookstore", None), ("http://h/openapi.json", None), ("C:/api.json", None)]


def test_a_document_comes_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = runs(monkeypatch)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("openapi: 3.1.0 # ü".encode())))
    assert program.main(["-"]) == 0
    assert seen == [("-", "openapi: 3.1.0 # ü")]


def test_more_than_any_document_on_standard_input_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = runs(monkeypatch)
    monkeypatch.setattr(reading, "LARGEST", 1024 * 1024)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(bytes(1024 * 1024 + 1))))
    assert program.main(["-"]) == program.USAGE_ERROR
    assert seen == []
    assert "standard input: This has more than 1 MiB; no OpenAPI document is that large." in capsys.readouterr().err


def test_an_app_on_disk_is_opened_too(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = runs(monkeypatch)
    assert program.main(["package.main:app"]) == program.main(["/home/me/shop"]) == 0
    assert seen == [("package.main:app", None), ("/home/me/shop", None)]
