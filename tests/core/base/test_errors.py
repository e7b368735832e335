from __future__ import annotations

import pytest

from app.core.base.errors import DanglingReferenceError, DocumentError, RouteglassError, SourceError


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (RouteglassError("The text ends early."), "The text ends early."),
        (RouteglassError("The text ends early.", where="api.json:3:7"), "api.json:3:7: The text ends early."),
        (RouteglassError("The port is taken.", hint="Choose another."), "The port is taken. Choose another."),
        (RouteglassError("It fell.", where="here", hint="Stand up."), "here: It fell. Stand up."),
    ],
)
def test_an_error_says_where_what_and_what_next(error: RouteglassError, words: str) -> None:
    assert str(error) == words


def test_the_parts_can_be_read_one_by_one() -> None:
    error = RouteglassError("It fell.", where="here", hint="Stand up.")
    assert (error.what, error.where, error.hint) == ("It fell.", "here", "Stand up.")


@pytest.mark.parametrize("kind", [DocumentError, DanglingReferenceError, SourceError])
def test_one_base_catches_all(kind: type[RouteglassError]) -> None:
    with pytest.raises(RouteglassError, match="what happened"):
        raise kind("what happened", where="there")
