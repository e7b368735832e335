"""Cover pictures: files and form fields in one request."""

from typing import Annotated

from fastapi import APIRouter, File, Form, HTTPException, Response, UploadFile, status

from embedded_api.dependencies import BookIdInPath, Books, Covers
from embedded_api.models.answers import problem
from embedded_api.models.covers import CoverLanguage, CoverStored, StoredPicture
from embedded_api.stores.covers import Picture

router = APIRouter(prefix="/covers", tags=["covers"])

_LARGEST_PICTURE = 1024 * 1024
_MOST_PICTURES = 5
_LARGEST_BODY = (_MOST_PICTURES + 2) * _LARGEST_PICTURE

# What a file of each type begins with: the name and the type that a client gives are only its word.
_SIGNATURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8"}
_ANY_PICTURE = {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in _SIGNATURES}


@router.post(
    "/{book_id}",
    summary="Upload covers",
    response_description="The pictures are in the shop.",
    status_code=status.HTTP_201_CREATED,
    max_body_size=_LARGEST_BODY,
    responses={
        status.HTTP_404_NOT_FOUND: problem("There is no book with this number."),
        status.HTTP_413_CONTENT_TOO_LARGE: problem("A picture has more than 1 MiB."),
        status.HTTP_415_UNSUPPORTED_MEDIA_TYPE: problem("A file is not a PNG, JPEG or GIF picture."),
    },
)
async def upload_covers(  # noqa: PLR0913 - each is one part of the form
    book_id: BookIdInPath,
    covers: Covers,
    front: Annotated[UploadFile, File(description="The front cover: PNG, JPEG or GIF, 1 MiB at most.")],
    caption: Annotated[
        str, Form(min_length=1, max_length=120, description="Stands below the picture.", examples=["First edition"])
    ],
    gallery: Annotated[
        list[UploadFile],
        File(default_factory=list, max_length=_MOST_PICTURES, description="More pictures, five at most."),
    ],
    language: Annotated[CoverLanguage, Form(description="The language on the cover.")] = CoverLanguage.ENGLISH,
    public: Annotated[bool, Form(description="Whether everybody may see it.")] = True,  # noqa: FBT002 - a form field
) -> CoverStored:
    """Uploads one front cover and any number of other pictures; they replace the pictures of last time."""
    pictures = [await _read(upload) for upload in (front, *gallery)]
    await covers.add(book_id, caption, pictures)
    stored = [
        StoredPicture(filename=picture.filename, media_type=picture.media_type, size=len(picture.content))
        for picture in pictures
    ]
    return CoverStored(
        book_id=book_id, caption=caption, language=language, public=public, front=stored[0], gallery=stored[1:]
    )


@router.get(
    "/{book_id}",
    summary="See the front cover",
    response_class=Response,
    responses={
        status.HTTP_200_OK: {"description": "The picture.", "content": _ANY_PICTURE},
        status.HTTP_404_NOT_FOUND: problem("There is no such book, or it has no cover."),
    },
)
async def read_cover(book_id: BookIdInPath, books: Books, covers: Covers) -> Response:
    """The front cover as it was uploaded: an answer that is not JSON."""
    book = await books.get(book_id)
    picture = await covers.front(book_id)
    if picture is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, f"{book.title} has no cover yet")
    return Response(picture.content, media_type=picture.media_type)


async def _read(upload: UploadFile) -> Picture:
    filename = upload.filename or "picture"
    signature = _SIGNATURES.get(upload.content_type or "")
    if signature is None:
        raise HTTPException(
            status.HTTP_415_UNSUPPORTED_MEDIA_TYPE,
            f"{filename} was sent as {upload.content_type}; covers are {', '.join(_SIGNATURES)}",
        )
    content = await upload.read(_LARGEST_PICTURE + 1)
    if len(content) > _LARGEST_PICTURE:
        raise HTTPException(status.HTTP_413_CONTENT_TOO_LARGE, f"{filename} has more than {_LARGEST_PICTURE} bytes")
    if not content.startswith(signature):
        raise HTTPException(
            status.HTTP_415_UNSUPPORTED_MEDIA_TYPE, f"{filename} was sent as {upload.content_type}, but is none"
        )
    return Picture(filename, upload.content_type or "", content)
