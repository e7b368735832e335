"""Cover pictures."""

from enum import StrEnum

from pydantic import BaseModel, Field

from embedded_api.models.books import BookId


class CoverLanguage(StrEnum):
    """The language on the cover."""

    ENGLISH = "en"
    GERMAN = "de"
    FRENCH = "fr"


class StoredPicture(BaseModel):
    """A picture that the shop has kept."""

    filename: str = Field(examples=["clean-code.png"])
    media_type: str = Field(examples=["image/png"])
    size: int = Field(description="Bytes.", examples=[20480])


class CoverStored(BaseModel):
    """All pictures of one upload."""

    book_id: BookId
    caption: str = Field(examples=["First edition"])
    language: CoverLanguage
    public: bool
    front: StoredPicture
    gallery: list[StoredPicture]
