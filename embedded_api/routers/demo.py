"""A wallet with an error of its own, and an exception that nobody expected."""

from typing import Annotated

from fastapi import APIRouter, Path, status

from embedded_api.errors import InsufficientFundsError
from embedded_api.models.answers import InsufficientFunds, InternalError, Withdrawal

router = APIRouter(tags=["demo"])

_BALANCE = 100.0


@router.get(
    "/withdraw/{amount}",
    summary="Take money from the wallet",
    response_description="What was taken and what is left.",
    responses={
        status.HTTP_402_PAYMENT_REQUIRED: {
            "model": InsufficientFunds,
            "description": "The wallet holds less than that.",
        }
    },
)
async def withdraw(
    amount: Annotated[
        float,
        Path(gt=0, allow_inf_nan=False, description="The wallet holds 100.00; nothing is really taken.", examples=[40]),
    ],
) -> Withdrawal:
    """Raises an exception of our own above 100.00; a handler turns it into 402 with a body of its own."""
    if amount > _BALANCE:
        raise InsufficientFundsError(balance=_BALANCE, needed=amount)
    return Withdrawal(withdrawn=amount, remaining=round(_BALANCE - amount, 2))


@router.get(
    "/boom",
    summary="Fail on purpose",
    status_code=status.HTTP_500_INTERNAL_SERVER_ERROR,  # The document has to promise some status; this one is true.
    responses={
        status.HTTP_500_INTERNAL_SERVER_ERROR: {
            "model": InternalError,
            "description": "Always. The traceback is in the log, under the correlation id.",
        }
    },
)
async def explode() -> None:
    """Raises an exception that no endpoint expects. The answer tells no secrets; the server's log tells everything."""
    message = "This endpoint always fails, on purpose."
    raise RuntimeError(message)
