"""Settings of connections and cookies: what changes, what is announced."""

from __future__ import annotations

import pytest

from app.core.base.events import EventHub
from app.core.exchange.connection import ConnectionSettings
from app.core.requests.cookies import CookieJar
from app.core.workspace import events as ev
from app.core.workspace.model import Received
from app.core.workspace.travelling import Travelling


@pytest.fixture
def hub() -> EventHub:
    return EventHub()


@pytest.fixture
def heard(hub: EventHub) -> list[object]:
    found: list[object] = []
    hub.subscribe(ev.ConnectionChanged, found.append)
    hub.subscribe(ev.CookiesChanged, found.append)
    return found


@pytest.fixture
def travelling(hub: EventHub) -> Travelling:
    return Travelling(hub)


def test_how_requests_travel_is_announced_once(travelling: Travelling, heard: list[object]) -> None:
    travelling.set_connection(ConnectionSettings(follow_redirects=True))
    travelling.set_connection(ConnectionSettings(follow_redirects=True))
    assert heard == [ev.ConnectionChanged()]
    assert travelling.connection.follow_redirects


def test_cookies_of_answers_are_kept_and_what_is_not_kept_is_told(travelling: Travelling, heard: list[object]) -> None:
    answers = [
        Received((("Set-Cookie", "a=1"), ("Set-Cookie", "b=1; Domain=other.example")), "http://api.example/", 0.0),
        Received((("Set-Cookie", "c=1"),), "http://api.example/", 1.0),
    ]
    (note,) = travelling.receive(answers)
    assert "which api.example may not set" in note
    assert heard == [ev.CookiesChanged()]
    assert [cookie.name for cookie in travelling.cookies.cookies.values()] == ["a", "c"]
    assert travelling.receive([]) == ()
    assert heard == [ev.CookiesChanged()]


def test_each_source_has_its_own_jar(travelling: Travelling) -> None:
    travelling.receive([Received((("Set-Cookie", "a=1"),), "http://api.example/", 0.0)])
    travelling.turn("one", "two")
    assert travelling.cookies == CookieJar()
    travelling.turn("two", "one")
    assert [cookie.name for cookie in travelling.cookies.cookies.values()] == ["a"]


def test_a_certificate_goes_unchecked_for_one_host_and_port(travelling: Travelling, heard: list[object]) -> None:
    assert travelling.skip_check("https://Api.example/x") == "api.example:443"
    assert travelling.connection.is_insecure("https://api.example/")
    assert not travelling.connection.is_insecure("https://api.example:8443/")
    assert heard == [ev.ConnectionChanged()]


def test_settings_and_redirects_are_asked_for(travelling: Travelling, hub: EventHub) -> None:
    found: list[object] = []
    hub.subscribe(ev.ConnectionAsked, found.append)
    hub.subscribe(ev.FollowRequested, found.append)
    travelling.ask("caFile", by="test")
    travelling.request_follow(7, by="test")
    assert found == [ev.ConnectionAsked("caFile", "test"), ev.FollowRequested(7, "test")]
