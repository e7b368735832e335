"""What is wrong with a client certificate."""

from __future__ import annotations


class CertificateError(Exception):
    """A client certificate that cannot be used; its text is a sentence for a person.

    Attributes:
        hint: What to do next.
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint
