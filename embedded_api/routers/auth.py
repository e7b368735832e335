"""Signing in with OAuth2's password flow, and what the token opens."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Security, status

from embedded_api.dependencies import (
    Accounts,
    Orders,
    ResourcesDependency,
    Session,
    get_current_account,
    get_session,
)
from embedded_api.errors import unauthorized
from embedded_api.models.accounts import Me, SignIn, Token
from embedded_api.models.answers import Responses, problem
from embedded_api.models.orders import OrderSummary
from embedded_api.stores.accounts import Account

router = APIRouter(tags=["auth"])

_UNAUTHORIZED: Responses = {
    status.HTTP_401_UNAUTHORIZED: problem("No token, or one that is wrong or too old."),
    status.HTTP_403_FORBIDDEN: problem("The token does not have the scope that this needs."),
}


@router.post(
    "/token",
    summary="Sign in",
    response_description="The token.",
    responses={
        status.HTTP_400_BAD_REQUEST: problem("The account may not have a scope that was asked for."),
        status.HTTP_401_UNAUTHORIZED: problem("Username or password are wrong."),
    },
)
async def create_token(form: Annotated[SignIn, Form()], accounts: Accounts, resources: ResourcesDependency) -> Token:
    """Exchanges a username and a password for a bearer token. The body is a form, not JSON, as OAuth2 demands.

    `ada` has the password `analytical-engine` and may do everything; `grace` has `first-compiler` and only the
    scope `me`. An empty `scope` asks for all that the account may do.
    """
    account = await accounts.sign_in(form.username, form.password.get_secret_value())
    if account is None:
        raise unauthorized("Incorrect username or password")
    asked = frozenset(form.scope.split()) or account.scopes
    if not asked <= account.scopes:
        refused = " ".join(sorted(asked - account.scopes))
        raise HTTPException(status.HTTP_400_BAD_REQUEST, f"This account may not have the scope {refused}")
    return Token(
        access_token=resources.signer.issue(account.profile.username, asked),
        expires_in=resources.signer.seconds,
        scope=" ".join(sorted(asked)),
    )


@router.get("/me", summary="Read your own profile", response_description="You.", responses=_UNAUTHORIZED)
async def read_me(session: Annotated[Session, Security(get_session, scopes=["me"])]) -> Me:
    """Who you are, according to your token. Three dependencies read the token; FastAPI does it once."""
    return Me(**session.profile.model_dump(), scopes=sorted(session.scopes), expires_in=session.seconds_left)


@router.get(
    "/me/orders",
    summary="List your own orders",
    response_description="Your orders, possibly none.",
    responses=_UNAUTHORIZED,
)
async def list_my_orders(
    account: Annotated[Account, Security(get_current_account, scopes=["orders"])], orders: Orders
) -> list[OrderSummary]:
    """The orders made with your email address, the newest first. Needs the scope `orders`."""
    return await orders.of_customer(account.profile.email)
