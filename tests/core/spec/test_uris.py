from __future__ import annotations

import pytest

from app.core.spec.uris import local_path, resolve_uri, uri_of


@pytest.mark.parametrize(
    ("source", "uri", "path"),
    [
        ("api.yaml", "api.yaml", "api.yaml"),
        ("dir/my api.yaml", "dir/my%20api.yaml", "dir/my api.yaml"),
        ("/home/x/ä#1.json", "file:///home/x/%C3%A4%231.json", "/home/x/ä#1.json"),
        ("C:\\apis\\a b.json", "file:///C:/apis/a%20b.json", "C:/apis/a b.json"),
        ("\\\\server\\share\\a.json", "file://server/share/a.json", "//server/share/a.json"),
        ("file:///x/a.json", "file:///x/a.json", "/x/a.json"),
        ("https://example.org/a b.json#/x", "https://example.org/a%20b.json", None),
        ("", "", ""),
    ],
)
def test_sources_have_uris(source: str, uri: str, path: str | None) -> None:
    assert uri_of(source) == uri
    assert local_path(uri) == path


@pytest.mark.parametrize(
    ("base", "reference", "uri", "fragment"),
    [
        ("https://e.org/v1/a.json", "#/x%7E1y", "https://e.org/v1/a.json", "/x~1y"),
        ("https://e.org/v1/a.json", "../b.json#/x", "https://e.org/b.json", "/x"),
        ("https://e.org/v1/a.json", "/b.json", "https://e.org/b.json", ""),
        ("https://e.org/v1/a.json", "//f.org/b.json", "https://f.org/b.json", ""),
        ("https://e.org/v1/a.json", "file:///etc/passwd", "file:///etc/passwd", ""),
        ("https://e.org/v1/a.json", "http://[broken", "http://[broken", ""),
        ("https://[broken/a.json", "b.json", "b.json", ""),
        ("file:///x/a.json", "b c.json#d", "file:///x/b%20c.json", "d"),
        ("file:///x/a.json", "..\\common\\b.json", "file:///common/b.json", ""),
        ("dir/a.json", "./b.json", "dir/b.json", ""),
        ("a.json", "../../b.json", "../../b.json", ""),
        ("a.json", "/b.json", "file:///b.json", ""),
        ("", "b.json", "b.json", ""),
        ("", "#/x", "", "/x"),
        ("urn:uuid:1", "#x", "urn:uuid:1", "x"),
    ],
)
def test_references_are_relative_to_their_base(base: str, reference: str, uri: str, fragment: str) -> None:
    assert resolve_uri(base, reference) == (uri, fragment)
