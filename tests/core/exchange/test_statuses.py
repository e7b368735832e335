from __future__ import annotations

import http

import pytest

from app.core.exchange.statuses import STATUS_NAMES, StatusClass, status_class, status_line, status_name


def test_names_are_those_of_rfc_9110() -> None:
    assert status_name(422) == "Unprocessable Content"
    assert status_name(413) == "Content Too Large"
    assert status_name(302) == "Found"
    assert status_name(299) == ""


def test_no_code_that_python_knows_is_missing() -> None:
    # 418 is reserved, 510 is obsoleted: the registry names neither as usable.
    assert {int(status) for status in http.HTTPStatus} - set(STATUS_NAMES) <= {418, 510}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (103, StatusClass.INFORMATIONAL),
        (204, StatusClass.SUCCESS),
        (307, StatusClass.REDIRECTION),
        (499, StatusClass.CLIENT_ERROR),
        (599, StatusClass.SERVER_ERROR),
        (600, StatusClass.UNKNOWN),
        (99, StatusClass.UNKNOWN),
    ],
)
def test_class_by_first_digit(status: int, expected: StatusClass) -> None:
    assert status_class(status) is expected


def test_line() -> None:
    assert status_line(201) == "201 Created"
    assert status_line(299) == "299"
