from __future__ import annotations

import dataclasses

import pytest

from embedded_api.settings import Settings, SettingsError


def test_without_variables_everything_has_its_default() -> None:
    settings = Settings.from_environment({"BOOKSTORE_DATABASE": "", "BOOKSTORE_QUOTE_URL": "", "HOME": "/"})
    assert (settings.database, settings.quote_url, settings.api_key) == (":memory:", None, "forge-secret-key-123")


def test_the_environment_is_read() -> None:
    environ = {"BOOKSTORE_DATABASE": "books.sqlite3", "BOOKSTORE_QUOTE_URL": "https://example.org/quote"}
    settings = Settings.from_environment(environ)
    assert (settings.database, settings.quote_url) == ("books.sqlite3", "https://example.org/quote")


@pytest.mark.parametrize("url", ["example.org", "ftp://example.org", "file:///etc/passwd"])
def test_a_quote_url_is_a_web_address(url: str) -> None:
    with pytest.raises(SettingsError, match="BOOKSTORE_QUOTE_URL"):
        Settings.from_environment({"BOOKSTORE_QUOTE_URL": url})


def test_settings_are_frozen_and_keep_their_secret() -> None:
    settings = Settings()
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.database = "other"  # type: ignore[misc]
    assert "token_secret" not in repr(settings)
    assert settings.token_secret != Settings().token_secret
