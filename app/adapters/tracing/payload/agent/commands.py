"""What the window may ask of a running app: each question with an `id` gets one `answer`."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from ..description import describe_app
from ..simulation import simulate
from .document import document_facts

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..watching.watchdog import Watchdog
    from .link import Link


class Commands:
    """Answers commands, on the link's reading thread; none of them runs code of the app's endpoints.

    Attributes:
        app: The user's app, None until it is imported.
        values: Whether traces show values.
    """

    def __init__(self, link: Link, watchdog: Watchdog, *, values: bool) -> None:
        self.app: Any = None
        self.values = values
        self._link = link
        self._watchdog = watchdog

    def take(self, command: dict[str, Any]) -> None:
        """Carries out `{"do": …}` and answers it."""
        actions: dict[str, Callable[[dict[str, Any]], Any]] = {
            "try": self._try,
            "routes": self._routes,
            "watch": self._watch,
            "values": self._show,
        }
        action = actions.get(str(command.get("do")), self._refuse)
        try:
            answer = {"result": action(command)}
        except Exception as error:  # noqa: BLE001 - the asker is told, whatever it is
            answer = {"error": {"type": type(error).__name__, "message": str(error)[:2000]}}
        if "id" in command:
            self._link.send({"ev": "answer", "id": command["id"], **answer})

    def tell_routes(self) -> None:
        """Sends `routes`, from a thread of its own: a large app takes its time to describe itself."""
        threading.Thread(target=self._send_routes, name="routeglass-routes", daemon=True).start()

    def _send_routes(self) -> None:
        try:
            self._link.send({"ev": "routes", **self._routes({})})
        except Exception as error:  # noqa: BLE001 - routes of the user's making may do anything
            self._link.send({"ev": "agent-error", "type": type(error).__name__, "message": str(error)[:2000]})

    def _refuse(self, command: dict[str, Any]) -> Any:
        raise ValueError(f"there is no command {command.get('do')!r}")

    def _routes(self, command: dict[str, Any]) -> dict[str, Any]:
        return {**describe_app(self._known()), **document_facts(self._known())}

    def _try(self, command: dict[str, Any]) -> dict[str, Any]:
        headers = [(str(name), str(value)) for name, value in command.get("headers") or ()]
        return simulate(self._known(), str(command["method"]).upper(), str(command["target"]), headers)

    def _watch(self, command: dict[str, Any]) -> None:
        self._watchdog.turn(live=bool(command["on"]))

    def _show(self, command: dict[str, Any]) -> None:
        self.values = bool(command["on"])

    def _known(self) -> Any:
        if self.app is None:
            raise RuntimeError("the app is not imported yet")
        return self.app
