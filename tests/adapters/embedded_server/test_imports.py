"""The window paints before FastAPI is imported, so importing the adapter must not bring it."""

from __future__ import annotations

import json
from pathlib import Path

from app.adapters import embedded_server
from tests.support.children import run_child

HEAVY = ("fastapi", "starlette", "uvicorn", "pydantic", "httpx", "anyio", "asyncio", "embedded_api", "PySide6")

IMPORTS = """
import json, sys
{imports}
print(json.dumps([name for name in {heavy!r} if name in sys.modules]))
"""

CONSTRUCTS = """
from app.adapters.embedded_server.bookstore import BookstoreFactory, make_bookstore_server
server = make_bookstore_server(BookstoreFactory())
assert server.state.phase == "stopped"
"""

SERVES = """
import json, sys, urllib.request
from app.adapters.embedded_server.bookstore import BookstoreFactory, make_bookstore_server
server = make_bookstore_server(BookstoreFactory())
server.start()
assert json.load(urllib.request.urlopen(server.wait_until_running() + "/health")) == {"healthy": True}
server.stop()
print(json.dumps("PySide6" in sys.modules))
"""


def modules() -> list[str]:
    folder = Path(embedded_server.__file__).parent
    return [f"import app.adapters.embedded_server.{path.stem}" for path in folder.glob("[a-z]*.py")]


def test_no_module_of_the_adapter_imports_anything_heavy() -> None:
    assert len(modules()) >= 6
    child = run_child("-c", IMPORTS.format(imports="\n".join([*modules(), CONSTRUCTS]), heavy=HEAVY))
    assert child.returncode == 0, child.stderr
    assert json.loads(child.stdout) == []


def test_it_serves_without_qt() -> None:
    child = run_child("-W", "error", "-c", SERVES)
    assert child.returncode == 0, child.stderr
    assert json.loads(child.stdout) is False
    assert child.stderr == ""
