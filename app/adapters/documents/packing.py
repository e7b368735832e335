"""Values as bytes and back: MessagePack, or JSON where a text holds half a surrogate pair.

JSON may escape such a half, so that a document can hold one, and no encoding of text can write it.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

from app.core.base.json_text import JsonSyntaxError, decode_json, encode_json

T = TypeVar("T")


def pack(value: object) -> bytes:
    """The bytes of a value that msgspec knows, and whose first level is an array."""
    try:
        return msgspec.msgpack.encode(value)
    except UnicodeEncodeError:
        return encode_json(msgspec.to_builtins(value)).encode()


def unpack(data: bytes, kind: type[T]) -> T:
    """Reverses `pack`.

    Raises:
        msgspec.MsgspecError: The bytes are no such value.
    """
    # No array of MessagePack begins with this byte.
    if not data.startswith(b"["):
        return msgspec.msgpack.decode(data, type=kind)
    value = decode_json(data)
    if isinstance(value, JsonSyntaxError):
        raise msgspec.DecodeError(str(value))
    return msgspec.convert(value, kind)
