"""The 422 mystery in three versions."""

from fastapi import APIRouter, status

from embedded_api.models.items import FriendlyItem, Item, StoredItem, StrictItem

router = APIRouter(prefix="/items", tags=["items"])


@router.post(
    "/",
    summary="Send an item: the mystery",
    response_description="The item as the endpoint saw it.",
    status_code=status.HTTP_201_CREATED,
)
async def create_item(item: Item) -> StoredItem:
    """Send `{"name": "Bookmark", "price": 2.5}` and read the error: a field is missing, though you sent it. Which?"""
    return _store(item)


@router.post(
    "/strict",
    summary="Send an item: the strict twin",
    response_description="The item as the endpoint saw it.",
    status_code=status.HTTP_201_CREATED,
)
async def create_strict_item(item: StrictItem) -> StoredItem:
    """The same model with `strict=True` and `extra="forbid"`: the error also names the key that nobody knows."""
    return _store(item)


@router.post(
    "/populate_by_name",
    summary="Send an item: the friendly twin",
    response_description="The item as the endpoint saw it.",
    status_code=status.HTTP_201_CREATED,
)
async def create_friendly_item(item: FriendlyItem) -> StoredItem:
    """The same model with `populate_by_name=True`: both names are right."""
    return _store(item)


def _store(item: Item) -> StoredItem:
    # The tags are this request's own list, because the model makes its default with a factory.
    item.tags.append("received")
    return StoredItem(name=item.name, price=item.price, tags=item.tags, attributes=item.attributes)
