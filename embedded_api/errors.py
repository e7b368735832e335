"""What can go wrong in the shop, and the one place where it becomes an answer."""

import logging
import sqlite3

from fastapi import FastAPI, HTTPException, Request, status
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from embedded_api.correlation import CORRELATION_HEADER, correlation_id_of
from embedded_api.database import DatabaseUnavailableError
from embedded_api.validation_errors import printable, redacted

_logger = logging.getLogger(__name__)


class BookNotFoundError(Exception):
    """There is no book with this id."""

    def __init__(self, book_id: int) -> None:
        super().__init__(f"Book {book_id} not found")


class InsufficientFundsError(Exception):
    """The wallet holds less than somebody wants to take out.

    Attributes:
        balance: What the wallet holds.
        needed: What was asked for.
    """

    def __init__(self, balance: float, needed: float) -> None:
        super().__init__(f"You asked for {needed:.2f}, but the wallet holds {balance:.2f}.")
        self.balance = balance
        self.needed = needed


class UpstreamFailureError(Exception):
    """Another server that we depend on did not answer as it should; the text is for the log."""


def unauthorized(detail: str, scopes: str = "") -> HTTPException:
    """401 with the challenge that RFC 6750 asks for."""
    challenge = f'Bearer scope="{scopes}"' if scopes else "Bearer"
    return HTTPException(status.HTTP_401_UNAUTHORIZED, detail, headers={"WWW-Authenticate": challenge})


def forbidden_scope(missing: str) -> HTTPException:
    """403 for a good token that does not reach far enough (RFC 6750 section 3.1)."""
    return HTTPException(
        status.HTTP_403_FORBIDDEN,
        f"The token lacks the scope {missing}",
        headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{missing}"'},
    )


def install_error_handlers(app: FastAPI) -> None:
    """Registers the handlers; an exception of the shop that reaches no handler here is a defect."""
    app.exception_handler(BookNotFoundError)(_answer_book_not_found)
    app.exception_handler(InsufficientFundsError)(_answer_insufficient_funds)
    app.exception_handler(UpstreamFailureError)(_answer_upstream_failure)
    app.exception_handler(RequestValidationError)(_answer_validation_error)
    app.exception_handler(sqlite3.OperationalError)(_answer_database_unavailable)
    app.exception_handler(DatabaseUnavailableError)(_answer_database_unavailable)
    app.exception_handler(Exception)(_answer_internal_error)


async def _answer_book_not_found(_request: Request, error: BookNotFoundError) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, status.HTTP_404_NOT_FOUND)


async def _answer_insufficient_funds(_request: Request, error: InsufficientFundsError) -> JSONResponse:
    content = {
        "error": "insufficient_funds",
        "balance": error.balance,
        "needed": error.needed,
        "message": str(error),
    }
    return JSONResponse(content, status.HTTP_402_PAYMENT_REQUIRED)


async def _answer_upstream_failure(request: Request, error: UpstreamFailureError) -> JSONResponse:
    _logger.warning("Upstream failure in %s: %s", _place(request), error)
    return JSONResponse({"detail": "Upstream failure"}, status.HTTP_502_BAD_GATEWAY)


async def _answer_validation_error(request: Request, error: RequestValidationError) -> JSONResponse:
    errors = printable(error.errors())
    _logger.info("422 for %s: %d errors: %s", _place(request), len(errors), redacted(errors))
    return JSONResponse({"detail": errors}, status.HTTP_422_UNPROCESSABLE_CONTENT)


async def _answer_database_unavailable(request: Request, error: Exception) -> JSONResponse:
    _logger.error("The database failed in %s", _place(request), exc_info=error)
    content = {
        "error": "database_unavailable",
        "message": f"The database cannot be used right now: {error}",
        "correlation_id": correlation_id_of(request),
    }
    return JSONResponse(content, status.HTTP_503_SERVICE_UNAVAILABLE)


async def _answer_internal_error(request: Request, error: Exception) -> JSONResponse:
    _logger.error("Unhandled exception in %s", _place(request), exc_info=error)
    correlation_id = correlation_id_of(request)
    content = {"error": "internal_error", "correlation_id": correlation_id}
    # This handler answers outside of all middleware, so it sets the header itself.
    return JSONResponse(content, status.HTTP_500_INTERNAL_SERVER_ERROR, headers={CORRELATION_HEADER: correlation_id})


def _place(request: Request) -> str:
    return f"{request.method} {request.url.path} (correlation id {correlation_id_of(request)})"
