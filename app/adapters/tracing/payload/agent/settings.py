"""What the agent is told on the first line of its standard input."""

from __future__ import annotations

import json
from typing import Any

PROTOCOL = 1


class SettingsError(ValueError):
    """The first line is no configuration that this agent understands."""


class Settings:
    """The configuration.

    Attributes:
        token: Proves to the window who is calling.
        link_port: Where the window listens, on 127.0.0.1.
        target: The app, `package.module:name`.
        host: The address to serve on.
        port: The port to serve on, 0 for any.
        wait_bind: Whether to wait for `bind PORT` once the app is imported.
        factory: Whether the name is a function that makes the app; None to find out.
        vendor: A folder with uvicorn, used where the interpreter has none; empty for none.
        values: Whether parameters and results are shown in traces.
        stalls: A file for the stacks of a process whose interpreter one call keeps; empty for none.
    """

    def __init__(self, data: Any) -> None:
        if not isinstance(data, dict):
            raise SettingsError("the configuration is no JSON object")
        if _member(data, "proto", int) != PROTOCOL:
            raise SettingsError(f"the configuration has protocol {data['proto']}, this agent speaks {PROTOCOL}")
        self.token: str = _member(data, "token", str)
        self.link_port: int = _member(data, "link_port", int)
        self.target: str = _member(data, "app", str)
        self.host: str = _member(data, "host", str, "127.0.0.1")
        self.port: int = _member(data, "port", int, 0)
        self.wait_bind: bool = _member(data, "wait_bind", bool, default=False)
        self.factory: bool | None = _member(data, "factory", bool, None)
        self.vendor: str = _member(data, "vendor", str, None) or ""
        self.values: bool = _member(data, "values", bool, default=True)
        self.stalls: str = _member(data, "stalls", str, "")


def read_settings(line: bytes) -> Settings:
    """The first line of standard input → settings.

    Raises:
        SettingsError: It is something else.
    """
    try:
        data = json.loads(line.decode("utf-8"))
    except ValueError as error:
        raise SettingsError("the configuration is no JSON") from error
    return Settings(data)


_NEEDED = object()


def _member(data: dict[str, Any], name: str, kind: type, default: Any = _NEEDED) -> Any:
    value = data.get(name, default)
    if value is _NEEDED:
        raise SettingsError(f"the configuration lacks {name!r}")
    if value is not default and (not isinstance(value, kind) or (kind is int and isinstance(value, bool))):
        raise SettingsError(f"{name!r} in the configuration has to be {kind.__name__}")
    return value
