"""The ready-made app for `uvicorn embedded_api.main:app`; settings come from the environment."""

import logging

from embedded_api.factory import create_app
from embedded_api.settings import Settings

__all__ = ["app", "create_app"]

# uvicorn configures its own loggers before it imports the app; the Bookstore then writes to the same place.
_logger = logging.getLogger("embedded_api")
for _handler in logging.getLogger("uvicorn").handlers:
    _logger.addHandler(_handler)
    _logger.setLevel(logging.INFO)

app = create_app(Settings.from_environment())
