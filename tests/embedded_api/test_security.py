from __future__ import annotations

import pytest

from embedded_api.security import InvalidTokenError, TokenSigner, hash_password


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_token_says_what_was_put_into_it() -> None:
    signer = TokenSigner(b"secret", 60, Clock())
    claims = signer.read(signer.issue("ada", frozenset({"me", "orders"})))
    assert (claims.subject, claims.scopes, claims.expires_at) == ("ada", frozenset({"me", "orders"}), 1060)


def test_a_token_expires() -> None:
    clock = Clock()
    signer = TokenSigner(b"secret", 60, clock)
    token = signer.issue("ada", frozenset())
    clock.now += 59
    assert signer.seconds_left(signer.read(token)) == 1
    claims = signer.read(token)
    clock.now += 1
    with pytest.raises(InvalidTokenError, match="expired"):
        signer.read(token)
    clock.now += 100
    assert signer.seconds_left(claims) == 0


def test_another_secret_makes_other_tokens() -> None:
    token = TokenSigner(b"secret", 60).issue("ada", frozenset())
    with pytest.raises(InvalidTokenError, match="not issued here"):
        TokenSigner(b"other", 60).read(token)


@pytest.mark.parametrize("position", range(0, 60, 7))
def test_no_letter_of_a_token_can_be_changed(position: int) -> None:
    signer = TokenSigner(b"secret", 60)
    token = signer.issue("ada", frozenset({"me"}))
    changed = token[:position] + ("A" if token[position] != "A" else "B") + token[position + 1 :]
    with pytest.raises(InvalidTokenError):
        signer.read(changed)


def test_passwords_are_salted_and_may_hold_anything() -> None:
    assert hash_password("same", b"one") != hash_password("same", b"two")
    assert hash_password("\ud800 ünï", b"one") == hash_password("\ud800 ünï", b"one")
