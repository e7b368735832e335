"""Content codings, undone in pieces: what httpx gives at once, and no more memory than a piece takes."""

from __future__ import annotations

import gzip
import random
import tracemalloc
import zlib
from typing import TYPE_CHECKING

import httpx
import pytest

from app.adapters.http.content_codings import PIECE, Codings

if TYPE_CHECKING:
    from collections.abc import Callable

brotli = pytest.importorskip("brotli", reason="other interpreters have the same under another name")


def raw_deflate(data: bytes) -> bytes:
    made = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return made.compress(data) + made.flush()


ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "Deflate ": raw_deflate,
    "br": brotli.compress,
}
TEXTS = {
    "empty": b"",
    "short": b'{"openapi": "3.1.0"}',
    "one piece": b"a" * PIECE,
    "long match": b"ab" * 3 * PIECE,
    "noise": random.Random(1).randbytes(3 * PIECE),
}


def decoded(header: list[str], data: bytes, size: int = 65_536) -> bytes:
    codings, found = Codings(header), bytearray()
    for start in range(0, len(data), size):
        for piece in codings.decode(data[start : start + size]):
            assert len(piece) <= 2 * PIECE
            found += piece
    return bytes(found)


@pytest.mark.parametrize("coding", ENCODERS)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_each_coding_is_undone_however_it_is_cut(coding: str, text: bytes) -> None:
    data = ENCODERS[coding](text)
    assert decoded([coding], data) == text
    assert decoded([coding], data, size=7 if len(data) < 10_000 else 999) == text


def test_codings_over_one_another_are_undone_in_their_order() -> None:
    text = TEXTS["long match"]
    data = zlib.compress(brotli.compress(gzip.compress(text)))
    assert decoded(["gzip, br", "deflate"], data) == text


def test_what_is_not_known_is_left_as_it_is() -> None:
    assert decoded(["identity", "zstd"], b"abc") == b"abc"
    assert decoded([], b"abc") == b"abc"


def test_a_truncated_body_gives_what_there_is() -> None:
    data = gzip.compress(TEXTS["noise"])
    assert TEXTS["noise"].startswith(decoded(["gzip"], data[: len(data) // 2]))


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_what_is_not_in_its_coding_is_told(coding: str) -> None:
    with pytest.raises(httpx.DecodingError):
        decoded([coding], b"\xff plain text")


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_a_bomb_in_a_bomb_takes_the_memory_of_a_few_pieces(coding: str) -> None:
    inner = zlib.compressobj(wbits=31)
    once = b"".join([inner.compress(bytes(PIECE)) for _ in range(2_000)]) + inner.flush()
    data = ENCODERS[coding](once)
    assert len(data) < 10_000
    tracemalloc.start()
    try:
        total = 0
        for piece in Codings([f"gzip, {coding}"]).decode(data):
            total += len(piece)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert total == 2_000 * PIECE
    assert peak < 20 * PIECE
