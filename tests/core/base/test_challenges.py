from __future__ import annotations

import pytest

from app.core.base.challenges import Challenge, read_challenges, read_parameters


def read(*texts: str) -> list[tuple[str, dict[str, str], str]]:
    found = read_challenges([("WWW-Authenticate", text) for text in texts] + [("Server", 'Basic realm="no"')])
    return [(challenge.scheme, challenge.parameters, challenge.token) for challenge in found]


def test_the_example_of_the_rfc() -> None:
    # RFC 9110 section 11.6.1
    assert read('Basic realm="simple", Newauth realm="apps", type=1, title="Login to \\"apps\\""') == [
        ("basic", {"realm": "simple"}, ""),
        ("newauth", {"realm": "apps", "type": "1", "title": 'Login to "apps"'}, ""),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Negotiate", [("negotiate", {}, "")]),
        ("Negotiate, Basic realm=x", [("negotiate", {}, ""), ("basic", {"realm": "x"}, "")]),
        ("Negotiate dG9rZW4=, Bearer", [("negotiate", {}, "dG9rZW4="), ("bearer", {}, "")]),
        (
            'Bearer  REALM = "a, b" ,, error=invalid_token',
            [("bearer", {"realm": "a, b", "error": "invalid_token"}, "")],
        ),
        ('Digest nonce="1", nonce="2"', [("digest", {"nonce": "1"}, "")]),
        ('Digest realm="open', [("digest", {}, "")]),
        ("a=b", []),
        ("", []),
        ("???", []),
    ],
)
def test_odd_and_broken_ones(text: str, expected: object) -> None:
    assert read(text) == expected


def test_several_headers_follow_each_other() -> None:
    assert [scheme for scheme, _, _ in read("Basic", "Digest")] == ["basic", "digest"]
    assert read_challenges([("proxy-authenticate", "Basic")], "proxy-authenticate") == (Challenge("basic"),)


def test_parameters_alone() -> None:
    assert read_parameters('nextnonce="abc", qop=auth, rspauth="x"') == {
        "nextnonce": "abc",
        "qop": "auth",
        "rspauth": "x",
    }
