"""Orders: a nested body, and a bearer token that belongs to one order."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path, Response, status

from embedded_api.dependencies import Orders, log_duration, read_order_token
from embedded_api.errors import unauthorized
from embedded_api.models.answers import problem
from embedded_api.models.orders import Order, OrderCreated, OrderDetails, OrderId
from embedded_api.stores.orders import DuplicateOrderError

router = APIRouter(prefix="/orders", tags=["orders"])

_LOCATION = {"Location": {"description": "Where the order is.", "schema": {"type": "string"}}}


@router.post(
    "",
    summary="Order books",
    status_code=status.HTTP_201_CREATED,
    dependencies=[Depends(log_duration)],
    responses={
        status.HTTP_201_CREATED: {"description": "The order is accepted.", "headers": _LOCATION},
        status.HTTP_404_NOT_FOUND: problem("A line names a book that the shop does not have."),
        status.HTTP_409_CONFLICT: problem("The reference was used before."),
    },
)
async def create_order(order: Order, orders: Orders, response: Response) -> OrderCreated:
    """Orders books. Nothing is paid or sent; keep the `access_token` to look at the order later."""
    try:
        created = await orders.add(order)
    except DuplicateOrderError as error:
        raise HTTPException(status.HTTP_409_CONFLICT, str(error)) from error
    response.headers["Location"] = router.url_path_for("read_order", order_id=str(created.id))
    return created


@router.get(
    "/{order_id}",
    summary="Look at an order",
    response_description="The order, without the payment.",
    responses={status.HTTP_401_UNAUTHORIZED: problem("The token is missing, or opens no order of this number.")},
)
async def read_order(
    order_id: Annotated[OrderId, Path()], orders: Orders, token: Annotated[str, Depends(read_order_token)]
) -> OrderDetails:
    """Shows the order that the token opens."""
    order = await orders.get(order_id, token)
    if order is None:
        raise unauthorized("This token opens no order of this number")
    return order
