"""A form's values without the secrets in it: what may be written to disk."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.core.base.field_path import FieldPath, Location
from app.core.forms.edits import Omit
from app.core.forms.kinds import is_secret
from app.core.forms.state import apply_all

if TYPE_CHECKING:
    from app.core.forms.build import Form
    from app.core.forms.model import FormState

_SECRET_HEADERS: Final = frozenset({"authorization", "proxy-authorization", "cookie"})
_KEYS = re.compile(r'"((?:[^"\\]|\\.)*)"\s*:')


def is_secret_header(name: str) -> bool:
    """Whether a header of that name carries credentials."""
    return name.lower() in _SECRET_HEADERS or is_secret(name, None)


def without_secrets(form: Form, state: FormState) -> FormState:
    """The state with every secret left out: fields that are hidden on screen, and headers that carry credentials.

    A typed text that holds a secret is dropped; the values that were read from it stay, without it.
    """
    secrets = [field.path for field in form.walk(state) if field.secret]
    headers = state.roots.get(Location.HEADER)
    if isinstance(headers, dict):
        secrets += [FieldPath(Location.HEADER, (name,)) for name in headers if is_secret_header(name)]
    # Backwards: leaving out an item of a list moves the ones behind it.
    redacted = apply_all(state, [Omit(path) for path in reversed(secrets)])
    text = redacted.body_text
    if text is not None and any(is_secret(found[1], None) for found in _KEYS.finditer(text)):
        return replace(redacted, body_text=None)
    return redacted
