"""What a person gave is recognised by what it is, and kept without its secrets."""

from __future__ import annotations

import pytest

from app.features.sources.orders import Kind, Order, recognise, redacted


@pytest.mark.parametrize(
    ("given", "kind", "reference"),
    [
        ("", Kind.NOTHING, ""),
        ("  \n ", Kind.NOTHING, ""),
        ("bookstore", Kind.BOOKSTORE, "bookstore"),
        ("http://127.0.0.1:8000", Kind.ADDRESS, "http://127.0.0.1:8000"),
        (" https://api.example/ ", Kind.ADDRESS, "https://api.example/"),
        ("https://api.example/openapi.json", Kind.URL, "https://api.example/openapi.json"),
        ("HTTPS://api.example/docs", Kind.URL, "HTTPS://api.example/docs"),
        ("127.0.0.1:8000", Kind.ADDRESS, "http://127.0.0.1:8000"),
        ("localhost", Kind.ADDRESS, "http://localhost"),
        ("localhost:8000/docs", Kind.ADDRESS, "http://localhost:8000/docs"),
        ("api.example.com", Kind.ADDRESS, "http://api.example.com"),
        ("devbox:8080", Kind.ADDRESS, "http://devbox:8080"),
        ("[::1]:8000", Kind.ADDRESS, "http://[::1]:8000"),
        ("openapi.json", Kind.FILE, "openapi.json"),
        ("petstore.yaml", Kind.FILE, "petstore.yaml"),
        ("./api", Kind.FILE, "./api"),
        ("~/api/openapi.yml", Kind.FILE, "~/api/openapi.yml"),
        ("C:\\api\\openapi.json", Kind.FILE, "C:\\api\\openapi.json"),
        ('"/with blanks/api.json"', Kind.FILE, "/with blanks/api.json"),
        ("file:///with%20blanks/api.json", Kind.FILE, "/with blanks/api.json"),
        ("file:///C:/api.json", Kind.FILE, "C:/api.json"),
        ("file://localhost/api.json", Kind.FILE, "/api.json"),
        ("ftp://api.example/openapi.json", Kind.REFUSED, "ftp://api.example/openapi.json"),
        ("http://", Kind.REFUSED, "http://"),
        ("http://[bad/", Kind.REFUSED, "http://[bad/"),
        ("http://h:99999/x", Kind.REFUSED, "http://h:99999/x"),
        ('{"openapi": "3.1.0"}', Kind.TEXT, "Pasted text"),
        ("openapi: 3.1.0", Kind.TEXT, "Pasted text"),
        ("swagger: '2.0'\npaths: {}", Kind.TEXT, "Pasted text"),
        ("# a comment\nopenapi: 3.1.0", Kind.TEXT, "Pasted text"),
        ("---\nopenapi: 3.1.0", Kind.TEXT, "Pasted text"),
        ("<html>", Kind.TEXT, "Pasted text"),
    ],
)
def test_what_was_given(given: str, kind: Kind, reference: str) -> None:
    order = recognise(given)
    assert (order.kind, order.reference) == (kind, reference)
    assert order.words.endswith(".")
    assert (order.text is not None) == (kind is Kind.TEXT)


def test_a_document_is_kept_as_it_was_given() -> None:
    text = "  openapi: 3.1.0\n  paths: {}\n"
    order = recognise(text)
    assert order.text == text
    assert order.words == "This is a document itself: 2 lines of YAML."
    assert "JSON" in recognise('{\n"openapi": "3.1.0"}').words


@pytest.mark.parametrize(
    ("url", "without"),
    [
        ("https://me:s3cr3t@api.example/a.json", "https://api.example/a.json"),
        ("https://api.example/a.json?token=s3cr3t&v=2#part", "https://api.example/a.json?token=***&v=2"),
        ("https://api.example/a?api_key=s3cr3t", "https://api.example/a?api_key=***"),
        ("https://api.example/a?x=0123456789abcdefghijkl", "https://api.example/a?x=***"),
        (
            "https://api.example/a?ref=feature/a-very-long-branch-name",
            "https://api.example/a?ref=feature/a-very-long-branch-name",
        ),
        ("https://api.example/a?plain", "https://api.example/a?plain"),
        ("http://[bad", "http://[bad"),
    ],
)
def test_secrets_in_a_url_are_not_kept(url: str, without: str) -> None:
    assert redacted(url).replace("plain=", "plain") == without


def test_an_order_has_a_name_and_a_key() -> None:
    web = recognise("https://me:s3cr3t@api.example:8443/a.json?token=x")
    assert (web.label, web.key) == ("api.example:8443", "https://api.example:8443/a.json?token=***")
    file = recognise("C:\\api\\openapi.json")
    assert (file.label, file.key) == ("openapi.json", "C:\\api\\openapi.json")
    assert Order(Kind.FILE, "/", "").label == "/"
    assert recognise("openapi: 3").label == "Pasted text"
    assert recognise("a.json").with_hosts(frozenset({"h"})).with_hosts(frozenset({"i"})).allowed_hosts == {"h", "i"}
