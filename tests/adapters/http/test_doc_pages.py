"""Where documentation pages say that their document is."""

from __future__ import annotations

import pytest

from app.adapters.http.doc_pages import names_in_link, names_in_page


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("const ui = SwaggerUIBundle({\n url: '/openapi.json', dom_id: '#x'})", "/openapi.json"),
        ('SwaggerUIBundle({urls: [{url: "a/v1.json", name: "one"}, {url: "a/v2.json"}]})', "a/v1.json"),
        ('window.ui = SwaggerUIBundle({"configUrl" : "/v3/api-docs/swagger-config"})', "/v3/api-docs/swagger-config"),
        ('{"configUrl":"/v3/api-docs/swagger-config","url":"/v3/api-docs"}', "/v3/api-docs"),
        ("<redoc spec-url='../spec.yaml'></redoc>", "../spec.yaml"),
        ("<script>Redoc.init('/swagger.json', {}, document.body)</script>", "/swagger.json"),
        ('<rapi-doc spec-url="/rapi/openapi.yaml"></rapi-doc>', "/rapi/openapi.yaml"),
        ('<elements-api apiDescriptionUrl="elements.yaml" router="hash"></elements-api>', "elements.yaml"),
        ('<script id="api-reference" data-url="/scalar.json"></script>', "/scalar.json"),
        ('<script data-configuration="{&quot;spec&quot;:{&quot;url&quot;:&quot;/s.json&quot;}}">', "/s.json"),
        ("Scalar.createApiReference('#app', { url: `/c.json` })", "/c.json"),
        ('<link rel="service-desc" type="application/json" href="/desc">', "/desc"),
        ('<a href=swagger/v1/swagger.json>Document</a>', "swagger/v1/swagger.json"),
        ('<script src="./swagger-initializer.js" charset="UTF-8"></script>', "./swagger-initializer.js"),
        ("const specUrl = window.location.origin + '/o.json'", "/o.json"),
    ],
)  # fmt: skip
def test_each_page_names_its_document(page: str, name: str) -> None:
    assert name in names_in_page(f"<!doctype html><html><body>{page}</body></html>")


def test_the_surest_come_first_each_once() -> None:
    page = (
        "<a href='openapi.yaml'></a><script>f({url: 'x.json'})</script><redoc spec-url='s.json'></redoc> url: 'x.json'"
    )
    assert names_in_page(page) == ("s.json", "x.json", "openapi.yaml")


@pytest.mark.parametrize(
    "page",
    ["", "<html>", "<a href='/about.html'>", "url: '{{ template }}'", "url: '#x'", "<link rel=icon href=x>", "<"],
)
def test_other_pages_name_nothing(page: str) -> None:
    assert names_in_page(page) == ()


def test_a_page_of_names_is_bounded() -> None:
    assert len(names_in_page(" ".join(f"url: '{number}.json'" for number in range(1000)))) == 24


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ('</openapi.json>; rel="service-desc"; type="application/json"', ("/openapi.json",)),
        ("</a>; rel=next, </b>;rel=service-desc", ("/b",)),
        ('</c>; title="x, y"; rel="start Service-Desc", </d>', ("/c",)),
        ("nonsense", ()),
        (None, ()),
    ],
)
def test_a_link_header_names_it(header: str | None, names: tuple[str, ...]) -> None:
    assert names_in_link(header) == names
