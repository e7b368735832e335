"""Client certificates in PKCS#12 files (RFC 7292: `.p12`, `.pfx`).

Python's ssl module reads PEM alone, so the openssl program opens the file. The pass phrases go over its standard
input, and the key is never written to disk in the open: it goes into PEM under a pass phrase made for the moment.
"""

from __future__ import annotations

import re
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.adapters.http.certificate_error import CertificateError

if TYPE_CHECKING:
    import ssl

    from app.core.requests.credentials import CertificateCredential

_BLOCK: Final = re.compile(rb"(?P<attributes>.*?)(?P<pem>-----BEGIN ([A-Z ]+)-----.+?-----END \3-----\n)", re.DOTALL)
_OWN: Final = b"localKeyID"
"""The attribute that a certificate and its key share."""

_VERSION_3: Final = b"\x02\x01\x03"
_LIMIT_S: Final = 30
_NO_WINDOW: Final = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_BY_HAND: Final = "openssl pkcs12 -in FILE.p12 -out FILE.pem"


def is_pkcs12(data: bytes) -> bool:
    """Whether a file begins as PKCS#12 does: a sequence (DER or BER) whose first member is the version 3."""
    if len(data) < len(_VERSION_3) or data[0] != 0x30:
        return False
    # Above 0x80 the low bits say how many bytes of the length follow.
    start = 2 + (data[1] & 0x7F if data[1] > 0x80 else 0)
    return data[start : start + len(_VERSION_3)] == _VERSION_3


def load_pkcs12(context: ssl.SSLContext, credential: CertificateCredential) -> None:
    """Lets connections of a context show the certificate in a PKCS#12 file; blocks while openssl reads it.

    Raises:
        CertificateError: openssl is missing or cannot read it, the pass phrase is wrong, or it holds no key.
    """
    name = credential.certificate
    if credential.key:
        message = f"{name} brings its key along, and {credential.key} is named as the key too."
        raise CertificateError(message, "Leave the key empty, or name a certificate in PEM form.")
    passphrase = secrets.token_hex(32)
    blocks = list(_BLOCK.finditer(_opened(credential, passphrase)))
    keys = [block["pem"] for block in blocks if block["pem"].startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY")]
    found = [block for block in blocks if block["pem"].startswith(b"-----BEGIN CERTIFICATE")]
    if not keys:
        message = f"{name} holds no private key, and without one a certificate proves nothing."
        raise CertificateError(message, "Export it again together with its key.")
    if not found:
        message = f"{name} holds no certificate."
        raise CertificateError(message, "Export it again together with its key.")
    # The one of the key has to come first, whatever their order in the file.
    chain = [block["pem"] for block in sorted(found, key=_is_foreign)]
    with tempfile.TemporaryDirectory(prefix="routeglass-") as folder:
        path = Path(folder) / "client.pem"
        path.write_bytes(b"".join((*chain, keys[0])))
        try:
            context.load_cert_chain(path, password=passphrase)
        except (OSError, ValueError) as error:
            message = f"The certificate in {name} cannot be used: {getattr(error, 'reason', None) or error}."
            raise CertificateError(message, f"Look into it with: openssl pkcs12 -in {Path(name).name} -info") from error


def _is_foreign(block: re.Match[bytes]) -> bool:
    return _OWN not in block["attributes"]


def _opened(credential: CertificateCredential, passphrase: str) -> bytes:
    """What is in the file, as PEM, its key under another pass phrase."""
    program = shutil.which("openssl")
    if program is None:
        message = f"To read {credential.certificate}, a PKCS#12 file, the program openssl is needed; it is not here."
        raise CertificateError(message, f"Install it, or make PEM of the file on a computer that has it: {_BY_HAND}.")
    done = _run(program, credential, passphrase)
    if b"unsupported" in done.stderr:
        # What Windows and macOS wrote for a long time, OpenSSL 3 only reads when asked to.
        done = _run(program, credential, passphrase, "-legacy")
    if done.returncode == 0:
        return done.stdout
    raise _explained(credential, done.stderr.decode(errors="replace"))


def _run(
    program: str, credential: CertificateCredential, passphrase: str, *more: str
) -> subprocess.CompletedProcess[bytes]:
    words = ("pkcs12", "-in", credential.certificate, "-passin", "stdin", "-passout", "stdin", "-aes256", *more)
    try:
        return subprocess.run(  # noqa: S603 - the person's own openssl, the file is one argument
            [program, *words],
            input=f"{credential.passphrase}\n{passphrase}\n".encode(),
            capture_output=True,
            timeout=_LIMIT_S,
            check=False,
            creationflags=_NO_WINDOW,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        message = f"The program openssl could not open {credential.certificate}: {error}."
        raise CertificateError(message, f"Make PEM of it by hand: {_BY_HAND}.") from None


def _explained(credential: CertificateCredential, told: str) -> CertificateError:
    name = credential.certificate
    if "mac verify" in told.lower():
        if not credential.passphrase:
            return CertificateError(f"{name} is protected by a pass phrase, and none is entered.", "Enter it.")
        return CertificateError(f"The pass phrase does not open {name}.", "Enter it again.")
    reason = told.strip().splitlines()[-1] if told.strip() else "it says nothing"
    message = f"{name} cannot be read as PKCS#12; the program openssl says: {reason}"
    return CertificateError(message, "It may be cut off or damaged: copy or export it again.")
