from __future__ import annotations

from typing import Any

from tests.support.reported import answered, pinned


def test_reads_attributes() -> None:
    errors = {"title": ["can't be blank"], "lines.unitPrice": ["is not a number"], "base": "is closed"}
    diagnosis = answered({"errors": errors}, 422)
    assert diagnosis.shape == "rails"
    assert pinned(diagnosis) == {
        "body": "is closed",
        "body/title": "can't be blank",
        "body/lines/0/unitPrice": "is not a number",
    }


def test_reads_maps_within_maps() -> None:
    assert pinned(answered({"errors": {"customer": {"email": ["is no address"]}}}, 422)) == {
        "body/customer/email": "is no address"
    }
    assert answered({"errors": {"customer": {"email": 5}}}).shape == "plain"


def test_reads_whole_sentences_and_says_that_it_guesses() -> None:
    sentences = ["Title can't be blank", "Birth year is not a number", "The shop is closed"]
    diagnosis = answered({"errors": sentences}, 422)
    assert pinned(diagnosis) == {
        "body": "The shop is closed",
        "body/title": "Title can't be blank",
        "body/birth_year": "Birth year is not a number",
    }
    assert diagnosis.findings[1].target.notes == ("Guessed from the server's words.",)
    assert diagnosis.findings[0].target.notes == ()


def test_leaves_empty_and_other_errors_alone() -> None:
    bodies: list[Any] = [{}, [], [5], 5]
    assert [answered({"errors": errors}).shape for errors in bodies] == ["plain"] * 4
