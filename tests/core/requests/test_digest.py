from __future__ import annotations

import hashlib
import re

import pytest

from app.core.base.challenges import read_challenges
from app.core.requests.credentials import DigestCredential, DigestSession
from app.core.requests.digest import DigestError, authorize, read_session

MUFASA = DigestCredential("Mufasa", "Circle of Life")
# RFC 7616 section 3.9.1
REALM = "http-auth@example.org"
NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
OPAQUE = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"


def session(challenge: str, *, has_bytes: bool = True, cnonce: str = CNONCE) -> DigestSession:
    challenges = read_challenges([("www-authenticate", challenge)])
    return read_session(challenges, "http://h", cnonce, has_bytes=has_bytes)


def fields(header: str) -> dict[str, str]:
    assert header.startswith("Digest ")
    return {name: quoted or plain for name, quoted, plain in re.findall(r'([\w*]+)=(?:"([^"]*)"|([^,]+))', header[7:])}


def hashed(text: str, name: str = "md5") -> str:
    return hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_examples_of_the_rfc(algorithm: str, response: str) -> None:
    challenge = (
        f'Digest realm="{REALM}", qop="auth, auth-int", algorithm={algorithm}, nonce="{NONCE}", opaque="{OPAQUE}"'
    )
    header, after = authorize(MUFASA, session(challenge), "GET", "/dir/index.html")
    assert fields(header) == {
        "username": "Mufasa",
        "realm": REALM,
        "uri": "/dir/index.html",
        "algorithm": algorithm,
        "nonce": NONCE,
        "nc": "00000001",
        "cnonce": CNONCE,
        "qop": "auth",
        "response": response,
        "opaque": OPAQUE,
    }
    assert after.count == 1
    assert "nc=00000002" in authorize(MUFASA, after, "GET", "/dir/index.html")[0]


def test_the_example_of_the_first_rfc() -> None:
    # RFC 2617 section 3.5, and RFC 2069 without a quality of protection
    challenge = 'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"'
    old = DigestCredential("Mufasa", "Circle Of Life")
    header, _ = authorize(old, session(challenge, cnonce="0a4f113b"), "GET", "/dir/index.html")
    assert fields(header)["response"] == "6629fae49393a05397450978507c4ef1"
    header, _ = authorize(old, session(challenge.replace('qop="auth,auth-int", ', "")), "GET", "/dir/index.html")
    assert fields(header)["response"] == "670fd8c2df070c60b045671b8b24ff02"
    assert "nc=" not in header


def test_user_names_of_every_language_can_be_hashed() -> None:
    # RFC 7616 section 3.9.2 but for its response, which does not follow from the rules before it.
    challenge = (
        'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, '
        'nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", '
        'opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8, userhash=true'
    )
    user = DigestCredential("Jäsøn Doe", "Secret, or not?")
    made = session(challenge, cnonce="NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm")
    header, _ = authorize(user, made, "GET", "/doe.json")

    def digest(text: str) -> str:
        return hashed(text, "sha512_256")

    key = digest("Jäsøn Doe:api@example.org:Secret, or not?")
    middle = f"{made.nonce}:00000001:{made.cnonce}:auth"
    assert fields(header)["response"] == digest(f"{key}:{middle}:{digest('GET:/doe.json')}")
    assert fields(header)["username"] == digest("Jäsøn Doe:api@example.org")
    assert header.endswith("userhash=true")


def test_a_user_name_that_is_not_hashed_is_encoded() -> None:
    plain = 'Digest realm="r", nonce="n"'
    assert "username*=UTF-8''J%C3%A4s" in authorize(DigestCredential("Jäs", "x"), session(plain), "GET", "/")[0]
    assert "username*=UTF-8''%E6%9F%90" in authorize(DigestCredential("某", "x"), session(plain), "GET", "/")[0]
    quoted = authorize(DigestCredential('a"b\\', "x"), session(plain), "GET", "/")[0]
    assert 'username="a\\"b\\\\"' in quoted


def test_session_algorithms_make_their_key_once() -> None:
    made = session('Digest realm="r", nonce="n", algorithm=MD5-sess, qop=auth')
    header, _ = authorize(DigestCredential("u", "p"), made, "GET", "/")

    key = hashed(f"{hashed('u:r:p')}:n:{CNONCE}")
    assert fields(header)["response"] == hashed(f"{key}:n:00000001:{CNONCE}:auth:{hashed('GET:/')}")


def test_the_body_is_signed_where_that_alone_is_offered() -> None:
    made = session('Digest realm="r", nonce="n", qop="auth-int"')
    header, _ = authorize(DigestCredential("u", "p"), made, "POST", "/", b"body")

    signed = hashed(f"POST:/:{hashed('body')}")
    assert fields(header)["response"] == hashed(f"{hashed('u:r:p')}:n:00000001:{CNONCE}:auth-int:{signed}")


def test_the_first_that_can_be_answered_is_taken() -> None:
    found = session('Basic realm="r", Digest nonce="1", algorithm=SHA-3, Digest nonce="2", realm="r"')
    assert (found.nonce, found.algorithm, found.qop) == ("2", "MD5", "")


@pytest.mark.parametrize(
    ("challenge", "words"),
    [
        ("Basic", "The server asks for no Digest authentication."),
        ("Digest nonce=n, algorithm=SHA-3", "the algorithm SHA-3 is not known here"),
        ("Digest realm=r", "it names no nonce"),
        ("Digest nonce=n, qop=auth-conf", "quality of protection auth-conf"),
        ("Digest nonce=n, qop=auth-int", "not done for files and multipart"),
    ],
)
def test_why_a_challenge_cannot_be_answered(challenge: str, words: str) -> None:
    with pytest.raises(DigestError, match=re.escape(words)):
        session(challenge, has_bytes=False)
