"""The operations of the open API."""
