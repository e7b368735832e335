"""Cookies that a person writes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.requests.cookie_editing import written_cookie
from app.core.requests.cookies import Cookie

NOW = 1000.0
PLAIN = Cookie("sid", "1", "api.example", created_at=NOW)


@pytest.mark.parametrize(
    "cookie",
    [
        PLAIN,
        replace(PLAIN, host_only=False),
        replace(PLAIN, secure=True, http_only=True, same_site="None", path="/a", expires_at=5000.0),
        replace(PLAIN, name="", value="alone"),
        replace(PLAIN, name="__Host-sid", secure=True),
        replace(PLAIN, domain="localhost"),
        replace(PLAIN, domain="::1"),
    ],
)
def test_what_can_be_is_kept_as_it_is(cookie: Cookie) -> None:
    assert written_cookie(cookie, NOW) == cookie


def test_the_domain_is_brought_into_its_form() -> None:
    assert written_cookie(replace(PLAIN, domain=" .Api.Example "), NOW) == PLAIN


@pytest.mark.parametrize(
    ("cookie", "words"),
    [
        (replace(PLAIN, domain=""), "is no host"),
        (replace(PLAIN, domain="a b"), "is no host"),
        (replace(PLAIN, path="a"), "begins with /"),
        (replace(PLAIN, name="", value=""), "it is empty"),
        (replace(PLAIN, value="a\nb"), "control characters"),
        (replace(PLAIN, value="x" * 5000), "more than 4096 bytes"),
        (replace(PLAIN, value="a; Secure"), "holds ;"),
        (replace(PLAIN, name="a=b"), "holds no ="),
        (replace(PLAIN, path="/a;b"), "holds ;"),
        (replace(PLAIN, value=" a"), "blanks"),
        (replace(PLAIN, name="__Secure-a"), "want the attribute Secure"),
        (replace(PLAIN, same_site="None"), "wants the attribute Secure"),
    ],
)
def test_what_cannot_be_is_told(cookie: Cookie, words: str) -> None:
    told = written_cookie(cookie, NOW)
    assert isinstance(told, str)
    assert words in told
