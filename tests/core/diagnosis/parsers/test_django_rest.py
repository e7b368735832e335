from __future__ import annotations

from tests.support.reported import answered, pinned


def test_reads_the_body_as_a_map() -> None:
    diagnosis = answered(
        {
            "title": ["This field is required."],
            "lines": [{"unitPrice": ["A valid number is required."]}, {}],
            "customer": {"email": ["Enter a valid email address."], "non_field_errors": ["Unknown customer."]},
            "tags": {"1": ["Too long."]},
            "page": ["Too far."],
            "__all__": ["Finish must be after start."],
        }
    )
    assert diagnosis.shape == "django-rest-framework"
    assert pinned(diagnosis) == {
        "query/page": "Too far.",
        "body": "Finish must be after start.",
        "body/title": "This field is required.",
        "body/lines/0/unitPrice": "A valid number is required.",
        "body/customer": "Unknown customer.",
        "body/customer/email": "Enter a valid email address.",
        "body/tags/1": "Too long.",
    }


def test_reads_a_list_of_maps() -> None:
    diagnosis = answered([{}, {"title": ["Too short."]}], sent=None)
    assert diagnosis.shape == "django-rest-framework"
    assert list(pinned(diagnosis)) == ["? 1.title"]


def test_leaves_what_speaks_otherwise_alone() -> None:
    bodies = [{"detail": "Not found."}, {"detail": ["x"]}, {"a": []}, {}, [], [{}], {"a": {"b": "c"}}, {"a": ["b", 5]}]
    assert [answered(body).shape for body in bodies] == ["plain"] * len(bodies)
    assert answered({"title": ["x"]}, 500).shape == "plain"
