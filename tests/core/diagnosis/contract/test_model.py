from __future__ import annotations

from app.core.diagnosis.contract.model import Subject, Violation


def test_names_the_place() -> None:
    assert Violation(Subject.STATUS, "x", "undocumented", value=418).place == "status 418"
    assert Violation(Subject.MEDIA_TYPE, "x", "undocumented", value="text/html").place == "media type text/html"
    assert Violation(Subject.HEADER, "x", "missing", header="X-Total").place == "header X-Total"
    assert Violation(Subject.BODY, "x", "type", tokens=("items", "0", "a/b")).place == "body/items/0/a~1b"
