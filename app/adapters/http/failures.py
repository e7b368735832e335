"""Why there is no response, in words and with the phase in which it happened."""

from __future__ import annotations

import errno
import re
import socket
import ssl
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import h11
import httpx
from socksio import SOCKSError

from app.adapters.http.certificate_error import CertificateError
from app.adapters.http.header_check import HeaderError
from app.adapters.http.proxies import SystemProxyError
from app.adapters.http.reception import BodyTooLargeError
from app.adapters.http.tls import AuthorityError
from app.adapters.http.uploads import UploadError
from app.core.exchange.model import Failure, Phase
from app.core.exchange.words import duration_words, size_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.core.exchange.connection import ConnectionSettings
    from app.core.exchange.model import Response

_UNREACHABLE: Final = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL})
_CERTIFICATE_HINTS: Final = {
    10: "The certificate has expired; its owner must renew it.",
    18: "It is signed by nobody but itself; add it to the trusted certificates if you trust this server.",
    19: "Its chain ends in a certificate this computer does not trust; trust that one if you do.",
    20: "The authority that signed it is not known on this computer.",
    62: "It was issued for another name; check the host in the URL.",
    64: "It was issued for another address; check the host in the URL.",
}
_ALERTS: Final = {
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": "demands a client certificate, and none was sent",
    "SSLV3_ALERT_BAD_CERTIFICATE": "does not accept the client certificate",
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": "does not support the client certificate's kind",
    "SSLV3_ALERT_CERTIFICATE_REVOKED": "says that the client certificate was revoked",
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": "says that the client certificate has expired, or is not valid yet",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": "does not accept the client certificate",
    "TLSV1_ALERT_UNKNOWN_CA": "does not know the authority that signed the client certificate",
    "TLSV1_ALERT_ACCESS_DENIED": "refuses the client certificate",
}
"""What a server can say of a client certificate (RFC 8446 section 6.2), by OpenSSL's names."""

_OF_PROXY: Final = (
    "It is the certificate of the proxy; the file of trusted certificates in the settings of the connection holds for "
    "it too."
)
_TRY_HTTP: Final = "If the server does not use TLS, call it with http:// instead of https://."
_BYTES = re.compile(r"""[ ,:]*\bb(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
_QUOTED: Final = re.compile(r"bytearray\(b(.*)\)")
"""What h11 quotes of an answer, in Python's way."""

_ACTIVITY: Final = {
    Phase.QUEUE: "before it began",
    Phase.PREPARE: "while it was being prepared",
    Phase.DNS: "while looking up the host's name",
    Phase.CONNECT: "while connecting",
    Phase.TLS: "while agreeing on TLS",
    Phase.SEND: "while sending the request",
    Phase.WAIT: "while waiting for the answer",
    Phase.RECEIVE: "while receiving the answer",
}


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known when something goes wrong.

    Attributes:
        phase: Where it happened.
        peer: `host:port` as far as known.
        elapsed_ms: Since the press on Send.
        send_failed: The server stopped listening before the whole request was out.
        partial: What had arrived.
        secure: Whether the request is for https.
        proxy: The proxy's address without credentials; empty without one.
        beyond: It is about the server and not about the proxy.
    """

    phase: Phase
    peer: str
    limits: ConnectionSettings
    elapsed_ms: float = 0.0
    send_failed: bool = False
    partial: Response | None = None
    secure: bool = False
    proxy: str = ""
    beyond: bool = False

    @property
    def is_about_proxy(self) -> bool:
        """Whether it is about the proxy."""
        return bool(self.proxy) and not self.beyond

    @property
    def is_with_proxy(self) -> bool:
        """Whether TLS is being agreed on with the proxy itself."""
        return self.proxy.startswith("https:") and not self.beyond


def cancelled(scene: Scene) -> Failure:
    """The person stopped the request."""
    message = f"Stopped after {duration_words(scene.elapsed_ms)} {_ACTIVITY[scene.phase]}."
    return Failure(scene.phase, message, cancelled=True, partial=scene.partial)


def explain(error: Exception, scene: Scene) -> Failure:
    """Finds the words for an exception of httpx, ssl, socket, or our own; anything else is told as it is."""
    for matches, words in _RULES:
        if matches(error):
            phase, message, hint = words(error, scene)
            if scene.is_about_proxy and phase in {Phase.DNS, Phase.CONNECT} and words not in {_proxy, _no_socks}:
                hint = f"It is the proxy that this request goes through, {scene.proxy}. {hint}"
            untrusted = words is _certificate and not scene.is_with_proxy
            return Failure(phase, message, hint, _detail(error), partial=scene.partial, untrusted=untrusted)
    message = f"Something unforeseen stopped the request {_ACTIVITY[scene.phase]}: {type(error).__name__}: {error}"
    hint = "This is a fault of Routeglass; please report it with the details."
    return Failure(scene.phase, message, hint, "".join(traceback.format_exception(error)), partial=scene.partial)


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """The exception, then what caused it, members of groups included."""
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for member in error.exceptions:
                yield from causes(member)
        error = error.__cause__ or error.__context__


def _without_bytes(error: BaseException) -> str:
    """An exception's text without the bytes it quotes: they may be credentials, and nobody reads Python's way."""
    return _BYTES.sub("", str(error))


def _detail(error: Exception) -> str:
    lines = (f"{type(found).__name__}: {_without_bytes(found)}" for found in causes(error))
    return "\n".join(dict.fromkeys(lines))


_Words = tuple[Phase, str, str]


def _upload(error: Exception, _scene: Scene) -> _Words:
    return Phase.PREPARE, str(error), "Choose the file again."


def _header(error: Exception, _scene: Scene) -> _Words:
    return Phase.PREPARE, str(error), "Change that header, then send again."


def _invalid_url(error: Exception, _scene: Scene) -> _Words:
    return Phase.PREPARE, f"This URL cannot be called: {error}", "A URL begins with http:// or https:// and a host."


def _lookup(_error: Exception, scene: Scene) -> _Words:
    host = scene.peer.rpartition(":")[0]
    return Phase.DNS, f"The name {host} leads to no address.", "Check its spelling and the network connection."


def _lookup_slow(_error: Exception, scene: Scene) -> _Words:
    limit = duration_words(scene.limits.connect_s * 1000)
    return Phase.DNS, f"Looking up {scene.peer.rpartition(':')[0]} took longer than {limit}.", "Check the network."


def _certificate(error: Exception, scene: Scene) -> _Words:
    found = next(cause for cause in causes(error) if isinstance(cause, ssl.SSLCertVerificationError))
    reason = found.verify_message or str(found)
    hint = _CERTIFICATE_HINTS.get(found.verify_code, "Check the server's certificate.")
    if scene.is_with_proxy:
        hint = f"{_OF_PROXY} {hint}"
    return Phase.TLS, f"The certificate of {scene.peer} is not accepted: {reason}.", hint


def _client_certificate(error: Exception, _scene: Scene) -> _Words:
    assert isinstance(error, CertificateError), "the rule asked for it"  # noqa: S101 - an invariant
    return Phase.PREPARE, str(error), error.hint


def _authority(error: Exception, _scene: Scene) -> _Words:
    return Phase.PREPARE, str(error), "Choose another file in the settings of the connection."


def _system_proxy(error: Exception, _scene: Scene) -> _Words:
    hint = "It comes from the environment; set another one by hand, or choose none, in the settings of the connection."
    return Phase.PREPARE, str(error), hint


def _proxy(error: Exception, scene: Scene) -> _Words:
    message = f"The proxy {scene.proxy} does not let this request through: {str(error) or type(error).__name__}."
    if "407" in str(error) or "auth" in str(error).lower():
        return Phase.CONNECT, message, "Check the name and the password for it in the settings of the connection."
    return Phase.CONNECT, message, "Ask whoever runs it, or reach this host without it."


def _no_socks(error: Exception, scene: Scene) -> _Words:
    message = f"What {scene.proxy} answered is not SOCKS5: {str(error) or type(error).__name__}."
    return Phase.CONNECT, message, "Is it a proxy of another kind? One for HTTP is called with http://."


def _tls(error: Exception, scene: Scene) -> _Words:
    found = next(cause for cause in causes(error) if isinstance(cause, ssl.SSLError))
    if found.reason in _ALERTS:
        hint = "The client certificate is entered under Auth, for a scheme of the kind mutualTLS."
        return Phase.TLS, f"{scene.peer} {_ALERTS[found.reason]}.", hint
    if scene.phase is not Phase.TLS:
        return (
            scene.phase,
            f"The encrypted connection to {scene.peer} broke: {found.reason or found}.",
            "Send it again.",
        )
    if isinstance(found, ssl.SSLEOFError):
        return _connect_failed(error, scene)
    return Phase.TLS, f"{scene.peer} and this program could not agree on TLS: {found.reason or found}.", _TRY_HTTP


def _refused(_error: Exception, scene: Scene) -> _Words:
    return Phase.CONNECT, f"Nothing accepts connections at {scene.peer}.", "Is the server running, and on this port?"


def _unreachable(error: Exception, scene: Scene) -> _Words:
    found = next((cause for cause in causes(error) if isinstance(cause, OSError) and cause.errno in _UNREACHABLE), None)
    reason = f": {found.strerror}" if found is not None and found.strerror else ""
    return Phase.CONNECT, f"{scene.peer} cannot be reached from here{reason}.", "Check the address and the network."


def _connect_slow(_error: Exception, scene: Scene) -> _Words:
    limit = duration_words(scene.limits.connect_s * 1000)
    if scene.phase is Phase.TLS:
        return Phase.TLS, f"{scene.peer} did not agree on TLS within {limit}.", _TRY_HTTP
    hint = "Check the address; a firewall that drops packets looks like this too."
    return scene.phase, f"{scene.peer} accepted no connection within {limit}.", hint


def _connect_failed(error: Exception, scene: Scene) -> _Words:
    if scene.phase is Phase.TLS:
        return Phase.TLS, f"{scene.peer} closed the connection while TLS was being agreed on.", _TRY_HTTP
    return scene.phase, f"No connection to {scene.peer}: {str(error) or type(error).__name__}.", "Check the address."


def _read_slow(_error: Exception, scene: Scene) -> _Words:
    limit = duration_words((scene.limits.read_s or 0) * 1000)
    return scene.phase, f"Nothing came from {scene.peer} for {limit}.", "The server may be busy or stuck; see its log."


def _illegal_request(error: Exception, _scene: Scene) -> _Words:
    message = f"This request cannot be written as HTTP: {_without_bytes(error)}"
    return Phase.PREPARE, message, "Look at the method and the headers: names, line breaks, Content-Length."


def _undecodable(error: Exception, scene: Scene) -> _Words:
    encoding = scene.partial.header("content-encoding") if scene.partial else None
    message = f"The response says Content-Encoding: {encoding}, but its bytes are not that."
    return Phase.RECEIVE, message, str(error)


def _broken_off(error: Exception, scene: Scene) -> _Words:
    """The connection ended, or what came is no HTTP."""
    if scene.send_failed and scene.partial is None:
        hint = "It may have refused the size or the headers without saying so; see its log."
        return Phase.SEND, f"{scene.peer} closed the connection while the request was being sent.", hint
    if scene.phase is Phase.RECEIVE and scene.partial is not None:
        return Phase.RECEIVE, _stopped_midway(error, scene.partial), "It may have crashed; its log may say why."
    if isinstance(error, httpx.RemoteProtocolError) and "disconnected" not in str(error):
        hint = "Is it an HTTP server? A server that expects TLS is called with https://."
        words = _QUOTED.sub(r"\1", str(error))
        return scene.phase, f"What {scene.peer} answered is not HTTP: {words}", hint
    hint = "It may have crashed; its log may say why. "
    if scene.secure:
        hint += "A server that does not accept the client certificate, or demands one, may look like this too."
    else:
        hint += "A server that expects TLS is called with https://."
    return scene.phase, f"{scene.peer} closed the connection without an HTTP answer.", hint


def _stopped_midway(error: Exception, partial: Response) -> str:
    if isinstance(error, httpx.RemoteProtocolError) and "closed connection" not in str(error):
        return f"The response breaks the rules of HTTP in its middle: {error}"
    announced = partial.header("content-length")
    arrived = size_words(partial.body.wire_size)
    if announced is not None and announced.isdecimal():
        return f"The server stopped in the middle of its answer: {arrived} of {size_words(int(announced))} had come."
    return f"The server stopped in the middle of its answer, after {arrived}."


def _too_large(error: Exception, _scene: Scene) -> _Words:
    return Phase.RECEIVE, f"The answer is not read to its end: {error}.", "Is it what you asked for?"


def _disk(error: Exception, scene: Scene) -> _Words:
    message = f"The response could not be written to disk: {getattr(error, 'strerror', None) or error}."
    return scene.phase, message, "Large responses go into the folder for temporary files; free some space there."


def _is(*types: type[BaseException]) -> Callable[[Exception], bool]:
    return lambda error: isinstance(error, types)


def _caused_by(*types: type[BaseException]) -> Callable[[Exception], bool]:
    return lambda error: any(isinstance(cause, types) for cause in causes(error))


def _caused_by_errno(numbers: frozenset[int]) -> Callable[[Exception], bool]:
    return lambda error: any(isinstance(cause, OSError) and cause.errno in numbers for cause in causes(error))


_RULES: Final[tuple[tuple[Callable[[Exception], bool], Callable[[Exception, Scene], _Words]], ...]] = (
    (_is(UploadError), _upload),
    (_is(HeaderError), _header),
    (_is(CertificateError), _client_certificate),
    (_is(AuthorityError), _authority),
    (_is(SystemProxyError), _system_proxy),
    (_is(httpx.InvalidURL, httpx.UnsupportedProtocol), _invalid_url),
    (_caused_by(socket.gaierror), _lookup),
    (_is(TimeoutError), _lookup_slow),
    (_is(httpx.ProxyError), _proxy),
    (_is(SOCKSError), _no_socks),
    (_is(httpx.ConnectTimeout), _connect_slow),
    (_caused_by(ssl.SSLCertVerificationError), _certificate),
    (_caused_by(ssl.SSLError), _tls),
    (_caused_by(ConnectionRefusedError), _refused),
    (_caused_by_errno(_UNREACHABLE), _unreachable),
    (_is(httpx.ConnectError), _connect_failed),
    (_is(httpx.ReadTimeout, httpx.WriteTimeout), _read_slow),
    (_is(httpx.LocalProtocolError, h11.LocalProtocolError), _illegal_request),
    (_is(httpx.DecodingError), _undecodable),
    (_is(httpx.RemoteProtocolError, httpx.NetworkError), _broken_off),
    (_is(BodyTooLargeError), _too_large),
    (_is(OSError), _disk),
)
"""First match wins: causes before the transport's own, wider, exceptions."""
