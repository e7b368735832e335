"""TLS contexts: one for each way to trust and to be trusted, made once and shared, since each costs some 100 ms."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import truststore

from app.adapters.http.client_certificates import load_certificate, stamp

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.exchange.connection import ConnectionSettings
    from app.core.requests.credentials import CertificateCredential
    from app.core.requests.model import PreparedRequest


class AuthorityError(Exception):
    """A file of trusted certificates that cannot be used; its text is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Trust:
    """What a context has to do.

    Attributes:
        certificate: Shown to servers that ask for one, with the stamps of its files.
        ca_file: Trusted besides the system's, with the stamp of the file; an empty path for none.
        checks: Whether the server's certificate is checked.
        http2: Whether HTTP/2 is offered; the client writes that into the context.
    """

    certificate: tuple[CertificateCredential, tuple[int, ...]] | None = None
    ca_file: tuple[str, int] = ("", 0)
    checks: bool = True
    http2: bool = False


class Contexts:
    """Makes contexts on worker threads and keeps them."""

    def __init__(self, new_context: Callable[[], ssl.SSLContext] | None) -> None:
        self._new_context = new_context or _system_context
        # The usual one is made at once: whoever warms up waits for it, and no request does.
        self._contexts: dict[Trust, ssl.SSLContext] = {Trust(): self._new_context()}

    async def get(self, trust: Trust) -> ssl.SSLContext:
        """The context for a trust.

        Raises:
            CertificateError: The client certificate cannot be used.
            AuthorityError: The file of trusted certificates cannot be used.
        """
        if trust not in self._contexts:
            made = await asyncio.to_thread(self._make, trust)
            self._contexts.setdefault(trust, made)
        return self._contexts[trust]

    def _make(self, trust: Trust) -> ssl.SSLContext:
        context = self._new_context()
        if trust.ca_file[0]:
            _trust_file(context, trust.ca_file[0])
        if not trust.checks:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if trust.certificate is not None:
            load_certificate(context, trust.certificate[0])
        return context


def trust_for(request: PreparedRequest, connection: ConnectionSettings) -> Trust:
    """What the context of a request has to do; no other request shall show its client certificate."""
    if not request.url.lower().startswith("https:"):
        return Trust()
    credential = request.authentication.certificate
    return Trust(
        certificate=None if credential is None else (credential, stamp(credential)),
        ca_file=(connection.ca_file, _changed_at(connection.ca_file)),
        checks=not connection.is_insecure(request.url),
        http2=connection.http2,
    )


def trust_for_proxy(proxy: str | None, connection: ConnectionSettings) -> Trust | None:
    """What the context for a proxy has to do that is itself reached over TLS; None for others."""
    if proxy is None or not proxy.lower().startswith("https:"):
        return None
    ca_file = connection.ca_file, _changed_at(connection.ca_file)
    return Trust(ca_file=ca_file, checks=not connection.is_insecure(proxy))


def authority_problem(path: str) -> str:
    """Why a file cannot be used as one of trusted certificates, one sentence; empty where it can."""
    try:
        _trust_file(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), path)
    except AuthorityError as error:
        return str(error)
    return ""


def _trust_file(context: ssl.SSLContext, path: str) -> None:
    try:
        context.load_verify_locations(cafile=path)
    except FileNotFoundError:
        message = f"The file of trusted certificates {path} is not there."
        raise AuthorityError(message) from None
    except ssl.SSLError as error:
        message = f"The file of trusted certificates {path} holds no certificate in PEM form."
        raise AuthorityError(message) from error
    except OSError as error:
        message = f"The file of trusted certificates {path} cannot be read: {error.strerror or error}."
        raise AuthorityError(message) from error


def _changed_at(path: str) -> int:
    try:
        return Path(path).stat().st_mtime_ns if path else 0
    except (OSError, ValueError):
        return -1


def _system_context() -> ssl.SSLContext:
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
