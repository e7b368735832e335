"""What a documentation page says about where its API's document is.

Such pages are made by Swagger UI, Redoc, RapiDoc, Elements, Scalar and their kin; each names the document in its own
attribute or script.
"""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Final

_ATTRIBUTES: Final = frozenset(
    ("spec-url", "data-spec-url", "data-url", "data-openapi-url", "apidescriptionurl", "data-api-description-url")
)
"""Attributes that hold a document's address, whatever the element."""

_SERVICE_LINKS: Final = frozenset(("service-desc", "openapi"))
_MOST: Final = 24
"""How many addresses of one page are of interest."""

_SCRIPT_URL: Final = re.compile(
    r"""(?<![\w$])["']?(?:url|specUrl|spec-url|configUrl|openapi|swaggerUrl)["']?\s*[:=]\s*(?:window\.location\.\w+\s*\+\s*)?"""
    r"""["'`]([^"'`\s<>]+)["'`]"""
)
_REDOC_INIT: Final = re.compile(r"""Redoc\.(?:init|hydrate)\(\s*["'`]([^"'`\s]+)["'`]""")
_ANY_DOCUMENT: Final = re.compile(
    r"""["'`(=]([^"'`\s<>()=]*(?:openapi|swagger|api-docs|apispec|spec|schema)[^"'`\s<>()]*\.(?:json|ya?ml))["'`)\s>]""",
    re.IGNORECASE,
)
_LINK: Final = re.compile(r"""<([^>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"]*"|[^",;\s]*))*)""")
_REL: Final = re.compile(r"""rel\s*=\s*(?:"([^"]*)"|([^",;\s]*))""", re.IGNORECASE)
_SWAGGER_SCRIPT: Final = re.compile(r"swagger[\w-]*initiali[sz]er|swagger-config|(?:^|/)init\.js", re.IGNORECASE)


def names_in_page(text: str) -> tuple[str, ...]:
    """The addresses that a page, or a script or configuration of one, names as its document's: the surest first.

    They are as they are written: relative ones are relative to the page.
    """
    page = _Page()
    page.feed(text)
    found = [*page.named, *page.scripts]
    script = unescape(text)
    found += _REDOC_INIT.findall(script)
    found += _SCRIPT_URL.findall(script)
    found += _ANY_DOCUMENT.findall(script)
    # Templates that a script would fill in are no addresses.
    usable = (name.strip() for name in found if name.strip() and not re.search(r"[{}$]|^#|^data:", name.strip()))
    return tuple(dict.fromkeys(usable))[:_MOST]


def names_in_link(header: str | None) -> tuple[str, ...]:
    """The targets of `rel=service-desc` in a Link header (RFC 8288 section 3, RFC 8631 section 4)."""
    found = []
    for target, parameters in _LINK.findall(header or ""):
        rel = _REL.search(parameters)
        if rel is not None and _SERVICE_LINKS & set((rel[1] or rel[2] or "").lower().split()):
            found.append(target.strip())
    return tuple(found)


class _Page(HTMLParser):
    """Finds addresses in attributes.

    Attributes:
        named: Those that are a document's.
        scripts: Those of scripts that name it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.named: list[str] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Looks at one element."""
        values = {name: value or "" for name, value in attrs}
        self.named += [value for name, value in values.items() if name in _ATTRIBUTES]
        if tag == "link" and _SERVICE_LINKS & set(values.get("rel", "").lower().split()):
            self.named.append(values.get("href", ""))
        if tag == "script" and _SWAGGER_SCRIPT.search(values.get("src", "")):
            self.scripts.append(values["src"])
