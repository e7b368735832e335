"""A recorded app for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.traced_app import TracingClient, make_app, seams

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def client() -> Iterator[TracingClient]:
    """A client of a fresh app, with the recorder in place."""
    with seams():
        yield TracingClient(make_app())
