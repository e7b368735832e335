"""Client certificates for mutual TLS: read from PEM and PKCS#12 files, with words for what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.adapters.http.certificate_error import CertificateError
from app.adapters.http.pkcs12 import is_pkcs12, load_pkcs12

if TYPE_CHECKING:
    import ssl

    from app.core.requests.credentials import CertificateCredential

_BEGIN: Final = b"-----BEGIN "
_CONVERT: Final = "openssl x509 -in FILE.der -inform DER -out FILE.pem"
_MAX_BYTES: Final = 1024 * 1024
"""No certificate chain and no key is larger."""


def load_certificate(context: ssl.SSLContext, credential: CertificateCredential) -> None:
    """Lets connections of a context show the certificate to servers that ask for one; blocks while it reads files.

    Raises:
        CertificateError: A file cannot be read or is something else, the pass phrase is wrong, or the key another's.
    """
    text = _read(credential.certificate, "certificate")
    if is_pkcs12(text):
        load_pkcs12(context, credential)
        return
    if b"-----BEGIN CERTIFICATE-----" not in text and b"-----BEGIN TRUSTED CERTIFICATE-----" not in text:
        message = f"{credential.certificate} holds no certificate in PEM form."
        raise CertificateError(message, _form_hint(text))
    key = credential.key or credential.certificate
    key_text = _read(key, "key")
    if b"PRIVATE KEY-----" not in key_text:
        message = f"{key} holds no private key in PEM form."
        raise CertificateError(
            message, "Name the file that holds the key." if _BEGIN in key_text else _form_hint(key_text)
        )
    try:
        # Always a pass phrase: without one OpenSSL would ask for it on the terminal.
        context.load_cert_chain(credential.certificate, key, password=credential.passphrase)
    except (OSError, ValueError) as error:
        raise _explained(error, credential, key, encrypted=_is_encrypted(key_text)) from error


def stamp(credential: CertificateCredential) -> tuple[int, ...]:
    """Says when the files changed last, so that a new certificate is not taken for the old one."""
    found = []
    for name in (credential.certificate, credential.key):
        try:
            found.append(Path(name).stat().st_mtime_ns if name else 0)
        except (OSError, ValueError):
            found.append(-1)
    return tuple(found)


def _read(name: str, what: str) -> bytes:
    path = Path(name)
    try:
        if not path.is_file():
            message = f"The client {what} {name} is not there, or is no file."
            raise CertificateError(message, "Choose the file again.")
        with path.open("rb") as file:
            return file.read(_MAX_BYTES)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        message = f"The client {what} {name} cannot be read: {reason}."
        raise CertificateError(message, "Choose the file again.") from error


def _form_hint(text: bytes) -> str:
    if is_pkcs12(text):
        return "It is PKCS#12: name it as the certificate, and leave the key empty."
    # DER begins with an ASN.1 sequence.
    if text[:1] == b"\x30":
        return f"It seems to be DER; make PEM of it: {_CONVERT}."
    return "A PEM file has a line -----BEGIN …-----."


def _is_encrypted(key: bytes) -> bool:
    return b"ENCRYPTED" in key


def _explained(error: Exception, credential: CertificateCredential, key: str, *, encrypted: bool) -> CertificateError:
    reason = str(getattr(error, "reason", None) or error)
    if "MISMATCH" in reason:
        message = f"The key {key} does not belong to the certificate {credential.certificate}."
        return CertificateError(message, "Choose the key that the certificate was made with.")
    if encrypted:
        if not credential.passphrase:
            return CertificateError(f"The key {key} is encrypted, and no pass phrase is entered.", "Enter it.")
        return CertificateError(f"The pass phrase does not open the key {key}.", "Enter it again.")
    message = f"The client certificate {credential.certificate} cannot be used: {reason}."
    return CertificateError(message, "Check both files with: openssl x509 -in FILE -text")
