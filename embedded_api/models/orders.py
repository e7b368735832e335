"""An order: a nested body with everything that JSON Schema knows."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, HttpUrl, SecretStr, StringConstraints, model_validator

from embedded_api.models.books import LARGEST_ID, BookId

ORDER_LIMIT = 1000.0

Email = Annotated[
    str,
    StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254),
    Field(json_schema_extra={"format": "email"}),
]
OrderId = Annotated[int, Field(ge=1, le=LARGEST_ID, description="The number of an order.", examples=[1])]
NoteName = Annotated[str, StringConstraints(min_length=1, max_length=30)]
NoteText = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Customer(BaseModel):
    """Who orders."""

    name: str = Field(min_length=2, max_length=100, examples=["Ada Lovelace"])
    email: Email = Field(description="Where the confirmation goes.", examples=["ada@example.org"])
    phone: str | None = Field(
        default=None, pattern=r"^\+?[0-9 ]{5,20}$", description="null: do not call me.", examples=["+44 20 7946 0000"]
    )


class OrderLine(BaseModel):
    """Some copies of one book."""

    book_id: BookId
    quantity: int = Field(ge=1, le=99, description="How many copies.", examples=[2])
    unit_price: float = Field(gt=0, le=500, description="For one copy, as it was shown to you.", examples=[39.99])
    gift_wrap: bool = Field(default=False, description="Wrap each copy.")


class CardPayment(BaseModel):
    """Pay by card."""

    method: Literal["card"]
    number: str = Field(pattern=r"^[0-9]{12,19}$", description="Digits only.", examples=["4000000000000002"])
    expires: str = Field(pattern=r"^(0[1-9]|1[0-2])/[0-9]{2}$", description="Month/year.", examples=["12/30"])
    cvv: SecretStr = Field(min_length=3, max_length=4, description="The digits on the back.", examples=["123"])


class TransferPayment(BaseModel):
    """Pay by bank transfer."""

    method: Literal["transfer"]
    iban: str = Field(
        pattern=r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$", description="Without blanks.", examples=["DE89370400440532013000"]
    )
    account_holder: str = Field(min_length=2, max_length=100, examples=["Ada Lovelace"])


class VoucherPayment(BaseModel):
    """Pay with a gift voucher."""

    method: Literal["voucher"]
    code: str = Field(pattern=r"^[A-Z]{4}-[0-9]{4}$", description="Four letters, four digits.", examples=["BOOK-2024"])


Payment = Annotated[CardPayment | TransferPayment | VoucherPayment, Field(discriminator="method")]


class Country(StrEnum):
    """Where the shop delivers to (ISO 3166-1 alpha-2)."""

    GERMANY = "DE"
    FRANCE = "FR"
    UNITED_KINGDOM = "GB"
    UNITED_STATES = "US"


class Address(BaseModel):
    """Where a parcel goes."""

    street: str = Field(
        min_length=1, max_length=100, description="With the house number.", examples=["12 St James's Square"]
    )
    city: str = Field(min_length=1, max_length=60, examples=["London"])
    postcode: str = Field(min_length=3, max_length=10, examples=["SW1Y 4JH"])
    country: Country = Field(examples=["GB"])


class Delivery(StrEnum):
    """How the books reach the customer."""

    PICKUP = "pickup"
    STANDARD = "standard"
    EXPRESS = "express"


class Order(BaseModel):
    """Everything that the shop needs to know for one order."""

    reference: UUID = Field(
        description="Your own number for this order; the same one twice is refused, so that sending again is safe.",
        examples=["3f1b8c4e-8f0a-4b53-9a44-1f2d3c4b5a69"],
    )
    channel: Literal["web"] = Field(default="web", description="Always `web`.")
    customer: Customer
    lines: list[OrderLine] = Field(min_length=1, max_length=20, description="At least one book.")
    payment: Payment = Field(description="One of three; `method` says which.")
    delivery: Delivery = Field(default=Delivery.PICKUP, description="Only `pickup` does without an address.")
    shipping_address: Address | None = Field(default=None, description="null: I fetch the books myself.")
    deliver_on: date | None = Field(default=None, description="null: as soon as possible.", examples=["2030-05-17"])
    status_url: HttpUrl | None = Field(
        default=None, description="Called when the order leaves the shop.", examples=["https://example.org/orders"]
    )
    notes: dict[NoteName, NoteText] = Field(
        default_factory=dict,
        max_length=10,
        description="Anything else: names of your own, with a text each.",
        examples=[{"gift_message": "Happy birthday!"}],
    )

    @property
    def total(self) -> float:
        """What all lines cost together."""
        return round(sum(line.quantity * line.unit_price for line in self.lines), 2)

    @model_validator(mode="after")
    def _check_total(self) -> Self:
        if self.total > ORDER_LIMIT:
            message = f"the order is worth {self.total:.2f}, but one order may be worth {ORDER_LIMIT:.2f} at most"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _check_address(self) -> Self:
        if self.delivery is not Delivery.PICKUP and self.shipping_address is None:
            message = f"{self.delivery.value} delivery needs a shipping_address"
            raise ValueError(message)
        return self


class OrderSummary(BaseModel):
    """An order that the shop has accepted."""

    id: OrderId
    reference: UUID
    total: float = Field(examples=[79.98])
    created_at: datetime


class OrderCreated(OrderSummary):
    """The shop has accepted the order."""

    access_token: str = Field(description="Send it as a bearer token to look at the order; it is shown only once.")


class OrderDetails(OrderSummary):
    """An order as the shop keeps it, without the payment."""

    customer: Customer
    lines: list[OrderLine]
    delivery: Delivery
    shipping_address: Address | None
    deliver_on: date | None
    notes: dict[str, str]
