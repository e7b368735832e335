"""Route order done wrong, on purpose. `books.py` shows how it is done right."""

from typing import Annotated

from fastapi import APIRouter, Path

from embedded_api.models.answers import ShelfAnswer

router = APIRouter(prefix="/shelf", tags=["shelf"])


@router.get("/{name}", summary="Look at a shelf", response_description="Which endpoint answered.")
async def read_shelf(
    name: Annotated[str, Path(max_length=60, description="The name of a shelf.", examples=["poetry"])],
) -> ShelfAnswer:
    """Answers for every name, `featured` included, because it is registered first."""
    return ShelfAnswer(answered_by="read_shelf", shelf=name)


@router.get(
    "/featured",
    summary="Look at the featured shelf (never reached)",
    response_description="Nobody has ever seen this answer.",
)
async def read_featured_shelf() -> ShelfAnswer:
    """Never answers: `/shelf/{name}` stands before it and takes every request. Move it up, and it works."""
    return ShelfAnswer(answered_by="read_featured_shelf", shelf="featured")
