"""The seams of FastAPI and Starlette, by the name under which a trace tells of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .closing import hook_background, hook_teardown
from .dependencies import hook_dependencies
from .middleware import hook_middleware
from .parameters import hook_body, hook_body_fields, hook_parameters
from .running import hook_endpoint, hook_response, hook_threads

if TYPE_CHECKING:
    from collections.abc import Callable

HOOKS: dict[str, Callable[[], None]] = {
    "middleware": hook_middleware,
    "dependencies": hook_dependencies,
    "parameters": hook_parameters,
    "body_fields": hook_body_fields,
    "body": hook_body,
    "threads": hook_threads,
    "endpoint": hook_endpoint,
    "response": hook_response,
    "teardown": hook_teardown,
    "background": hook_background,
}
