"""HTTP Digest: what answers a challenge (RFC 7616).

Written here and not taken from the HTTP library: its version signs the library's own encoding of the target, knows no
`auth-int` and no `SHA-512-256`, and hides the challenged round, which a person wants to see.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from app.core.requests.credentials import DigestSession

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.core.base.challenges import Challenge
    from app.core.requests.credentials import DigestCredential

_HASHES: Final = {"MD5": "md5", "SHA-256": "sha256", "SHA-512-256": "sha512_256"}
_SESSION: Final = "-SESS"


class DigestError(Exception):
    """A challenge that cannot be answered; its text is a sentence for a person."""


def read_session(challenges: Iterable[Challenge], origin: str, cnonce: str, *, has_bytes: bool) -> DigestSession:
    """What the first Digest challenge that can be answered says (section 3.7: servers put the best one first).

    Args:
        cnonce: Fresh and unguessable.
        has_bytes: Whether the body's bytes are known before they are sent, as `auth-int` needs.

    Raises:
        DigestError: There is none; says why.
    """
    faults: list[str] = []
    for challenge in challenges:
        if challenge.scheme != "digest":
            continue
        said = challenge.parameters
        algorithm = said.get("algorithm", "MD5")
        qop, fault = _qop(said.get("qop"), has_bytes=has_bytes)
        if not _is_known(algorithm):
            faults.append(f"the algorithm {algorithm} is not known here")
        elif fault or "nonce" not in said:
            faults.append(fault or "it names no nonce")
        else:
            return DigestSession(
                origin=origin,
                realm=said.get("realm", ""),
                nonce=said["nonce"],
                cnonce=cnonce,
                algorithm=algorithm,
                qop=qop,
                opaque=said.get("opaque"),
                utf8=said.get("charset", "").upper() == "UTF-8",
                userhash=said.get("userhash", "").lower() == "true",
            )
    if not faults:
        message = "The server asks for no Digest authentication."
        raise DigestError(message)
    message = f"The server's Digest challenge cannot be answered: {'; '.join(faults)}."
    raise DigestError(message)


def authorize(
    credential: DigestCredential, session: DigestSession, method: str, target: str, body: bytes = b""
) -> tuple[str, DigestSession]:
    """The Authorization value for one request (section 3.4), and the session with that request counted.

    Args:
        target: The request target as it goes over the wire.
        body: Is signed too where the session says `auth-int`.
    """
    session = replace(session, count=session.count + 1)
    charset = "utf-8" if session.utf8 or not _is_latin(credential.username + credential.password) else "latin-1"

    def digest(*parts: str | bytes) -> str:
        name = _HASHES[session.algorithm.upper().removesuffix(_SESSION)]
        raw = b":".join(part if isinstance(part, bytes) else part.encode(charset, "surrogatepass") for part in parts)
        return hashlib.new(name, raw, usedforsecurity=False).hexdigest()

    key = digest(credential.username, session.realm, credential.password)
    if session.algorithm.upper().endswith(_SESSION):
        key = digest(key, session.nonce, session.cnonce)
    signed = (method, target, digest(body)) if session.qop == "auth-int" else (method, target)
    nonces = (session.nonce, f"{session.count:08x}", session.cnonce, session.qop) if session.qop else (session.nonce,)
    username = digest(credential.username, session.realm) if session.userhash else credential.username
    fields = [_username(username), f"realm={_quoted(session.realm)}", f"uri={_quoted(target)}"]
    fields += [f"algorithm={session.algorithm}", f"nonce={_quoted(session.nonce)}"]
    if session.qop:
        fields += [f"nc={session.count:08x}", f"cnonce={_quoted(session.cnonce)}", f"qop={session.qop}"]
    fields.append(f'response="{digest(key, *nonces, digest(*signed))}"')
    fields += [f"opaque={_quoted(session.opaque)}"] if session.opaque is not None else []
    fields += ["userhash=true"] if session.userhash else []
    return f"Digest {', '.join(fields)}", session


def _qop(offered: str | None, *, has_bytes: bool) -> tuple[str, str]:
    """What will be signed, and why it cannot be."""
    if offered is None:
        return "", ""
    names = [name.strip().lower() for name in offered.split(",")]
    if "auth" in names:
        return "auth", ""
    if "auth-int" not in names:
        return "", f"it demands the quality of protection {offered}, which is not known here"
    if not has_bytes:
        return "", "it demands that the body is signed (auth-int), which is not done for files and multipart"
    return "auth-int", ""


def _is_known(algorithm: str) -> bool:
    return _HASHES.get(algorithm.upper().removesuffix(_SESSION)) in hashlib.algorithms_available


def _is_latin(text: str) -> bool:
    return all(ord(character) < 256 for character in text)


def _username(name: str) -> str:
    if name.isascii():
        return f"username={_quoted(name)}"
    return f"username*=UTF-8''{quote(name, safe='', errors='surrogatepass')}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
