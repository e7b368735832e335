"""What a source is called as a URI, and where a reference leads from there (RFC 3986 section 5).

Local files have URIs too: an absolute path is a `file:` URI, a relative path stays a relative, percent-encoded one.
"""

from __future__ import annotations

import posixpath
import re
from typing import Final
from urllib.parse import quote, unquote, urljoin

# A single letter is a drive of Windows.
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_DRIVE: Final = re.compile(r"[A-Za-z]:[\\/]")
_KEPT: Final = "%/:?@!$&'()*+,;=~[]"


def uri_of(source: str) -> str:
    """The URI of a file's path or of a URL, without a fragment; a text that is neither counts as a relative path."""
    if _SCHEME.match(source):
        return _quoted(source.partition("#")[0], _KEPT)
    path = source.replace("\\", "/")
    if _DRIVE.match(source):
        return f"file:///{_quoted(path, '/:')}"
    if path.startswith("//"):
        return f"file:{_quoted(path)}"
    return f"file://{_quoted(path)}" if path.startswith("/") else _quoted(path)


def local_path(uri: str) -> str | None:
    """The path of the local file that a URI names, with `/` between its parts; None for anything else."""
    if not _SCHEME.match(uri):
        return unquote(uri)
    if not uri.startswith("file:"):
        return None
    rest = unquote(uri.removeprefix("file:"))
    path = rest.removeprefix("//") if rest.startswith("///") else rest
    return path[1:] if _DRIVE.match(path[1:]) else path


def resolve_uri(base: str, reference: str) -> tuple[str, str]:
    """Where a reference leads: the URI without its fragment, and the fragment, percent-decoded.

    Args:
        base: The URI that the reference is relative to; empty where it is unknown.
        reference: For example `../common/errors.yaml#/NotFound`.
    """
    target, _, fragment = reference.partition("#")
    return (_joined(base, target) if target else base), unquote(fragment)


def _joined(base: str, target: str) -> str:
    target = _quoted(target, _KEPT + "\\")
    if _SCHEME.match(target):
        return target
    if local_path(base) is not None:
        target = target.replace("\\", "/").replace("%5C", "/")
    if _SCHEME.match(base):
        try:
            return urljoin(base, target)
        except ValueError:
            return target
    if target.startswith("/"):
        return f"file://{posixpath.normpath(target)}"
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), target))


def _quoted(text: str, kept: str = "/") -> str:
    """Percent-encodes what no URI may hold; half a surrogate pair too, which JSON may escape and nothing can write."""
    return quote(text, safe=kept, errors="surrogatepass")
