from __future__ import annotations

import pytest

from app.core.diagnosis import named
from app.core.diagnosis.named import Named
from app.core.diagnosis.parsers.protocol import Question
from app.core.diagnosis.schemas import Schemas
from tests.support.diagnoses import a_parameter, an_api, an_object
from tests.support.reported import ORDER, PARAMETERS, sent_order


def _named() -> Named:
    document, operation = an_api(ORDER, *PARAMETERS)
    return Named(Question(Schemas(document), operation, sent_order()))


@pytest.mark.parametrize(
    ("sentence", "path"),
    [
        ("Title can't be blank", ("title",)),
        ("Title must begin with the birth year", ("title",)),
        ("The birth year is before the title", ("birth_year",)),
        ("Lines unit price is not a number", ("lines", "unitPrice")),
        ("Page must be greater", ("page",)),
        ("The shop is closed", None),
        ("", None),
    ],
)
def test_knows_fields_by_their_labels(sentence: str, path: tuple[str, ...] | None) -> None:
    assert _named().in_sentence(sentence) == path


@pytest.mark.parametrize(
    ("sentence", "path"),
    [
        ("'title' is required", ("title",)),
        ("\u2018title\u2019 or \u201cbirth_year\u201d", ("title",)),
        ("'dear' is no number, says `lines.0.unitPrice`", ("lines", "0", "unitPrice")),
        ("title is required", None),
        ("['title'] is no object", None),
    ],
)
def test_knows_fields_by_their_names_in_quotes(sentence: str, path: tuple[str, ...] | None) -> None:
    assert _named().in_quotes(sentence) == path


def test_knows_only_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(named, "MAX_NAMES", 1)
    assert _named().in_sentence("Customer email is bad") == ("customer",)


def test_knows_parameters_where_there_is_no_body() -> None:
    document, operation = an_api(None, a_parameter("query", "page"), a_parameter("query", "§"))
    found = Named(Question(Schemas(document), operation, sent_order()))
    assert found.in_sentence("Page is bad") == ("page",)
    assert found.in_sentence("!") is None


def test_looks_only_so_deep() -> None:
    tree = an_object(child={"$ref": "#/components/schemas/Tree"})
    document, operation = an_api({"$ref": "#/components/schemas/Tree"}, schemas={"Tree": tree})
    found = Named(Question(Schemas(document), operation, sent_order({})))
    assert found.in_sentence("child child child child child child") == ("child",) * 4
