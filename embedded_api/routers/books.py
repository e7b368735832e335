"""Books: a resource with all its verbs."""

from typing import Annotated

from fastapi import APIRouter, Body, Cookie, Header, Query, Response, status

from embedded_api.dependencies import BookIdInPath, Books
from embedded_api.models.answers import Responses, problem
from embedded_api.models.books import Book, BookChanges, BookContent, BookCreated, Currency, Price

router = APIRouter(prefix="/books", tags=["books"])

_NOT_FOUND: Responses = {status.HTTP_404_NOT_FOUND: problem("There is no book with this number.")}
_LOCATION = {"Location": {"description": "Where the new book is.", "schema": {"type": "string"}}}
_PER_EURO = {Currency.EUR: 1.0, Currency.GBP: 0.85, Currency.USD: 1.1}


@router.get("", summary="List books", response_description="Some books, possibly none.")
async def list_books(
    books: Books,
    genre: Annotated[
        str | None,
        Query(max_length=60, description="Only this genre; upper and lower case are the same.", examples=["fantasy"]),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="How many books at most.")] = 10,
) -> list[Book]:
    """Lists the books in the order of their numbers."""
    return await books.find(genre, limit)


@router.get("/featured", summary="List the featured books", response_description="The books in the shop window.")
async def list_featured_books(books: Books) -> list[Book]:
    """The books in the shop window.

    This route is registered before `/books/{book_id}`. The other way round, `featured` would be taken for a number.
    """
    return await books.featured()


@router.get("/{book_id}", summary="Read one book", response_description="The book.", responses=_NOT_FOUND)
async def read_book(book_id: BookIdInPath, books: Books) -> Book:
    """Reads the book with this number. Try `1`, then `999`, then `abc`."""
    return await books.get(book_id)


@router.post(
    "",
    summary="Add a book",
    status_code=status.HTTP_201_CREATED,
    responses={status.HTTP_201_CREATED: {"description": "The book is in the shop.", "headers": _LOCATION}},
)
async def create_book(content: BookContent, books: Books, response: Response) -> BookCreated:
    """Adds a book. The `Location` header of the answer says where to find it."""
    book_id = await books.add(content)
    response.headers["Location"] = router.url_path_for("read_book", book_id=str(book_id))
    return BookCreated(message="Book created successfully", id=book_id)


@router.put("/{book_id}", summary="Replace a book", response_description="The book as it is now.", responses=_NOT_FOUND)
async def replace_book(book_id: BookIdInPath, content: BookContent, books: Books) -> Book:
    """Replaces everything about a book; what is left out gets its default."""
    return await books.change(book_id, content.model_dump())


@router.patch(
    "/{book_id}", summary="Change parts of a book", response_description="The book as it is now.", responses=_NOT_FOUND
)
async def update_book(
    book_id: BookIdInPath,
    changes: Annotated[BookChanges, Body(description="Only what changes.")],
    books: Books,
) -> Book:
    """Changes only what is sent. Leaving the genre out keeps it; sending `null` empties it."""
    return await books.change(book_id, changes.model_dump(exclude_unset=True))


@router.delete(
    "/{book_id}",
    summary="Delete a book",
    response_description="The book is gone.",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=_NOT_FOUND,
)
async def delete_book(book_id: BookIdInPath, books: Books) -> None:
    """Deletes a book with its covers. The answer is empty: 204 No Content."""
    await books.remove(book_id)


@router.get("/{book_id}/price", summary="Ask for a price", response_description="The price.", responses=_NOT_FOUND)
async def read_price(
    book_id: BookIdInPath,
    books: Books,
    copies: Annotated[int, Query(ge=1, le=100, description="How many copies.")] = 1,
    x_discount_code: Annotated[
        str | None,
        Header(
            pattern=r"^[A-Z]{4}[0-9]{2}$",
            description="Four letters, and the discount in percent as two digits.",
            examples=["READ10"],
        ),
    ] = None,
    currency: Annotated[Currency, Cookie(description="Remembered from your last visit.")] = Currency.EUR,
) -> Price:
    """A price depends on all four places where a parameter can be: path, query, header and cookie."""
    discount = int(x_discount_code[-2:]) if x_discount_code else 0
    cents = await books.price_cents(book_id) * copies * (100 - discount) / 100 * _PER_EURO[currency]
    return Price(
        book_id=book_id, copies=copies, currency=currency, discount_percent=discount, total=round(cents / 100, 2)
    )
