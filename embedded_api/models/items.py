"""The 422 mystery: a field whose name in Python is not its name on the wire, and two twins to compare."""

from pydantic import BaseModel, ConfigDict, Field

_NAME_TEXT = "Called `name` in the Python code. On the wire it is `item_name`, because of its alias."
_PRICE_TEXT = "In euros."


class Item(BaseModel):
    """An item as most APIs write it: only the alias counts, and unknown keys are passed over in silence."""

    name: str = Field(alias="item_name", min_length=1, max_length=80, description=_NAME_TEXT, examples=["Bookmark"])
    price: float = Field(gt=0, le=10_000, description=_PRICE_TEXT, examples=[2.5])
    tags: list[str] = Field(default_factory=list, max_length=10, description="Any words.", examples=[["paper", "gift"]])
    attributes: dict[str, str] = Field(
        default_factory=dict, description="Names and values of your own.", examples=[{"colour": "red"}]
    )


class StrictItem(Item):
    """The strict twin: `"2.5"` is not a number here, and a key that it does not know is an error."""

    model_config = ConfigDict(strict=True, extra="forbid")


class FriendlyItem(Item):
    """The friendly twin: `populate_by_name` accepts `name` as well as `item_name`."""

    model_config = ConfigDict(populate_by_name=True)


class StoredItem(BaseModel):
    """The item as the endpoint saw it, under the names of the Python code."""

    name: str = Field(examples=["Bookmark"])
    price: float = Field(examples=[2.5])
    tags: list[str] = Field(description="Yours, and `received` from the endpoint.", examples=[["paper", "received"]])
    attributes: dict[str, str] = Field(examples=[{"colour": "red"}])
