"""The words of the OpenAPI document that belong to no single endpoint."""

from fastapi.routing import APIRoute

TITLE = "The Bookstore"
VERSION = "1.0.0"
SUMMARY = "A small shop to learn APIs on."
DESCRIPTION = """
An ordinary FastAPI app with a real SQLite database. Break it as you like: everything can be restored.

* **books** is a resource with all its verbs; begin here.
* **orders** and **covers** take nested JSON and files.
* **auth** signs you in, **quotes** wants an API key.
* **items** and **shelf** each hold a mystery to solve.
* **lab** shows what blocks a server, **demo** what else can happen.
"""

TAGS = [
    {"name": "status", "description": "Is anybody there?"},
    {"name": "books", "description": "The resource that the shop is about: list, read, add, replace, change, delete."},
    {"name": "quotes", "description": "A dependency, an API key, and a call to another server."},
    {"name": "demo", "description": "A wallet with its own error, an unhandled exception, a stream of events."},
    {"name": "items", "description": "The 422 mystery: the value was sent, and still it is missing. Why?"},
    {"name": "shelf", "description": "Route order done wrong, on purpose: one of the two can never answer."},
    {"name": "lab", "description": "Three ways to wait; only one of them stops the whole server."},
    {"name": "orders", "description": "A nested body: objects, a list of objects, one of three payments."},
    {"name": "covers", "description": "Pictures in multipart/form-data."},
    {"name": "auth", "description": "OAuth2 password flow: a token, and what it opens."},
]


def operation_id(route: APIRoute) -> str:
    """The function's name is the operation's id: short, and unique because tests check it."""
    return route.name
