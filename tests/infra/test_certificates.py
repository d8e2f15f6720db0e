"""Certificates as people have them, as we make them, and as both agents read them."""

from __future__ import annotations

import asyncio
import codecs
import os
import shutil
import ssl
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pairs import Pair, make_pair, rsa_pss_only
from tests.patience import HANG_LIMIT
from wizard.agents import AGENTS
from wizard.agents.csharp.facts import CSHARP
from wizard.demo.registry.seed import LONG_ID
from wizard.domain.agent.assessment import Verdict
from wizard.domain.agent.model import AgentFlavour, AgentSettings, Identity, Method
from wizard.domain.errors import CertificateError, Code
from wizard.domain.proof import Certificate, CertificateFile, KeyKind, NewCertificate
from wizard.domain.secret import Secret
from wizard.infra.certificates.certificates import CertificateFiles
from wizard.text.lookup import text_of

FILES = CertificateFiles()
PASSWORD = "grüner Käse, 42"
EC = make_pair("ec")
RSA = make_pair("rsa", key=rsa.generate_private_key(65537, 2048))
CA = make_pair("a CA")
LEAF = make_pair("leaf", issuer=CA)

Shape = PrivateFormat
PLAIN = NoEncryption()
LOCKED = BestAvailableEncryption(PASSWORD.encode())


def key_of(
    pair: Pair, shape: PrivateFormat, encoding: Encoding = Encoding.PEM, *, locked: bool = False
) -> bytes:
    return pair.key.private_bytes(encoding, shape, LOCKED if locked else PLAIN)


def pfx(pair: Pair, password: str = "", *issuers: Pair) -> bytes:
    assert isinstance(pair.key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey)
    protection = BestAvailableEncryption(password.encode()) if password else PLAIN
    chain = [one.certificate for one in issuers]
    return pkcs12.serialize_key_and_certificates(
        b"x", pair.key, pair.certificate, chain, protection
    )


async def load(
    folder: Path, content: bytes, *, key: bytes | None = None, passphrase: str = ""
) -> Certificate:
    """Read files of these contents."""
    path, key_path = folder / "certificate", folder / "key"
    path.write_bytes(content)
    if key is not None:
        key_path.write_bytes(key)
    secret = Secret(passphrase) if passphrase else None
    return await FILES.load(CertificateFile(path, key_path if key is not None else None, secret))


async def refusal(
    folder: Path, content: bytes, *, key: bytes | None = None, passphrase: str = ""
) -> tuple[Code, str, str]:
    """Why these files cannot be read, and which one it is."""
    with pytest.raises(CertificateError) as caught:
        await load(folder, content, key=key, passphrase=passphrase)
    error = caught.value
    text = text_of(error.problem)
    assert "…" not in text.cause + text.remedy
    return error.code, error.variant, Path(str(error.params["path"])).name


@dataclass(frozen=True)
class Form:
    """One way to keep a pair in one or two files."""

    name: str
    content: Callable[[Pair], bytes]
    key: Callable[[Pair], bytes] | None = None
    passphrase: str = ""


FORMS = [
    Form("pfx", pfx),
    Form("pfx with its chain", lambda pair: pfx(pair, "", CA, LEAF)),
    Form("locked pfx", lambda pair: pfx(pair, PASSWORD), passphrase=PASSWORD),
    Form("pfx and a passphrase too many", pfx, passphrase=PASSWORD),
    Form("certificate, key", lambda pair: pair.pem + pair.key_pem),
    Form("key, certificate", lambda pair: pair.key_pem + pair.pem),
    Form(
        "CRLF, text around, another certificate before",
        lambda pair: (
            b"Bag Attributes\n" + (CA.pem + pair.pem + pair.key_pem).replace(b"\n", b"\r\n")
        ),
    ),
    Form("chain", lambda pair: pair.pem + LEAF.pem + CA.pem + pair.key_pem),
    Form("UTF-8 BOM", lambda pair: codecs.BOM_UTF8 + pair.pem + pair.key_pem),
    Form(
        "UTF-16, as PowerShell writes",
        lambda pair: (pair.pem + pair.key_pem).decode().replace("\n", "\r\n").encode("utf-16"),
    ),
    Form(
        "traditional key",
        lambda pair: pair.pem + key_of(pair, Shape.TraditionalOpenSSL),
    ),
    Form(
        "locked PKCS#8",
        lambda pair: key_of(pair, Shape.PKCS8, locked=True) + pair.pem,
        passphrase=PASSWORD,
    ),
    Form(
        "locked traditional key",
        lambda pair: pair.pem + key_of(pair, Shape.TraditionalOpenSSL, locked=True),
        passphrase=PASSWORD,
    ),
    Form("apart", lambda pair: pair.pem, lambda pair: pair.key_pem),
    Form("DER and PEM", lambda pair: pair.der, lambda pair: pair.key_pem),
    Form("DER and PKCS#8", lambda pair: pair.der, lambda p: key_of(p, Shape.PKCS8, Encoding.DER)),
    Form(
        "DER and traditional key",
        lambda pair: pair.der,
        lambda pair: key_of(pair, Shape.TraditionalOpenSSL, Encoding.DER),
    ),
    Form(
        "DER and locked PKCS#8",
        lambda pair: pair.der,
        lambda pair: key_of(pair, Shape.PKCS8, Encoding.DER, locked=True),
        PASSWORD,
    ),
    Form("PEM and the key in a pfx", lambda pair: pair.pem, pfx),
    Form("both in each", lambda pair: pair.pem + CA.key_pem, lambda pair: pair.key_pem + CA.pem),
]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@pytest.mark.parametrize("pair", [EC, RSA], ids=["EC", "RSA"])
async def test_reads_what_people_have(tmp_path: Path, pair: Pair, form: Form) -> None:
    key = form.key(pair) if form.key else None
    found = await load(tmp_path, form.content(pair), key=key, passphrase=form.passphrase)
    assert found == pair.described()
    pem = found.pem.reveal().encode()
    assert x509.load_pem_x509_certificate(pem) == pair.certificate
    assert load_pem_private_key(pem[pem.index(b"-----BEGIN PRIVATE") :], None) is not None


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["-legacy"],
        ["-descert"],
        ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"],
        ["-keypbe", "NONE", "-certpbe", "NONE"],
        ["-nomac"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("password", ["", PASSWORD])
async def test_reads_what_openssl_exports(
    tmp_path: Path, arguments: list[str], password: str
) -> None:
    pem, made = tmp_path / "pair.pem", tmp_path / "made.p12"
    pem.write_bytes(EC.pem + EC.key_pem)
    files = ["-in", str(pem), "-out", str(made)]
    openssl("pkcs12", "-export", *files, *arguments, "-passout", f"pass:{password}")
    assert await load(tmp_path, made.read_bytes(), passphrase=password) == EC.described()


async def test_the_thumbprints_are_openssls(tmp_path: Path) -> None:
    found = await load(tmp_path, RSA.pem + RSA.key_pem)
    for digest, own in (("sha1", found.sha1), ("sha256", found.sha256)):
        said = openssl("x509", "-noout", "-fingerprint", f"-{digest}", stdin=RSA.pem).decode()
        assert said.strip().partition("=")[2].replace(":", "") == own


def armoured(kind: str) -> bytes:
    """A PEM block with nothing sensible in it."""
    return f"-----BEGIN {kind}-----\nAAAA\n-----END {kind}-----\n".encode()


@pytest.mark.parametrize("digest", ["sha1", "sha512"])
async def test_an_old_signature_counts_as_its_own(tmp_path: Path, digest: str) -> None:
    pem, key = tmp_path / "old.pem", tmp_path / "old.key"
    files = ["-out", str(pem), "-keyout", str(key)]
    subject = ["-subj", "/CN=old", "-set_serial", "0"]
    openssl("req", "-x509", f"-{digest}", "-newkey", "rsa:2048", "-nodes", *files, *subject)
    found = await load(tmp_path, pem.read_bytes(), key=key.read_bytes())
    assert found.self_signed and found.subject == "CN=old"


async def test_reads_a_pfx_as_old_java_writes_it(tmp_path: Path) -> None:
    der = pfx(EC)
    assert der[:2] == b"\x30\x82"
    indefinite = b"\x30\x80" + der[4:] + b"\x00\x00"
    assert await load(tmp_path, indefinite) == EC.described()


async def test_a_broken_header_of_a_locked_key_is_no_key(tmp_path: Path) -> None:
    locked = key_of(EC, Shape.TraditionalOpenSSL, locked=True)
    vector = locked.index(b",", locked.index(b"DEK-Info")) + 1
    for left_out in (1, 2, 20):
        broken = locked[:vector] + locked[vector + left_out :]
        for passphrase in ("", PASSWORD):
            found = await refusal(tmp_path, EC.pem + broken, passphrase=passphrase)
            assert found == (UNREADABLE, "", "certificate")


WHOLE = [
    pfx(EC),
    pfx(EC, PASSWORD, CA),
    EC.pem + EC.key_pem,
    EC.pem + key_of(EC, Shape.TraditionalOpenSSL, locked=True),
    EC.der,
    key_of(EC, Shape.PKCS8, Encoding.DER, locked=True),
]
EDITS = st.tuples(st.integers(0, 2000), st.integers(0, 4), st.binary(max_size=4))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("damaged") / "file"


@given(
    whole=st.one_of(st.sampled_from(WHOLE), st.binary(max_size=64)),
    edits=st.lists(EDITS, max_size=5),
    opened=st.booleans(),
)
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_files_are_read_or_refused(
    file: Path, whole: bytes, edits: list[tuple[int, int, bytes]], opened: bool
) -> None:
    for at, gone, put in edits:
        whole = whole[:at] + put + whole[at + gone :]
    file.write_bytes(whole)
    try:
        found = asyncio.run(
            FILES.load(CertificateFile(file, None, Secret(PASSWORD) if opened else None))
        )
    except CertificateError as error:
        assert error.params["path"] == str(file)
    else:
        assert found.pem.reveal().startswith("-----BEGIN CERTIFICATE-----")


UNREADABLE, LOCKED_FILE = Code.CERTIFICATE_UNREADABLE, Code.CERTIFICATE_LOCKED


@pytest.mark.parametrize(
    ("content", "key", "variant", "name"),
    [
        (b"", None, "", "certificate"),
        (b"no certificate\n", None, "", "certificate"),
        (bytes(range(256)) * 20, None, "", "certificate"),
        (codecs.BOM_UTF16_LE + b"\x00", None, "", "certificate"),
        (armoured("CERTIFICATE"), None, "", "certificate"),
        (armoured("PRIVATE KEY"), None, "", "certificate"),
        (armoured("CERTIFICATE REQUEST"), None, "", "certificate"),
        (armoured("OPENSSH PRIVATE KEY"), None, "", "certificate"),
        (EC.pem[:-30], None, "", "certificate"),
        (EC.der[:-1], None, "", "certificate"),
        (b"\x30\x82\x01\x00" + b"\x00" * 256, None, "", "certificate"),
        (EC.pem, None, "no_key", "certificate"),
        (EC.der, None, "no_key", "certificate"),
        (EC.key_pem, None, "no_certificate", "certificate"),
        (EC.key_pem, EC.pem, "no_key_apart", "key"),
        (EC.pem, EC.pem, "no_key_apart", "key"),
        (EC.pem, b"rubbish", "", "key"),
        (EC.key_pem, EC.key_pem, "no_certificate", "certificate"),
    ],
)  # fmt: skip
async def test_says_what_is_missing(
    tmp_path: Path, content: bytes, key: bytes | None, variant: str, name: str
) -> None:
    assert await refusal(tmp_path, content, key=key) == (UNREADABLE, variant, name)


@pytest.mark.parametrize(
    "locked",
    [
        pfx(EC, PASSWORD),
        EC.pem + key_of(EC, Shape.PKCS8, locked=True),
        EC.pem + key_of(EC, Shape.TraditionalOpenSSL, locked=True),
        key_of(EC, Shape.PKCS8, Encoding.DER, locked=True),
    ],
    ids=["pfx", "PKCS#8", "traditional", "DER"],
)
async def test_asks_for_the_passphrase(tmp_path: Path, locked: bytes) -> None:
    where = "certificate"
    assert await refusal(tmp_path, locked) == (LOCKED_FILE, "", where)
    wrong = refusal(tmp_path, locked, passphrase="another one")
    assert await wrong == (LOCKED_FILE, "wrong", where)


async def test_a_key_that_does_not_belong_to_the_certificate(tmp_path: Path) -> None:
    mismatch = (Code.CERTIFICATE_KEY_MISMATCH, "", "certificate")
    assert await refusal(tmp_path, EC.pem + RSA.key_pem) == mismatch
    assert await refusal(tmp_path, EC.pem, key=CA.key_pem) == (*mismatch[:2], "key")
    assert await refusal(tmp_path, pfx(EC), key=CA.key_pem) == (*mismatch[:2], "key")


@pytest.mark.parametrize(
    "pair",
    [
        make_pair(key=ed25519.Ed25519PrivateKey.generate()),
        make_pair(key=ed448.Ed448PrivateKey.generate()),
        make_pair(key=dsa.generate_private_key(2048)),
        make_pair(key=ec.generate_private_key(ec.SECP256K1())),
        make_pair(key=ec.generate_private_key(ec.BrainpoolP256R1())),
        make_pair(key=rsa.generate_private_key(65537, 1024)),  # noqa: S505
    ],
    ids=["Ed25519", "Ed448", "DSA", "secp256k1", "brainpool", "RSA 1024"],
)
async def test_a_kind_of_key_that_the_agents_cannot_use(tmp_path: Path, pair: Pair) -> None:
    found = await refusal(tmp_path, pair.pem + pair.key_pem)
    assert found == (UNREADABLE, "key_kind", "certificate")


async def test_a_key_for_rsa_pss_only(tmp_path: Path) -> None:
    """OpenSSL uses it; what this program would write of it, nobody could."""
    found = await refusal(tmp_path, rsa_pss_only(RSA) + RSA.key_pem)
    assert found == (UNREADABLE, "key_kind", "certificate")


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()])
async def test_curves_that_both_agents_can_use(tmp_path: Path, curve: ec.EllipticCurve) -> None:
    pair = make_pair(key=ec.generate_private_key(curve))
    assert await load(tmp_path, pair.key_pem + pair.pem) == pair.described()


async def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.pem", tmp_path):
        with pytest.raises(CertificateError) as caught:
            await FILES.load(CertificateFile(path))
        assert caught.value.code is UNREADABLE
        assert caught.value.params["path"] == str(path)


async def test_says_who_signed_and_when_it_is_valid(tmp_path: Path) -> None:
    past = make_pair("past", begins=timedelta(days=-9), ends=timedelta(days=-8))
    impostor = make_pair("a CA", issuer=CA)
    for pair, self_signed in ((EC, True), (LEAF, False), (past, True), (impostor, False)):
        found = await load(tmp_path, pair.pem + pair.key_pem)
        assert found.self_signed is self_signed
        assert found.not_before == pair.certificate.not_valid_before_utc
        assert found.not_after == pair.certificate.not_valid_after_utc
        assert found.not_after.tzinfo is UTC
    assert found.subject == found.issuer == "CN=a CA"


async def test_the_key_is_taken_from_the_leaf_of_a_chain(tmp_path: Path) -> None:
    found = await load(tmp_path, CA.pem + LEAF.pem + LEAF.key_pem)
    assert (found.subject, found.issuer, found.self_signed) == ("CN=leaf", "CN=a CA", False)


@pytest.mark.parametrize("kind", KeyKind)
async def test_makes_a_certificate_for_tls_clients(kind: KeyKind) -> None:
    begins = datetime.now(UTC)
    made = await FILES.make(NewCertificate(kind, days=30), "cam-01")
    read = x509.load_pem_x509_certificate(made.pem.reveal().encode())
    assert (made.subject, made.issuer, made.self_signed) == ("CN=cam-01", "CN=cam-01", True)
    assert made.sha1 == read.fingerprint(hashes.SHA1()).hex().upper()  # noqa: S303
    assert made.not_before < begins < made.not_after
    assert timedelta(days=29) < made.not_after - begins <= timedelta(days=30, minutes=1)
    key = read.public_key()
    if kind is KeyKind.EC:
        assert isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == "secp256r1"
    else:
        assert isinstance(key, rsa.RSAPublicKey) and key.key_size == 2048
    usage = read.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    assert (await FILES.make(NewCertificate(kind), "cam-01")).sha1 != made.sha1


async def test_the_longest_device_id_fits_as_far_as_a_name_can_be() -> None:
    made = await FILES.make(NewCertificate(), LONG_ID)
    read = x509.load_pem_x509_certificate(made.pem.reveal().encode())
    [name] = read.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    assert name.value == LONG_ID[:64]


@pytest.mark.parametrize("name", ["odd#%41?;'!*()$.,:=@_-+", '"quoted", and=more'])
async def test_an_odd_id_is_the_name_as_it_is(name: str) -> None:
    made = await FILES.make(NewCertificate(), name)
    read = x509.load_pem_x509_certificate(made.pem.reveal().encode())
    assert read.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value == name


@pytest.mark.parametrize("kind", KeyKind)
@pytest.mark.parametrize("flavour", AGENTS)
async def test_both_agents_accept_what_is_written(flavour: AgentFlavour, kind: KeyKind) -> None:
    made = await FILES.make(NewCertificate(kind), "dev1")
    names = [f"agent{ending}" for ending in flavour.certificate_endings]
    for name in names:
        assert assessed(flavour, f"/agent/{name}", await FILES.as_file(made, name)) == []
    if flavour is CSHARP:
        assert assessed(flavour, "/agent/agent.pem", await FILES.as_file(made, "agent.pem"))


@pytest.mark.parametrize("pair", [EC, RSA], ids=["EC", "RSA"])
async def test_the_pfx_is_one_that_old_readers_take(tmp_path: Path, pair: Pair) -> None:
    """Windows Server 2016 knows only SHA-1 in the MAC; no cipher stands between."""
    content = await FILES.as_file(pair.described(), "agent.pfx")
    info = openssl("pkcs12", "-info", "-noout", "-passin", "pass:", stdin=content, said=True)
    assert b"MAC: sha1, Iteration 2000" in info
    assert b"Encrypted" not in info and b"Shrouded" not in info and b"PBE" not in info
    pem = openssl("pkcs12", "-nodes", "-passin", "pass:", stdin=content)
    assert await load(tmp_path, pem) == pair.described()
    with pytest.raises(subprocess.CalledProcessError):
        openssl("pkcs12", "-noout", "-passin", "pass:other", stdin=content)


async def test_the_pfx_survives_being_read_again(tmp_path: Path) -> None:
    made = await FILES.make(NewCertificate(), "cam-01")
    for name in ("agent.pfx", "AGENT.PFX", "agent.pem"):
        path = tmp_path / name
        path.write_bytes(await FILES.as_file(made, name))
        assert await FILES.load(CertificateFile(path)) == made


@pytest.mark.parametrize("kind", KeyKind)
async def test_a_made_one_passes_a_server_that_verifies(tmp_path: Path, kind: KeyKind) -> None:
    """One that trusts exactly this certificate, as strictly as OpenSSL can be asked to."""
    made = await FILES.make(NewCertificate(kind), "cam-01")
    file = tmp_path / "pair.pem"
    file.write_text(made.pem.reveal())
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    server.load_verify_locations(file)
    server.verify_mode = ssl.CERT_REQUIRED
    server.verify_flags |= ssl.VERIFY_X509_STRICT
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    client.load_cert_chain(file)
    own = made.pem.reveal().partition("-----BEGIN PRIVATE")[0]
    assert shown(client, server) == ssl.PEM_cert_to_DER_cert(own)


def shown(client: ssl.SSLContext, server: ssl.SSLContext) -> bytes | None:
    """The client's certificate after a handshake in memory."""
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = (client.wrap_bio(back, there), server.wrap_bio(there, back, server_side=True))
    for _ in range(4):
        for end in ends:
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return ends[1].getpeercert(binary_form=True)


def assessed(flavour: AgentFlavour, path: str, content: bytes) -> list[str]:
    """What the agent would have against a folder with this certificate file."""
    settings = AgentSettings(
        Identity.DEVICE, Method.SELF_SIGNED_CERTIFICATE, "hub.azure-devices.net", "dev1", path
    )
    agent = AGENTS[flavour]
    rendered = agent.render(settings, {}, "9e9b4b8e-0d4e-4a66-9c1c-6a0d6e0f7a11")
    files = {f"/agent/{name}": data for name, data in rendered.items()} | {path: content}
    assessment = agent.assess("/agent", lambda path: files.get(path))
    assert (assessment.verdict is Verdict.ACCEPTED) == (not assessment.findings)
    return [finding.rule for finding in assessment.findings]


def openssl(*arguments: str, stdin: bytes = b"", said: bool = False) -> bytes:
    """What the openssl program writes; with ``said`` its messages."""
    program = shutil.which("openssl")
    if program is None:
        required = "CI" in os.environ or os.environ.get("IOT_AGENT_SETUP_REQUIRE_ALL") == "1"
        (pytest.fail if required else pytest.skip)("openssl is not installed")
    done = subprocess.run(
        [program, *arguments], input=stdin, capture_output=True, check=True, timeout=HANG_LIMIT
    )
    return done.stderr if said else done.stdout
