"""All that is known of an app before any request."""

from __future__ import annotations

from typing import Any

from .names import field_names
from .routes import RouteMap
from .shadows import find_shadows_in


def describe_app(app: Any) -> dict[str, Any]:
    """All that is known before any request: `routes`, `shadows`, `names`."""
    routes = RouteMap(app)
    return {"routes": routes.rows(), "shadows": find_shadows_in(routes), "names": field_names(app)}
