from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.bookstore import PNG, locations

if TYPE_CHECKING:
    import httpx2

JPEG = b"\xff\xd8\xff\xe0picture"


def upload(client: httpx2.Client, *files: tuple[str, tuple[str, bytes, str]], book_id: int = 1, **form: str) -> Any:
    return client.post(f"/covers/{book_id}", data={"caption": "First edition"} | form, files=list(files))


def front(content: bytes = PNG, media_type: str = "image/png") -> tuple[str, tuple[str, bytes, str]]:
    return "front", ("cover.png", content, media_type)


def test_one_file_a_list_of_files_and_form_fields(client: httpx2.Client) -> None:
    gallery = [("gallery", ("back.jpg", JPEG, "image/jpeg")), ("gallery", ("spine.gif", b"GIF89a", "image/gif"))]
    response = upload(client, front(), *gallery, language="de", public="false")
    assert response.status_code == 201
    assert response.json() == {
        "book_id": 1,
        "caption": "First edition",
        "language": "de",
        "public": False,
        "front": {"filename": "cover.png", "media_type": "image/png", "size": len(PNG)},
        "gallery": [
            {"filename": "back.jpg", "media_type": "image/jpeg", "size": len(JPEG)},
            {"filename": "spine.gif", "media_type": "image/gif", "size": 6},
        ],
    }


def test_the_cover_comes_back_as_it_was(client: httpx2.Client) -> None:
    upload(client, front(JPEG, "image/jpeg"))
    upload(client, front())
    cover = client.get("/covers/1")
    assert (cover.status_code, cover.headers["Content-Type"], cover.content) == (200, "image/png", PNG)


def test_a_book_without_a_cover_says_so(client: httpx2.Client) -> None:
    assert client.get("/covers/15").json() == {"detail": "Dune has no cover yet"}
    assert client.get("/covers/999").json() == {"detail": "Book 999 not found"}
    assert upload(client, front(), book_id=999).json() == {"detail": "Book 999 not found"}


@pytest.mark.parametrize(
    "file",
    [front(media_type="text/plain"), front(media_type="image/svg+xml"), front(b"<svg/>"), front(JPEG), front(b"")],
)
def test_what_is_no_picture_is_415(client: httpx2.Client, file: tuple[str, tuple[str, bytes, str]]) -> None:
    response = upload(client, file)
    assert response.status_code == 415
    assert response.json()["detail"].startswith("cover.png was sent as ")


def test_a_picture_over_one_mebibyte_is_413(client: httpx2.Client) -> None:
    assert upload(client, front(PNG.ljust(2**20, b"."))).status_code == 201
    response = upload(client, front(PNG.ljust(2**20 + 1, b".")))
    assert response.status_code == 413
    assert response.json()["detail"] == "cover.png has more than 1048576 bytes"


def test_a_body_far_too_large_is_refused_unread(client: httpx2.Client) -> None:
    assert upload(client, front(PNG.ljust(8 * 2**20, b"."))).status_code == 413


def test_a_json_body_over_one_mebibyte_is_413_too(client: httpx2.Client) -> None:
    assert client.post("/books", json={"title": "x" * 2**20}).status_code == 413


def test_what_is_missing_or_wrong_is_named(client: httpx2.Client) -> None:
    assert locations(client.post("/covers/1", data={"language": "xx", "public": "perhaps"})) == [
        ["body", "front"],
        ["body", "caption"],
        ["body", "language"],
        ["body", "public"],
    ]
    six = [("gallery", ("a.png", PNG, "image/png"))] * 6
    assert locations(upload(client, front(), *six)) == [["body", "gallery"]]


def test_a_text_instead_of_a_file_and_a_file_instead_of_a_text(client: httpx2.Client) -> None:
    response = client.post("/covers/1", data={"front": "hello"}, files={"caption": ("c.txt", b"hello", "text/plain")})
    assert locations(response) == [["body", "front"], ["body", "caption"]]
    assert response.json()["detail"][1]["input"] == {"filename": "c.txt", "content_type": "text/plain", "size": 5}


def test_deleting_a_book_takes_its_covers_along(client: httpx2.Client) -> None:
    upload(client, front())
    assert client.delete("/books/1").status_code == 204
    assert client.get("/covers/1").json() == {"detail": "Book 1 not found"}
