"""FastAPI apps that others published: how they start, and what their routes are known to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.servers.environments import PUBLISHED

if TYPE_CHECKING:
    from tests.servers.environments import Environment

_TILED: Final = """authentication:
  allow_anonymous_access: true
trees:
  - path: /
    tree: catalog
    args:
      uri: "sqlite:///catalog.db"
      init_if_not_exists: true
"""


@dataclass(frozen=True, slots=True)
class PublishedApp:
    """A published FastAPI app, and what its routes are known to be.

    Attributes:
        environment: Where it is installed.
        target: As uvicorn takes it.
        variables: What it wants to be told.
        files: Written into the folder that it is started in: name and text.
        routes: How many routes it has.
    """

    environment: Environment
    target: str
    routes: int
    variables: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, str], ...] = ()


_tiled, _optimade, _chromadb = PUBLISHED

PUBLISHED_APPS: Final = (
    PublishedApp(_tiled, "tiled.server.app:app_factory", 70, files=(("config.yml", _TILED),)),
    PublishedApp(_optimade, "optimade.server.main:app", 40, (("OPTIMADE_DATABASE_BACKEND", "mongomock"),)),
    PublishedApp(_chromadb, "chromadb.app:app", 104, (("ANONYMIZED_TELEMETRY", "false"),)),
)
