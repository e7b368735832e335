"""The jar keeps what RFC 6265bis keeps, says why not, and sends what matches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.requests import cookies as module
from app.core.requests.cookies import (
    MAX_AGE_S,
    Cookie,
    CookieJar,
    Place,
    default_path,
    path_matches,
    place_of,
    read_set_cookie,
    with_cookies,
)
from app.core.requests.model import PreparedRequest, Sent

NOW = 1_000_000.0
HERE = "https://api.example.com/v1/items?x=1"


def received(*texts: str, url: str = HERE, jar: CookieJar | None = None, now: float = NOW) -> CookieJar:
    return (jar or CookieJar()).receive([("Set-Cookie", text) for text in texts], url, now)[0]


def refusal(text: str, url: str = HERE) -> str:
    jar, notes = CookieJar().receive([("set-cookie", text)], url, NOW)
    assert not jar.cookies
    return " ".join(notes)


def names(jar: CookieJar, url: str, now: float = NOW) -> list[str]:
    return [cookie.name for cookie in jar.matching(url, now)]


def request(url: str = HERE, *headers: tuple[str, str], cookies: tuple[tuple[str, str], ...] = ()) -> PreparedRequest:
    return PreparedRequest("GET", url, "/", headers, None, Sent(headers=headers, cookies=cookies), "0" * 32)


def test_a_cookie_is_read_with_all_it_says() -> None:
    (cookie,) = received(
        "sid = a=b ; Domain=.Example.com; Path=/v1; Secure; HttpOnly; SameSite=lax; Max-Age=60"
    ).cookies.values()
    assert cookie == Cookie("sid", "a=b", "example.com", "/v1", False, True, True, "Lax", NOW + 60, NOW)


def test_what_is_not_said_has_its_default() -> None:
    (cookie,) = received("sid=1").cookies.values()
    assert cookie == Cookie("sid", "1", "api.example.com", "/v1", created_at=NOW)
    (nameless,) = received("just-a-value").cookies.values()
    assert (nameless.name, nameless.value) == ("", "just-a-value")


def test_a_host_only_cookie_stays_with_its_host_a_domain_cookie_goes_below() -> None:
    jar = received("own=1; Path=/", "all=1; Path=/; Domain=example.com")
    assert names(jar, "https://api.example.com/") == ["own", "all"]
    assert names(jar, "https://example.com/") == ["all"]
    assert names(jar, "https://deep.api.example.com/") == ["all"]
    assert names(jar, "https://badexample.com/") == []


def test_paths_decide_and_longer_ones_come_first() -> None:
    jar = received("root=1; Path=/", "deep=1; Path=/v1/items", "other=1; Path=/v2", "odd=1; Path=relative")
    assert names(jar, HERE) == ["deep", "odd", "root"]
    assert names(jar, "https://api.example.com/v1/itemsx") == ["odd", "root"]
    assert names(jar, "https://api.example.com/v1/items/3") == ["deep", "odd", "root"]


def test_equal_paths_go_by_age() -> None:
    jar = received("b=1; Path=/")
    jar = received("a=1; Path=/", jar=jar, now=NOW + 1)
    jar = received("b=2; Path=/", jar=jar, now=NOW + 2)
    assert [(cookie.name, cookie.value) for cookie in jar.matching(HERE, NOW)] == [("b", "2"), ("a", "1")]


def test_secure_cookies_go_over_https_and_to_this_machine_alone() -> None:
    jar = received("s=1; Secure; Path=/")
    assert names(jar, "http://api.example.com/") == []
    for host in ("localhost:8000", "app.localhost", "127.0.0.1", "[::1]:9"):
        local = received("s=1; Secure; Path=/", url=f"http://{host}/")
        assert names(local, f"http://{host}/x") == ["s"]


def test_cookies_end() -> None:
    jar = received("a=1; Max-Age=10; Path=/", "b=1; Expires=Mon, 12 Jan 1970 13:46:50 GMT; Path=/", "c=1; Path=/")
    assert names(jar, HERE) == ["a", "b", "c"]
    assert names(jar, HERE, NOW + 11) == ["c"]
    assert names(received("a=; Max-Age=0; Path=/", jar=jar), HERE) == ["b", "c"]
    assert names(received("b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/", jar=jar), HERE) == ["a", "c"]


def test_max_age_wins_and_no_cookie_is_kept_for_ever() -> None:
    (cookie,) = received("a=1; Expires=Thu, 01 Jan 2099 00:00:00 GMT; Max-Age=5").cookies.values()
    assert cookie.expires_at == NOW + 5
    for text in ("Expires=Thu, 01 Jan 2099 00:00:00 GMT", f"Max-Age={'9' * 5000}"[:900]):
        (cookie,) = received(f"a=1; {text}").cookies.values()
        assert cookie.expires_at == NOW + MAX_AGE_S
    (cookie,) = received("a=1; Expires=nonsense; Max-Age=soon").cookies.values()
    assert cookie.expires_at is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("a=\x01", "control characters"),
        (f"a={'x' * 5000}", "more than 4096 bytes"),
        ("a=1; Domain=other.com", "for 'other.com', which api.example.com may not set"),
        ("a=1; Domain=com", "may not set"),
        ("a=1; Domain=deep.api.example.com", "may not set"),
        ("__Secure-a=1", "want the attribute Secure"),
        ("__Host-a=1; Secure", "want Secure, Path=/ and no Domain"),
        ("__Host-a=1; Secure; Path=/; Domain=api.example.com", "want Secure, Path=/ and no Domain"),
        ("a=1; SameSite=None", "SameSite=None wants"),
    ],
)
def test_what_is_not_kept_is_told(text: str, words: str) -> None:
    assert words in refusal(text)


def test_a_secure_cookie_over_plain_http_is_not_kept() -> None:
    assert "came over plain HTTP" in refusal("a=1; Secure", "http://api.example.com/")


def test_prefixed_names_that_keep_their_word_are_kept() -> None:
    jar = received("__Host-a=1; Secure; Path=/", "__Secure-b=1; Secure")
    assert {cookie.name for cookie in jar.cookies.values()} == {"__Host-a", "__Secure-b"}


def test_addresses_and_single_labels_are_domains_of_their_own() -> None:
    assert names(received("a=1; Domain=127.0.0.1; Path=/", url="http://127.0.0.1/"), "http://127.0.0.1/") == ["a"]
    assert names(received("a=1; Domain=localhost; Path=/", url="http://localhost/"), "http://localhost/") == ["a"]
    assert "may not set" in refusal("a=1; Domain=0.0.1", "http://127.0.0.1/")


def test_long_attributes_are_ignored() -> None:
    (cookie,) = received(f"a=1; Path=/{'x' * 2000}; Secure").cookies.values()
    assert cookie.path == "/v1"


def test_answers_of_other_schemes_and_other_headers_bring_none() -> None:
    assert CookieJar().receive([("Set-Cookie", "a=1")], "ftp://example.com/", NOW) == (CookieJar(), ())
    assert CookieJar().receive([("X-Cookie", "a=1")], HERE, NOW) == (CookieJar(), ())
    assert received("a=1").matching("http://[broken", NOW) == ()


def test_a_jar_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_COOKIES", 3)
    jar = received(*(f"c{index}=1" for index in range(5)))
    assert [cookie.name for cookie in jar.cookies.values()] == ["c2", "c3", "c4"]


def test_cookies_can_be_taken_out() -> None:
    jar = received("a=1", "b=1")
    key = next(iter(jar.cookies))
    assert [cookie.name for cookie in jar.remove(key).cookies.values()] == ["b"]


def test_a_request_gets_its_cookies() -> None:
    jar = received("a=1; Path=/", "b=2; Path=/", "=bare; Path=/")
    got = with_cookies(request(), jar, NOW)
    assert got.headers == (("Cookie", "a=1; b=2; bare"),)
    assert got.sent.cookies == (("a", "1"), ("b", "2"), ("", "bare"))
    assert got.sent.headers == got.headers


def test_what_was_typed_comes_first_and_wins() -> None:
    jar = received("a=1; Path=/", "b=2; Path=/")
    typed = request(HERE, ("cookie", "a=mine"), ("cookie", "twice"), cookies=(("a", "mine"),))
    assert with_cookies(typed, jar, NOW).headers == (("cookie", "a=mine; b=2"), ("cookie", "twice"))
    assert with_cookies(request(HERE, ("Cookie", "")), jar, NOW).headers == (("Cookie", "a=1; b=2"),)


def test_a_request_without_cookies_stays_the_same() -> None:
    plain = request("http://elsewhere.example/")
    assert with_cookies(plain, received("a=1"), NOW) is plain


@pytest.mark.parametrize(
    ("path", "folder"), [("", "/"), ("x", "/"), ("/", "/"), ("/a", "/"), ("/a/", "/a"), ("/a/b/c", "/a/b")]
)
def test_default_paths(path: str, folder: str) -> None:
    assert default_path(path) == folder


@pytest.mark.parametrize(
    ("path", "cookie_path", "matches"),
    [("/a", "/a", True), ("/a/b", "/a", True), ("/ab", "/a", False), ("/a/b", "/a/", True), ("/", "/a", False)],
)
def test_path_matches(path: str, cookie_path: str, matches: bool) -> None:
    assert path_matches(path, cookie_path) is matches


def test_places() -> None:
    assert place_of("HTTPS://Example.COM./a?b") == Place("example.com", "/a", is_secure=True)
    assert place_of("http://example.com") == Place("example.com", "/", is_secure=False)
    assert place_of("nonsense") is None


@given(st.text(max_size=200))
def test_no_text_breaks_the_jar(text: str) -> None:
    found = read_set_cookie(text, Place("example.com", "/", is_secure=False), NOW)
    assert isinstance(found, str | Cookie)
