"""What is wrong with a document, as values with pointers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a problem is."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        pointer: JSON Pointer of the place in the document.
        severity: An error makes something impossible, a warning makes it doubtful.
        message: What is wrong, in words.
    """

    pointer: str
    severity: Severity
    message: str
