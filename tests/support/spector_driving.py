"""Drives spector's scenarios through our documents, forms and wire code, as a person would through the window."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.core.base.field_path import Location
from app.core.forms.build import Form
from app.core.operations.read import read_api
from app.core.requests.credentials import ApiKeyCredential, BearerCredential
from app.core.requests.prepare import prepare
from app.core.requests.urls import server_urls, split_base
from app.core.spec.load import load_document
from tests.support.spector_values import Entered, fill

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from app.adapters.http.client import HttpClient
    from app.core.exchange.model import Exchange
    from app.core.operations.model import Api, Operation
    from app.core.requests.credentials import Credential
    from app.core.spec.document import Document
    from tests.support.spector import Expected, Scenario

VERSIONS: Final = ("3.0.0", "3.1.0", "3.2.0")

_PARAMETER = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Place:
    """An operation that a request may be meant for.

    Attributes:
        base_url: What stands in the window's field for the server.
        texts: Per path parameter its text in the request's path.
    """

    document: Document
    api: Api
    operation: Operation
    base_url: str
    texts: Mapping[str, str]


class Driver:
    """Drives scenarios of one OpenAPI version.

    Args:
        folders: Where documents lie, as `<spec>/<version>/*`.
        base_url: Where the server listens.
        scratch: A folder for files to upload.
    """

    def __init__(
        self, folders: tuple[Path, ...], version: str, base_url: str, client: HttpClient, scratch: Path
    ) -> None:
        self._folders = folders
        self._version = version
        self._base_url = base_url
        self._client = client
        self._scratch = scratch
        self._known: dict[str, tuple[tuple[Document, Api], ...]] = {}

    async def drive(self, scenario: Scenario) -> str:
        """Sends a scenario's requests in order; says why it could not go on, empty where it could."""
        for number, expected in enumerate(scenario.requests, 1):
            place = self._find(scenario.spec, expected)
            if place is None:
                return f"request {number}: no operation for {expected.method} {expected.path}"
            exchange = await self._send(place, expected)
            if exchange.response is None or exchange.response.status != expected.status:
                return f"request {number}: {_answer(exchange)}"
        return ""

    async def _send(self, place: Place, expected: Expected) -> Exchange:
        form = Form(place.document, place.operation)
        credentials, consumed = _credentials(place, expected)
        headers = {name: text for name, text in expected.headers.items() if name not in {"content-type", *consumed}}
        state = fill(form, Entered(place.texts, expected.query, headers, expected.body), self._scratch)
        preparation = prepare(place.api, place.operation, state, place.base_url, credentials, secrets.token_hex(16))
        return await self._client.send(preparation.request, place.operation.key)

    def _find(self, spec: str, expected: Expected) -> Place | None:
        """The most exact operation: literal segments before parameters."""
        places = sorted(self._places(spec, expected), key=lambda place: len(place.texts))
        return places[0] if places else None

    def _places(self, spec: str, expected: Expected) -> Iterator[Place]:
        for document, api in self._documents(spec):
            for offered in server_urls(api, f"{self._base_url}/openapi.json"):
                base_path = split_base(offered).path
                if not expected.path.startswith(base_path):
                    continue
                # A document has no path without its slash, and no way to say that a path parameter may be missing:
                # there a person leaves the last place empty.
                rest = expected.path.removeprefix(base_path)
                for operation in api.operations:
                    same = operation.method == expected.method
                    texts = _match(operation.path, rest, f"{rest}/") if same else None
                    if texts is not None:
                        yield Place(document, api, operation, self._base_url + base_path, texts)

    def _documents(self, spec: str) -> tuple[tuple[Document, Api], ...]:
        if spec not in self._known:
            files = [file for folder in self._folders for file in sorted((folder / spec / self._version).glob("*"))]
            documents = [load_document(file.read_bytes(), source=file.name) for file in files]
            self._known[spec] = tuple((document, read_api(document)) for document in documents)
        return self._known[spec]


def _match(template: str, *paths: str) -> dict[str, str] | None:
    """What stands in the places of a template, for the first path that fits."""
    parts = _PARAMETER.split(template)
    pattern = "".join("(.*)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
    found = next(filter(None, (re.fullmatch(pattern, path) for path in paths)), None)
    return None if found is None else dict(zip(parts[1::2], found.groups(), strict=True))


def _credentials(place: Place, expected: Expected) -> tuple[dict[str, Credential], frozenset[str]]:
    """What a person enters as credentials, and the names of the headers that they make."""
    credentials: dict[str, Credential] = {}
    consumed: set[str] = set()
    wanted = {key for need in place.operation.security for key, _ in need.schemes}
    for key in wanted & place.api.schemes.keys():
        scheme = place.api.schemes[key]
        name = scheme.parameter.lower() if scheme.kind == "apiKey" else "authorization"
        text = expected.headers.get(name)
        if text is None or (scheme.kind == "apiKey" and scheme.location is not Location.HEADER):
            continue
        consumed.add(name)
        is_key = scheme.kind == "apiKey"
        credentials[key] = ApiKeyCredential(text) if is_key else BearerCredential(text.partition(" ")[2])
    return credentials, frozenset(consumed)


def _answer(exchange: Exchange) -> str:
    response = exchange.response
    if response is None:
        return str(exchange.outcome)
    body = response.body
    return f"{response.status} {body.data.decode(errors='replace')[:300]}"
