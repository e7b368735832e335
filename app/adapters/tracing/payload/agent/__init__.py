"""Runs a user's app in the user's own interpreter and tells the window what happens in it.

It is started as `python -u routeglass_payload.pyz` in the folder of the project; the first line of standard input is
its configuration (`settings.Settings`), and as long as standard input is open somebody is there to watch. It changes
nothing of the project: no file, no variable of the environment, no configuration of logging but uvicorn's own.
"""

from __future__ import annotations

from .runner import main

__all__ = ["main"]
