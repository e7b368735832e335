"""Books as they come in, change and go out."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

LARGEST_ID = 2**53 - 1  # SQLite could count further, but JavaScript clients could not.

BookId = Annotated[int, Field(ge=1, le=LARGEST_ID, description="The number of a book.", examples=[1])]
Title = Annotated[
    str, Field(min_length=1, max_length=200, description="The title on the cover.", examples=["The Clean Coder"])
]
Author = Annotated[
    str, Field(min_length=2, description="Who wrote it; several names in one text.", examples=["Robert C. Martin"])
]
Year = Annotated[int, Field(ge=1000, le=2100, description="The year of the first edition.", examples=[2011])]
Genre = Annotated[str, Field(min_length=1, max_length=60)]

_GENRE_TEXT = "Where it stands in the shop. null: it stands nowhere in particular."


class BookContent(BaseModel):
    """Everything about a book except its number."""

    title: Title
    author: Author
    year: Year
    genre: Genre | None = Field(default=None, description=_GENRE_TEXT, examples=["Software Engineering"])


class BookChanges(BaseModel):
    """The part of a book that changes. What is left out stays as it is; null empties the genre."""

    # The factories stand for "not sent": these fields may be left out but, unlike the genre, never be null.
    title: Title = Field(default_factory=str)
    author: Author = Field(default_factory=str)
    year: Year = Field(default_factory=int)
    genre: Genre | None = Field(default=None, description=_GENRE_TEXT, examples=["Professional Conduct"])


class Book(BaseModel):
    """A book of the shop."""

    id: BookId
    title: Title
    author: Author
    year: Year
    genre: Genre | None = Field(description=_GENRE_TEXT, examples=["Software Engineering"])


class BookCreated(BaseModel):
    """A new book is in the shop."""

    message: str = Field(examples=["Book created successfully"])
    id: BookId


class Currency(StrEnum):
    """What a price can be shown in."""

    EUR = "EUR"
    GBP = "GBP"
    USD = "USD"


class Price(BaseModel):
    """What some copies of a book cost."""

    book_id: BookId
    copies: int = Field(examples=[3])
    currency: Currency
    discount_percent: int = Field(ge=0, le=100, examples=[10])
    total: float = Field(description="For all copies, after the discount.", examples=[107.97])
