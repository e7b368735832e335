"""Whose code a file holds: Python's, an installed package's, this package's, or the user's."""

from __future__ import annotations

import os
import pathlib

_LIBRARY = ("site-packages", "dist-packages")
_FRAMEWORKS = frozenset(
    ("fastapi", "starlette", "anyio", "uvicorn", "pydantic", "pydantic_core", "httpx", "httpcore"),
)
_STANDARD_LIBRARY = str(pathlib.Path(os.__file__).parent)
_OWN_FOLDER = str(pathlib.Path(__file__).parent) + os.sep


def is_installed_file(name: str) -> bool:
    """Whether a code's file lies among installed packages."""
    return any(part in name for part in _LIBRARY)


def is_library_file(name: str) -> bool:
    """Whether a code's file belongs to an installed package or to Python itself."""
    return is_installed_file(name) or name.startswith((_STANDARD_LIBRARY, "<frozen "))


def is_own_file(name: str) -> bool:
    """Whether a code's file belongs to this package."""
    return name.startswith(_OWN_FOLDER)


def is_users_file(name: str) -> bool:
    """Whether a code's file belongs to nobody else."""
    return not is_library_file(name) and not is_own_file(name) and not name.startswith("<")


def is_framework(module: str) -> bool:
    """Whether a module belongs to what carries a request to the user's code."""
    return module.split(".")[0] in _FRAMEWORKS
