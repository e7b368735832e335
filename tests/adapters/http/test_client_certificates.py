"""Mutual TLS against a real server that demands a client certificate, and words for what is wrong with one."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.adapters.http.client import HttpClient
from app.adapters.http.client_certificates import stamp
from app.adapters.http.model import ClientSettings
from app.core.exchange.model import Failure, Phase, Response
from app.core.requests.credentials import CertificateCredential
from app.core.requests.model import Authentication, PreparedRequest, Sent
from tests.servers import catalogue
from tests.servers.mutual_tls import MutualTls
from tests.servers.serving import self_signed, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.core.exchange.model import Outcome

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="makes certificates with the openssl program")
PASSPHRASE = "open sesame"


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority; a client that it signed, its key also encrypted and as PKCS#12; one expired; one of nobody."""
    made = tmp_path_factory.mktemp("certificates")
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl(made, "req", "-x509", *curve, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=authority", "-days", "2")
    for name, days in (("me", "2"), ("late", "-1")):
        openssl(made, "req", "-new", *curve, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        signing = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", days)
        openssl(made, "x509", "-req", "-in", f"{name}.csr", *signing, "-out", f"{name}.pem")
    openssl(made, "req", "-x509", *curve, "-keyout", "odd.key", "-out", "odd.pem", "-subj", "/CN=odd", "-days", "2")
    openssl(made, "pkcs8", "-topk8", "-in", "me.key", "-out", "locked.key", "-passout", f"pass:{PASSPHRASE}")
    openssl(made, "pkcs12", "-export", "-in", "me.pem", "-inkey", "me.key", "-out", "me.p12", "-passout", "pass:x")
    (made / "both.pem").write_bytes((made / "me.pem").read_bytes() + (made / "me.key").read_bytes())
    (made / "words.txt").write_text("hello")
    (made / "broken.pem").write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    return made


class Demanding:
    """A server that lets in whom its authority signed."""

    def __init__(self, folder: Path, tmp_path: Path) -> None:
        self._folder = folder
        self.context, self._own = self_signed(tmp_path)
        self.context.verify_mode = ssl.CERT_REQUIRED
        self.context.load_verify_locations(folder / "ca.pem")
        self.url = ""

    def ask(self, *credentials: CertificateCredential | None) -> list[Outcome]:
        """Asks once with each, over one client."""

        async def whole() -> list[Outcome]:
            client = HttpClient(ClientSettings(new_context=lambda: ssl.create_default_context(cafile=str(self._own))))
            try:
                return [(await client.send(self._request(credential), "GET /")).outcome for credential in credentials]
            finally:
                await client.close()

        return asyncio.run(whole())

    def fail(self, credential: CertificateCredential | None) -> Failure:
        (outcome,) = self.ask(credential)
        assert isinstance(outcome, Failure), outcome
        return outcome

    def credential(self, certificate: str, key: str = "", passphrase: str = "") -> CertificateCredential:
        place = self._folder
        return CertificateCredential(str(place / certificate), str(place / key) if key else "", passphrase)

    def _request(self, credential: CertificateCredential | None) -> PreparedRequest:
        authentication = Authentication(certificate=credential)
        return PreparedRequest("GET", f"{self.url}/", "/", (), None, Sent(), "0" * 32, authentication)


@pytest.fixture
def server(folder: Path, tmp_path: Path) -> Iterator[Demanding]:
    made = Demanding(folder, tmp_path)
    with MutualTls(made.context) as running:
        made.url = running.url
        yield made


def test_a_certificate_opens_the_door_and_only_for_who_shows_it(server: Demanding) -> None:
    mine = server.credential("me.pem", "me.key")
    first, bare, again = server.ask(mine, None, mine)
    assert isinstance(first, Response)
    assert first.body.data == b"hello"
    assert isinstance(bare, Failure)
    assert isinstance(again, Response)


@pytest.mark.parametrize(
    ("certificate", "key", "passphrase"),
    [("both.pem", "", ""), ("me.pem", "locked.key", PASSPHRASE), ("both.pem", "", "not needed")],
)
def test_keys_in_the_same_file_and_encrypted_ones(
    server: Demanding, certificate: str, key: str, passphrase: str
) -> None:
    (outcome,) = server.ask(server.credential(certificate, key, passphrase))
    assert isinstance(outcome, Response), outcome


def test_without_one_the_server_says_that_it_demands_it(server: Demanding) -> None:
    told = server.fail(None)
    assert told.phase is Phase.TLS
    assert "demands a client certificate, and none was sent" in told.message
    assert "mutualTLS" in told.hint


@pytest.mark.parametrize(
    ("name", "words"),
    [("late", "has expired"), ("odd", "does not know the authority that signed")],
)
def test_one_that_the_server_does_not_accept(server: Demanding, name: str, words: str) -> None:
    assert words in server.fail(server.credential(f"{name}.pem", f"{name}.key")).message


@pytest.mark.parametrize(
    ("certificate", "key", "passphrase", "message", "hint"),
    [
        ("gone.pem", "me.key", "", "gone.pem is not there", "Choose"),
        ("me.pem", "gone.key", "", "gone.key is not there", "Choose"),
        (".", "me.key", "", "is no file", "Choose"),
        ("me.pem", "odd.key", "", "does not belong to the certificate", "made with"),
        ("me.pem", "locked.key", "", "is encrypted, and no pass phrase", "Enter it"),
        ("me.pem", "locked.key", "wrong", "does not open the key", "again"),
        ("me.p12", "", "", "holds no certificate in PEM form", "openssl pkcs12"),
        ("words.txt", "", "", "holds no certificate in PEM form", "BEGIN"),
        ("me.pem", "", "", "holds no private key", "Name the file"),
        ("me.pem", "words.txt", "", "holds no private key", "BEGIN"),
        ("broken.pem", "me.key", "", "cannot be used", "openssl x509"),
        ("me\0.pem", "me.key", "", "", "Choose"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_connected(
    server: Demanding, certificate: str, key: str, passphrase: str, message: str, hint: str
) -> None:
    told = server.fail(server.credential(certificate, key, passphrase))
    assert told.phase is Phase.PREPARE
    assert message in told.message
    assert hint in told.hint
    assert "Traceback" not in told.detail


def test_a_file_that_changed_is_read_again(server: Demanding, tmp_path: Path, folder: Path) -> None:
    mine = replace(server.credential("me.pem", "me.key"), certificate=str(tmp_path / "mine.pem"))
    before = stamp(mine)
    shutil.copy(folder / "me.pem", tmp_path / "mine.pem")
    assert stamp(mine) != before
    assert isinstance(server.ask(mine)[0], Response)


def test_a_server_that_hangs_up_without_a_word_is_explained(server: Demanding) -> None:
    # asyncio's servers close the connection before their alert is out.
    with serving(catalogue.hello, context=server.context) as wordless:
        server.url = wordless.url
        told = server.fail(None)
    assert "closed the connection" in told.message
    assert "client certificate" in told.hint


def test_without_tls_nothing_is_shown_and_nothing_read(server: Demanding) -> None:
    with serving(catalogue.hello) as plain:
        server.url = plain.url
        (outcome,) = server.ask(server.credential("gone.pem"))
    assert isinstance(outcome, Response)
