from __future__ import annotations

import pytest

from app.core.operations.model import Operation, SecurityNeed
from app.core.requests.alternatives import WITHOUT, Decision, decide, with_choice
from app.core.requests.credentials import (
    ApiKeyCredential,
    BasicCredential,
    BearerCredential,
    CertificateCredential,
    Credential,
    DigestCredential,
    Grant,
    OAuthCredential,
    OAuthSettings,
    Token,
    is_ready,
)

KEY = ApiKeyCredential("k")


def operation(*needs: tuple[str, ...]) -> Operation:
    security = tuple(SecurityNeed(tuple((key, ()) for key in need)) for need in needs)
    return Operation("GET /", "GET", "/", "/paths/~1/get", security=security)


def decided(*needs: tuple[str, ...], entered: str = "", choice: int | None = None) -> Decision:
    return decide(operation(*needs), dict.fromkeys(entered, KEY), choice)


def test_by_itself_it_takes_the_first_that_is_whole() -> None:
    found = decided(("a",), ("b", "c"), (), entered="bc")
    assert (found.index, found.missing) == (1, ())
    assert "first with all credentials" in found.reason
    assert decided(("a",), entered="a").reason == "It is entered."


def test_without_a_whole_one_an_optional_operation_goes_out_bare() -> None:
    assert decided(("a", "b"), (), entered="a").index is None
    assert decided().index is None


def test_without_a_whole_one_the_one_with_the_fewest_gaps_is_sent() -> None:
    found = decided(("a",), ("b", "c"), entered="c")
    assert (found.index, found.missing, found.reason) == (1, ("b",), "Part of it is entered.")
    found = decided(("a",), ("b", "c"))
    assert (found.index, found.missing, found.reason) == (0, ("a",), "Nothing is entered yet.")


def test_what_a_person_chose_is_taken_whatever_is_missing() -> None:
    found = decided(("a",), ("b", "c"), entered="a", choice=1)
    assert (found.index, found.missing, found.reason) == (1, ("b", "c"), "You chose it.")
    for choice in (WITHOUT, 1):
        found = decided(("a",), (), entered="a", choice=choice)
        assert (found.index, found.reason) == (None, "You chose to send without credentials.")


def test_a_choice_that_another_document_no_longer_has_is_none() -> None:
    assert decided(("a",), entered="a", choice=5).index == 0
    made = operation(("a",))
    assert with_choice(made, 5) is made
    assert with_choice(made, None) is made


def test_a_choice_leaves_nothing_else() -> None:
    made = operation(("a",), ("b",))
    assert [need.schemes for need in with_choice(made, 1).security] == [(("b", ()),)]
    assert [need.schemes for need in with_choice(made, WITHOUT).security] == [()]


@pytest.mark.parametrize(
    ("credential", "ready"),
    [
        (KEY, True),
        (ApiKeyCredential(""), False),
        (BearerCredential("x"), True),
        (BasicCredential("ada", ""), True),
        (BasicCredential("", ""), False),
        (DigestCredential("ada", ""), True),
        (DigestCredential("", "x"), False),
        (CertificateCredential("me.pem"), True),
        (CertificateCredential("", "key.pem"), False),
        (OAuthCredential(OAuthSettings(Grant.PASSWORD)), False),
        (OAuthCredential(OAuthSettings(Grant.PASSWORD), Token("t")), True),
        (OAuthCredential(OAuthSettings(Grant.PASTED), Token("")), False),
        (None, False),
    ],
)
def test_it_is_known_whether_something_will_be_sent(credential: Credential | None, ready: bool) -> None:
    assert is_ready(credential) is ready
