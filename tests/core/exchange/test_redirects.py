"""Redirects: where they lead, what changes on the way, and what must not go along."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_types import OMIT
from app.core.exchange.model import Exchange, Failure, Phase, Response, ResponseBody
from app.core.exchange.redirects import MAX_HOPS, DeadEnd, Followed, Redirect, follow, redirect_of
from app.core.exchange.steps import Call, Walk
from app.core.requests.model import UNAUTHENTICATED, Authentication, BytesBody, PreparedRequest, Sent

HERE = "http://api.example.com/v1/items?x=1"
HEADERS = (
    ("Accept", "*/*"),
    ("Content-Type", "application/json"),
    ("Authorization", "Bearer t"),
    ("Cookie", "a=1"),
    ("X-Key", "k"),
)


def answered(
    status: int,
    location: str | None,
    method: str = "POST",
    url: str = HERE,
    headers: tuple[tuple[str, str], ...] = HEADERS,
) -> Exchange:
    sent = Sent(headers=headers, cookies=(("a", "1"),), media_type="application/json", text="{}", body={})
    request = PreparedRequest(method, url, "/v1/items?x=1", headers, BytesBody(b"{}"), sent, "0" * 32)
    found = (("Location", location),) if location is not None else ()
    return Exchange("POST /items", request, Response(status, "", "HTTP/1.1", found, ResponseBody(0, b"")), 0.0, 1.0)


def led(exchange: Exchange) -> Redirect:
    found = redirect_of(exchange)
    assert isinstance(found, Redirect)
    return found


@pytest.mark.parametrize("status", [200, 300, 304, 404])
def test_other_answers_lead_nowhere(status: int) -> None:
    assert redirect_of(answered(status, "/x")) is None


def test_an_answer_without_a_location_and_a_failure_lead_nowhere() -> None:
    assert redirect_of(answered(302, None)) is None
    assert redirect_of(replace(answered(302, "/x"), outcome=Failure(Phase.WAIT, "gone"))) is None


@pytest.mark.parametrize(
    ("location", "url", "target"),
    [
        ("/other", "http://api.example.com/other", "/other"),
        ("other?b=2#part", "http://api.example.com/v1/other?b=2", "/v1/other?b=2"),
        ("?y=3", "http://api.example.com/v1/items?y=3", "/v1/items?y=3"),
        ("//else.example.com", "http://else.example.com/", "/"),
        (" https://else.example.com:8443/a b/%2f ", "https://else.example.com:8443/a%20b/%2f", "/a%20b/%2f"),
        ("/ü", "http://api.example.com/%C3%BC", "/%C3%BC"),
    ],
)
def test_locations_are_resolved(location: str, url: str, target: str) -> None:
    request = led(answered(307, location)).request
    assert (request.url, request.target) == (url, target)


@pytest.mark.parametrize("location", ["mailto:a@b.c", "https://", "http://[::1", "http://host:99999/", "javascript:x"])
def test_what_is_no_http_address_is_a_dead_end(location: str) -> None:
    found = redirect_of(answered(302, location))
    assert isinstance(found, DeadEnd)
    assert repr(location) in found.reason


@pytest.mark.parametrize(
    ("method", "status", "then"),
    [
        ("POST", 301, "GET"),
        ("POST", 302, "GET"),
        ("POST", 303, "GET"),
        ("PUT", 303, "GET"),
        ("HEAD", 303, "HEAD"),
        ("GET", 303, "GET"),
        ("PUT", 302, "PUT"),
        ("POST", 307, "POST"),
        ("DELETE", 308, "DELETE"),
    ],
)
def test_methods_change_as_in_browsers(method: str, status: int, then: str) -> None:
    found = led(answered(status, "/x", method))
    assert found.request.method == then
    names = [name for name, _ in found.request.headers]
    if method != then:
        assert found.request.body is None
        assert found.request.sent.body is OMIT
        assert "Content-Type" not in names
        assert f"{method} became GET, and its body was left out." in found.reason
    else:
        assert found.request.body == BytesBody(b"{}")
        assert found.request.headers == HEADERS


def test_a_post_without_a_body_becomes_get_too() -> None:
    exchange = answered(302, "/x")
    bare = replace(exchange, request=replace(exchange.request, body=None))
    assert led(bare).reason == "302 to http://api.example.com/x. POST became GET."


def test_credentials_stay_with_their_origin() -> None:
    exchange = answered(307, "https://api.example.com/v1/items", "GET")
    places = (FieldPath(Location.HEADER, ("x-KEY",)), FieldPath(Location.QUERY, ("Accept",)))
    used = replace(exchange.request, authentication=Authentication(("key",), places))
    found = led(replace(exchange, request=used))
    assert [name for name, _ in found.request.headers] == ["Accept", "Content-Type"]
    assert found.request.sent.cookies == ()
    assert found.request.authentication == UNAUTHENTICATED
    assert "another origin, so credentials and cookies were left out" in found.reason


def test_secrets_typed_by_hand_stay_too() -> None:
    typed = (("X-Api-Key", "s"), ("X-Tag", "1"), ("x-auth-token", "t"), ("X-Tag", "2"))
    found = led(answered(307, "http://else.example.com/", "GET", headers=typed))
    assert found.request.headers == (("X-Tag", "1"), ("X-Tag", "2"))
    assert "credentials and cookies were left out" in found.reason


def test_a_host_that_was_typed_does_not_go_to_another_one() -> None:
    found = led(answered(307, "http://else.example.com/", "GET", headers=(("Host", "me"), ("Accept", "*/*"))))
    assert found.request.headers == (("Accept", "*/*"),)
    assert "left out" not in found.reason


def test_what_asks_our_recorder_for_a_trace_stays_with_its_server() -> None:
    ours = (("Accept", "*/*"), ("x-routeglass-trace", "a" * 32))
    assert led(answered(307, "http://else.example.com/", "GET", headers=ours)).request.headers == ours[:1]
    assert led(answered(307, "/elsewhere", "GET", headers=ours)).request.headers == ours


def test_the_same_origin_keeps_everything_whatever_its_case() -> None:
    found = led(answered(307, "HTTP://API.EXAMPLE.COM/x", "GET"))
    assert found.request.headers == HEADERS


def followed(first: Exchange, *more: Exchange) -> tuple[Followed, list[str]]:
    """Where it ends, and what was asked on the way; the last answer comes again and again."""
    walk, asked, answers = Walk(follow(first)), list[str](), list(more)
    while walk.step is not None:
        assert isinstance(walk.step, Call)
        asked.append(walk.step.request.url)
        given = answers.pop(0) if len(answers) > 1 else answers[0]
        walk.answer(replace(given, request=walk.step.request))
    assert walk.result is not None
    return walk.result, asked


def test_following_keeps_each_round_as_a_hop() -> None:
    end, asked = followed(answered(302, "/a"), answered(307, "/b"), answered(200, None))
    assert asked == ["http://api.example.com/a", "http://api.example.com/b"]
    assert [hop.reason.partition(" ")[0] for hop in end.exchange.hops] == ["302", "307"]
    assert all(hop.exchange.hops == () for hop in end.exchange.hops)
    assert end.notes == ()


def test_following_stops_at_what_is_no_redirect_and_at_a_dead_end() -> None:
    plain = answered(200, None)
    assert Walk(follow(plain)).result == Followed(plain)
    lost = Walk(follow(answered(302, "mailto:a@b"))).result
    assert lost is not None
    assert "no HTTP address" in lost.notes[0]


def test_following_ends_where_it_goes_on_and_on() -> None:
    end, asked = followed(answered(302, "/a"), answered(302, "/a"))
    assert len(asked) == len(end.exchange.hops) == MAX_HOPS
    assert "on and on" in end.notes[0]


def test_as_many_redirects_as_are_followed_are_nothing_to_tell() -> None:
    end, _ = followed(answered(302, "/a"), *[answered(302, "/a")] * (MAX_HOPS - 1), answered(200, None))
    assert (len(end.exchange.hops), end.notes) == (MAX_HOPS, ())
