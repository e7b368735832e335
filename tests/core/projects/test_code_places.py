from __future__ import annotations

import pytest

from app.core.projects.model import CodePlace, base_name


@pytest.mark.parametrize(
    ("place", "label"),
    [
        (CodePlace("/srv/shop/main.py", 12), "main.py:12"),
        (CodePlace("C:\\shop\\main.py", 3), "main.py:3"),
        (CodePlace("main.py", 0), "main.py"),
    ],
)
def test_a_place_is_called_by_its_file_and_line(place: CodePlace, label: str) -> None:
    assert place.label == label


def test_the_file_of_a_place_is_found_from_the_folder_of_the_project() -> None:
    assert CodePlace("app/main.py", 1).file_in("/srv/shop") == "/srv/shop/app/main.py"
    assert CodePlace("/lib/x.py", 1).file_in("/srv/shop") == "/lib/x.py"


def test_a_path_of_slashes_alone_is_its_own_name() -> None:
    assert [base_name(path) for path in ("/", "a/b/", "b")] == ["/", "b", "b"]
