"""The environment variables of a person's app: theirs, and none of ours."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.projects.model import AppOrder

_OURS: Final = Path(__file__).resolve().parents[3]
_LAUNCHERS_OWN: Final = ("PYTHONHOME", "__PYVENV_LAUNCHER__", "QT_QPA_PLATFORM", "QT_PLUGIN_PATH")


def child_environment(order: AppOrder, base: Mapping[str, str], bytecode: Path | None = None) -> dict[str, str]:
    """The variables of the app's process: the person's, with the interpreter's environment active and ours gone.

    Args:
        order: What is run.
        base: The variables of this process.
        bytecode: Where compiled modules are kept; None keeps none.
    """
    variables = {name: value for name, value in base.items() if name not in _LAUNCHERS_OWN}
    places = [place for place in variables.pop("PYTHONPATH", "").split(os.pathsep) if place and not _is_ours(place)]
    if order.import_root and order.import_root != order.folder:
        places.insert(0, order.import_root)
    if places:
        variables["PYTHONPATH"] = os.pathsep.join(places)
    _activate(variables, Path(order.interpreter))
    # Pipes may have another encoding than terminals, and what prints well there must not fail here.
    variables.setdefault("PYTHONIOENCODING", "utf-8")
    # Nothing of the person's is changed, so no `__pycache__` appears there.
    if bytecode is None:
        variables.setdefault("PYTHONDONTWRITEBYTECODE", "1")
    else:
        variables.pop("PYTHONDONTWRITEBYTECODE", None)
        variables["PYTHONPYCACHEPREFIX"] = str(bytecode)
    if order.otel_disabled:
        variables["OTEL_SDK_DISABLED"] = "true"
    variables.update(order.environment)
    return variables


def _activate(variables: dict[str, str], interpreter: Path) -> None:
    programs, prefix = interpreter.parent, interpreter.parent.parent
    places = variables.get("PATH", "").split(os.pathsep)
    own = Path(sys.prefix)
    if own != prefix and variables.get("VIRTUAL_ENV") and Path(variables["VIRTUAL_ENV"]) == own:
        del variables["VIRTUAL_ENV"]
        places = [place for place in places if Path(place).parent != own]
    if (prefix / "pyvenv.cfg").is_file():
        variables["VIRTUAL_ENV"] = str(prefix)
    elif (prefix / "conda-meta").is_dir():
        variables["CONDA_PREFIX"] = str(prefix)
    elif (programs / "conda-meta").is_dir():
        variables["CONDA_PREFIX"] = str(programs)
    if str(programs) not in places:
        places.insert(0, str(programs))
    variables["PATH"] = os.pathsep.join(places)


def _is_ours(place: str) -> bool:
    return Path(place).resolve() == _OURS
