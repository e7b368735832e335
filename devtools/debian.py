"""Installs Debian packages where this user may, and says the one command where not."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from devtools.base import DevError, call, say

if TYPE_CHECKING:
    from collections.abc import Sequence

WAIT = ("-o", "DPkg::Lock::Timeout=120")
"""Another apt (a machine's first boot often runs one) is waited for."""


def install_debian(packages: Sequence[str], *, why: str, must: bool = True) -> None:
    """Installs `packages` as root on a Debian-like system; elsewhere says what to do.

    Args:
        packages: Names of Debian packages.
        why: What is missing without them, in words.
        must: Whether nothing works without them; if not, a failure is only told.

    Raises:
        DevError: They are a must and could not be installed.
    """
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    may = shutil.which("apt-get") is not None and hasattr(os, "geteuid") and os.geteuid() == 0
    if may:
        say(f"{why}; installing {' '.join(packages)}")
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        if not call(["apt-get", "update", "-qq", *WAIT], **quiet) and not call([*command, "-qq", *WAIT], **quiet):
            return
    then = f"run `{'' if may else 'sudo '}{' '.join(command)}`, then try again."
    if must:
        raise DevError(why, where=f"missing packages: {' '.join(packages)}", then=then)
    say(f"{why}. To mend it {then}")
