"""Mutual TLS against a real server that demands a client certificate, and words for what is wrong with one."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.adapters.http.certificate_error import CertificateError
from app.adapters.http.client import HttpClient
from app.adapters.http.client_certificates import load_certificate, stamp
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
    mine = ("-in", "me.pem", "-inkey", "me.key")
    for name, words in {
        "me.p12": (*mine, "-certfile", "ca.pem", "-passout", f"pass:{PASSPHRASE}"),
        "old.pfx": ("-legacy", *mine, "-passout", f"pass:{PASSPHRASE}"),
        "open.p12": (*mine, "-passout", "pass:"),
        "accents.p12": (*mine, "-passout", "pass:Pässwörd €"),
        "last.p12": ("-in", "turned.pem", "-inkey", "me.key", "-name", "it-is-me", "-passout", "pass:x"),
        "bare.p12": ("-in", "me.pem", "-nokeys", "-passout", "pass:x"),
        "keyonly.p12": ("-inkey", "me.key", "-nocerts", "-passout", "pass:x"),
    }.items():
        (made / "turned.pem").write_bytes((made / "ca.pem").read_bytes() + (made / "me.pem").read_bytes())
        openssl(made, "pkcs12", "-export", *words, "-out", name)
    (made / "cut.p12").write_bytes((made / "me.p12").read_bytes()[:300])
    openssl(made, "x509", "-in", "me.pem", "-outform", "DER", "-out", "me.der")
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


@pytest.mark.parametrize(
    ("name", "passphrase"),
    [
        ("me.p12", PASSPHRASE),
        ("old.pfx", PASSPHRASE),
        ("open.p12", ""),
        ("accents.p12", "Pässwörd €"),
        ("last.p12", "x"),
    ],
)
def test_pkcs12_opens_the_door_too(server: Demanding, name: str, passphrase: str, tmp_path: Path) -> None:
    kept = set(tmp_path.parent.rglob("client.pem"))
    (outcome,) = server.ask(server.credential(name, "", passphrase))
    assert isinstance(outcome, Response), outcome
    assert set(tmp_path.parent.rglob("client.pem")) == kept


def test_the_key_of_pkcs12_is_never_on_disk_in_the_open(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[bytes] = []

    class Context:
        def load_cert_chain(self, path: Path, *, password: str) -> None:
            written.append(path.read_bytes())
            assert path.stat().st_mode & 0o077 == 0 or path.parent.stat().st_mode & 0o077 == 0

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    mine = CertificateCredential(str(folder / "me.p12"), "", PASSPHRASE)
    load_certificate(Context(), mine)  # type: ignore[arg-type]  # as much of a context as is needed
    (pem,) = written
    assert b"-----BEGIN ENCRYPTED PRIVATE KEY-----" in pem
    assert b"-----BEGIN PRIVATE KEY-----" not in pem
    assert list(tmp_path.iterdir()) == []


def test_where_openssl_is_missing_it_is_told(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CertificateError, match="the program openssl is needed") as caught:
        load_certificate(ssl.create_default_context(), CertificateCredential(str(folder / "me.p12"), "", PASSPHRASE))
    assert "openssl pkcs12 -in" in caught.value.hint


def test_an_openssl_that_does_not_run_is_told(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "openssl"
    program.write_text("#!/nowhere/at/all\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CertificateError, match="could not open"):
        load_certificate(ssl.create_default_context(), CertificateCredential(str(folder / "me.p12"), "", PASSPHRASE))


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
        ("me.der", "", "", "holds no certificate in PEM form", "openssl x509"),
        ("me.p12", "", "", "is protected by a pass phrase, and none is entered", "Enter it"),
        ("me.p12", "", "wrong", "The pass phrase does not open", "again"),
        ("old.pfx", "", "wrong", "The pass phrase does not open", "again"),
        ("me.p12", "me.key", PASSPHRASE, "brings its key along", "Leave the key empty"),
        ("me.pem", "me.p12", PASSPHRASE, "holds no private key", "name it as the certificate"),
        ("bare.p12", "", "x", "holds no private key", "together with its key"),
        ("keyonly.p12", "", "x", "holds no certificate", "together with its key"),
        ("cut.p12", "", "x", "cannot be read as PKCS#12", "cut off"),
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
