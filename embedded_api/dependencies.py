"""What endpoints share. Tests replace any of it through `app.dependency_overrides`.

Dependencies that only hand something over are `async def` too: FastAPI would call a plain `def` in a worker thread.
"""

import logging
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException, Path, status
from fastapi.requests import HTTPConnection
from fastapi.security import (
    APIKeyHeader,
    HTTPAuthorizationCredentials,
    HTTPBearer,
    OAuth2PasswordBearer,
    SecurityScopes,
)

from embedded_api.database import Database
from embedded_api.errors import forbidden_scope, unauthorized
from embedded_api.models.accounts import Profile
from embedded_api.models.books import BookId
from embedded_api.resources import Resources
from embedded_api.security import Claims, InvalidTokenError
from embedded_api.stores.accounts import Account, AccountStore
from embedded_api.stores.books import BookStore
from embedded_api.stores.covers import CoverStore
from embedded_api.stores.orders import OrderStore
from embedded_api.upstream import QuoteSource

_logger = logging.getLogger(__name__)

SCOPES = {"me": "Read your own profile.", "orders": "Read the orders made with your email address."}

_api_key = APIKeyHeader(
    name="X-API-Key", scheme_name="ApiKey", auto_error=False, description="Try `forge-secret-key-123`."
)
_order_token = HTTPBearer(
    scheme_name="OrderToken", auto_error=False, description="The `access_token` that `POST /orders` returned."
)
_oauth2 = OAuth2PasswordBearer(
    tokenUrl="token",
    scheme_name="SignIn",
    scopes=SCOPES,
    auto_error=False,
    description="Sign in as `ada` with `analytical-engine` or as `grace` with `first-compiler`.",
)


@dataclass(frozen=True, slots=True)
class Session:
    """An account and what its token allows, for how many seconds."""

    profile: Profile
    scopes: frozenset[str]
    seconds_left: int


async def get_resources(connection: HTTPConnection) -> Resources:
    """What the app holds."""
    resources: Resources = connection.app.state.resources
    return resources


ResourcesDependency = Annotated[Resources, Depends(get_resources)]


async def get_database(resources: ResourcesDependency) -> Database:
    """The database."""
    return resources.database


DatabaseDependency = Annotated[Database, Depends(get_database)]


async def get_books(database: DatabaseDependency) -> BookStore:
    """The store of books."""
    return BookStore(database)


async def get_orders(database: DatabaseDependency) -> OrderStore:
    """The store of orders."""
    return OrderStore(database)


async def get_covers(database: DatabaseDependency) -> CoverStore:
    """The store of cover pictures."""
    return CoverStore(database)


async def get_accounts(database: DatabaseDependency) -> AccountStore:
    """The store of accounts."""
    return AccountStore(database)


async def get_quote_source(resources: ResourcesDependency) -> QuoteSource:
    """Where quotes come from."""
    return resources.quotes


Books = Annotated[BookStore, Depends(get_books)]
Orders = Annotated[OrderStore, Depends(get_orders)]
Covers = Annotated[CoverStore, Depends(get_covers)]
Accounts = Annotated[AccountStore, Depends(get_accounts)]
Quotes = Annotated[QuoteSource, Depends(get_quote_source)]
BookIdInPath = Annotated[BookId, Path()]


async def require_api_key(resources: ResourcesDependency, key: Annotated[str | None, Depends(_api_key)]) -> None:
    """Lets only callers with the right API key pass."""
    if key != resources.settings.api_key:
        raise HTTPException(status.HTTP_403_FORBIDDEN, "Invalid API key")


async def read_order_token(
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_order_token)],
) -> str:
    """The order's own bearer token."""
    if credentials is None:
        raise unauthorized("This order needs its access token")
    return credentials.credentials


async def read_claims(resources: ResourcesDependency, token: Annotated[str | None, Depends(_oauth2)]) -> Claims:
    """What the bearer token says. Several dependencies ask for it; within a request FastAPI runs it once."""
    if token is None:
        raise unauthorized("Not authenticated")
    try:
        return resources.signer.read(token)
    except InvalidTokenError as error:
        raise unauthorized(f"Invalid token: {error}") from error


ClaimsDependency = Annotated[Claims, Depends(read_claims)]


async def get_current_account(needed: SecurityScopes, claims: ClaimsDependency, accounts: Accounts) -> Account:
    """The account that the token belongs to, if the token reaches as far as the endpoint needs."""
    account = await accounts.get(claims.subject)
    if account is None:
        raise unauthorized("Invalid token: the account is gone", needed.scope_str)
    for scope in needed.scopes:
        if scope not in claims.scopes:
            raise forbidden_scope(scope)
    return account


async def get_seconds_left(claims: ClaimsDependency, resources: ResourcesDependency) -> int:
    """How long the token is still good for."""
    return resources.signer.seconds_left(claims)


async def get_session(
    account: Annotated[Account, Depends(get_current_account)],
    claims: ClaimsDependency,
    seconds_left: Annotated[int, Depends(get_seconds_left)],
) -> Session:
    """The account with its token. All three parts need the claims; FastAPI reads them once."""
    return Session(account.profile, claims.scopes, seconds_left)


async def log_duration() -> AsyncIterator[None]:
    """Logs how long the endpoint took: what stands after the `yield` runs when the endpoint is done, or has failed."""
    started = time.perf_counter()
    try:
        yield
    finally:
        _logger.info("Handling the order took %.1f ms", (time.perf_counter() - started) * 1000)
