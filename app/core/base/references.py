"""What sources are called where no module of theirs is imported yet."""

from __future__ import annotations

from typing import Final

BOOKSTORE: Final = "bookstore"
"""The reference of the server of our own: on the command line, in settings, and as its key."""
