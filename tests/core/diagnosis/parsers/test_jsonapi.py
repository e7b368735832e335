from __future__ import annotations

from tests.support.reported import answered, pinned, said


def test_reads_pointers_parameters_and_headers() -> None:
    errors = [
        {"source": {"pointer": "/customer/email"}, "detail": "is no address", "code": "E1"},
        {"source": {"parameter": "page"}, "title": "Too far"},
        {"source": {"header": "x-key"}, "code": "NO_KEY"},
        {"status": "422", "title": "Closed on Sundays"},
        {"source": {"pointer": 5}, "detail": "odd"},
    ]
    diagnosis = answered({"errors": errors}, 422)
    assert diagnosis.shape == "jsonapi"
    assert pinned(diagnosis) == {
        "query/page": "Too far",
        "header/X-Key": "NO_KEY",
        "body/customer/email": "is no address",
    }
    assert said(diagnosis) == ["Closed on Sundays", "odd"]


def test_knows_the_shape_by_its_media_type_alone() -> None:
    diagnosis = answered({"errors": [{"title": "Closed"}]}, 409, "application/vnd.api+json")
    assert (diagnosis.shape, said(diagnosis)) == ("jsonapi", ["Closed"])


def test_finds_a_field_that_the_document_publishes_without_the_wrapping() -> None:
    [finding] = answered({"errors": [{"source": {"pointer": "/data/attributes/title"}, "detail": "x"}]}).findings
    assert str(finding.field) == "body/title"
    assert finding.target.notes == ("Guessed: the server says `data.attributes.title`.",)
