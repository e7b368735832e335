"""The first line of standard input."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.adapters.tracing.payload.agent.settings import SettingsError, read_settings

GOOD: dict[str, Any] = {"proto": 1, "token": "t", "link_port": 1, "app": "main:app"}


def test_defaults() -> None:
    settings = read_settings(json.dumps(GOOD).encode())
    assert (settings.host, settings.port, settings.wait_bind) == ("127.0.0.1", 0, False)
    assert (settings.factory, settings.vendor, settings.values) == (None, "", True)


def test_everything_can_be_told() -> None:
    more = {"host": "::1", "port": 8000, "wait_bind": True, "factory": False, "vendor": "/v", "values": False}
    settings = read_settings(json.dumps({**GOOD, **more, "later": "unknown"}).encode())
    assert {name: getattr(settings, name) for name in more} == more
    assert read_settings(json.dumps({**GOOD, "factory": None, "vendor": None}).encode()).vendor == ""


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"", "no JSON"),
        (b"\xff", "no JSON"),
        (b"[]", "no JSON object"),
        (b"{}", "lacks 'proto'"),
        (json.dumps({**GOOD, "proto": 2}).encode(), "protocol 2, this agent speaks 1"),
        (json.dumps({**GOOD, "port": "8000"}).encode(), "'port' in the configuration has to be int"),
        (json.dumps({**GOOD, "port": True}).encode(), "'port' in the configuration has to be int"),
        (json.dumps({**GOOD, "app": None}).encode(), "'app' in the configuration has to be str"),
    ],
)
def test_what_is_wrong_is_told(line: bytes, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        read_settings(line)
