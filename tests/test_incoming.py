"""What is told of jobs that end badly when nobody waits for them any more."""

from __future__ import annotations

from app.core.base.errors import SourceError
from app.core.workspace.workspace import Workspace
from app.incoming import Incoming
from app.jobs.model import JobError


def reported(failure: JobError) -> list[BaseException]:
    reports: list[BaseException] = []
    Incoming(Workspace(), reports.append).job_failed(failure)
    return reports


def test_an_error_of_the_program_is_reported_where_nobody_else_was_told() -> None:
    error = KeyError("x")
    assert reported(JobError(error, delivered=False)) == [error]


def test_an_error_that_somebody_was_told_of_is_not_reported_again() -> None:
    assert reported(JobError(KeyError("x"), delivered=True)) == []


def test_what_befell_a_source_that_was_left_is_no_error_of_the_program() -> None:
    assert reported(JobError(SourceError("main:app was stopped before it answered."), delivered=False)) == []
