"""Certificate files as both agents read them; made here by the library that real people use."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs7,
    pkcs12,
)

from tests.agents.builders import (
    MISSING,
    authentication,
    c_config,
    judge_c,
    judge_csharp,
    outcome,
    rules,
)
from tests.pairs import Pair, make_pair, rsa_pss_only, without_mac
from wizard.domain.errors import CertificateError
from wizard.domain.proof import CertificateFile
from wizard.infra.certificates.certificates import CertificateFiles

ACCEPTED: Final = ("accepted", None)
USELESS: Final = ("unauthenticable", None)
SILENT: Final = ("rejected", None)
FORMAT: Final = ("rejected", "Authentication / File Format")
OTHER: Final = ("rejected", "Authentication / Other")
CRASH: Final = ("crash", None)

_Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
_EC: Final = ec.generate_private_key(ec.SECP256R1())
_EC_OTHER: Final = ec.generate_private_key(ec.SECP256R1())
_RSA: Final = rsa.generate_private_key(65537, 2048)
_ED: Final = ed25519.Ed25519PrivateKey.generate()


def _certificate(key: _Key) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "dev1")])
    begin = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
    return (
        x509.CertificateBuilder(name, name, key.public_key(), 17)
        .not_valid_before(begin)
        .not_valid_after(begin + datetime.timedelta(days=36500))
        .sign(key, None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256())
    )


_CERT: Final = {key: _certificate(key) for key in (_EC, _RSA, _ED)}
_NONE: Final = NoEncryption()


def _pem(key: _Key) -> bytes:
    return _CERT[key].public_bytes(Encoding.PEM)


def _key(key: _Key, shape: PrivateFormat = PrivateFormat.PKCS8) -> bytes:
    return key.private_bytes(Encoding.PEM, shape, _NONE)


def _locked(key: _Key, shape: PrivateFormat) -> bytes:
    return key.private_bytes(Encoding.PEM, shape, BestAvailableEncryption(b"secret"))


def _pfx(key: _Key | None, certificate: x509.Certificate | None, password: bytes = b"") -> bytes:
    protection = BestAvailableEncryption(password) if password else _NONE
    return pkcs12.serialize_key_and_certificates(None, key, certificate, None, protection)


def _c(content: bytes, name: str = "c.pem") -> tuple[str, str | None]:
    path = f"/certs/{name}"
    changes = {
        "Authentication.Identity": "Device",
        "Authentication.AuthenticationMethod": "SelfSignedCertificate",
        "Authentication.FilePath": path,
    }
    return outcome(judge_c(c_config(changes), content, path))


def _c_rules(content: bytes) -> list[str]:
    changes = {
        "Authentication.Identity": "Device",
        "Authentication.AuthenticationMethod": "SelfSignedCertificate",
        "Authentication.FilePath": "/certs/c.pem",
    }
    return rules(judge_c(c_config(changes), content, "/certs/c.pem"))


_PFX: Final = _pfx(_EC, _CERT[_EC])


@pytest.mark.parametrize(
    "content",
    (
        b"\xef\xbb\xbf" + _pem(_EC) + _key(_EC),
        _pem(_EC) + b"\xef\xbb\xbf" + _key(_EC),
        _pem(_EC) + _key(_EC),
        _pem(_EC) + _key(_EC, PrivateFormat.TraditionalOpenSSL),
        _pem(_RSA) + _key(_RSA, PrivateFormat.TraditionalOpenSSL),
        _pem(_ED) + _key(_ED),
        _pem(_EC) + _pem(_RSA) + _key(_EC),
        b"# notes\n" + _pem(_EC) + b"\n" + _key(_EC),
        (_pem(_EC) + _key(_EC)).replace(b"\n", b"\r\n"),
        _key(_RSA) + _pem(_EC) + _key(_EC),
    ),
)
def test_c_reads_a_certificate_and_the_key_behind_it(content: bytes) -> None:
    assert _c(content) == ACCEPTED
    assert _c(content, "c.PEM") == ACCEPTED


@pytest.mark.parametrize(
    "content",
    (
        b"",
        b"nothing",
        _key(_EC) + _pem(_EC),
        _pem(_EC),
        _key(_EC),
        _pem(_EC) + _locked(_EC, PrivateFormat.PKCS8),
        _pem(_RSA) + _locked(_RSA, PrivateFormat.TraditionalOpenSSL),
        (_pem(_EC) + _key(_EC)).decode().encode("utf-16"),
        _pem(_EC) + b"and\n\xef\xbb\xbf" + _key(_EC),
        _CERT[_EC].public_bytes(Encoding.DER),
        _PFX,
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" + _key(_EC),
    ),
)
def test_c_refuses_other_pem_files(content: bytes) -> None:
    assert _c(content) == FORMAT


def test_c_reads_a_pfx_without_a_password() -> None:
    for key in (_EC, _RSA, _ED):
        assert _c(_pfx(key, _CERT[key]), "c.pfx") == ACCEPTED
    assert _c(without_mac(_PFX), "c.pfx") == ACCEPTED


@pytest.mark.parametrize(
    "content", (b"", b"nothing", _pfx(_EC, _CERT[_EC], b"secret"), _pem(_EC) + _key(_EC))
)
def test_c_refuses_other_pfx_files(content: bytes) -> None:
    assert _c(content, "c.pfx") == FORMAT


def test_c_says_nothing_about_a_pfx_that_lacks_a_half() -> None:
    assert _c(_pfx(None, _CERT[_EC]), "c.pfx") == SILENT
    assert _c(_pfx(_EC, None), "c.pfx") == SILENT


@pytest.mark.parametrize("name", ("c.crt", "c.cer", "c.key", "c.p12", "c.pem ", "c.d/c"))
def test_c_goes_by_the_extension(name: str) -> None:
    assert _c(_pem(_EC) + _key(_EC), name) == FORMAT


def test_c_says_nothing_without_an_extension() -> None:
    assert _c(_pem(_EC) + _key(_EC), "cert") == SILENT


def test_a_key_of_another_certificate() -> None:
    assert _c(_pem(_EC) + _key(_EC_OTHER)) == USELESS
    assert _c(_pem(_EC) + _key(_RSA)) == USELESS


def _csharp(
    content: bytes, kind: str = "LocalFile", path: str = "/certs/c"
) -> tuple[str, str | None]:
    changes = {
        "identity": "Device",
        "type": "SelfSignedCertificate",
        "certificateLocationKind": kind,
        "filePath": path,
    }
    return outcome(judge_csharp(authentication(changes), content, path))


def test_csharp_reads_a_pfx_whatever_its_name() -> None:
    for key in (_EC, _RSA):
        assert _csharp(_pfx(key, _CERT[key])) == ACCEPTED


@pytest.mark.parametrize(
    "content",
    (
        _pem(_EC),
        _pem(_EC) + _key(_EC),
        _key(_EC) + _pem(_EC),
        _CERT[_EC].public_bytes(Encoding.DER),
        _pfx(None, _CERT[_EC]),
    ),
)
def test_csharp_loads_bare_certificates_in_vain(content: bytes) -> None:
    assert _csharp(content) == USELESS


@pytest.mark.parametrize("form", (Encoding.DER, Encoding.PEM))
def test_csharp_refuses_a_bundle_of_certificates(form: Encoding) -> None:
    assert _csharp(pkcs7.serialize_certificates([_CERT[_EC]], form)) == OTHER


@pytest.mark.parametrize(
    "content",
    (
        b"nothing",
        _key(_EC),
        _pfx(_EC, _CERT[_EC], b"secret"),
        without_mac(_PFX),
        _pfx(_EC, None),
        _pfx(_ED, _CERT[_ED]),
        (_pem(_EC)).decode().encode("utf-16"),
        _PFX[:-9],
    ),
)
def test_csharp_refuses_other_files(content: bytes) -> None:
    assert _csharp(content) == OTHER


def test_an_empty_certificate_file_kills_the_csharp_agent() -> None:
    assert _csharp(b"") == CRASH


_REFERENCE: Final = {
    "storeLocation": "CurrentUser",
    "storeName": "My",
    "certificateThumbprint": "AB" * 20,
}


def _store(path: str = "/certs/store.json", /, **changes: object) -> tuple[str, str | None]:
    whole = {k: v for k, v in (_REFERENCE | changes).items() if v is not MISSING}
    return _csharp(json.dumps(whole).encode(), "Store", path)


def test_a_store_reference_needs_all_three() -> None:
    for key in _REFERENCE:
        for value in (MISSING, None):
            assert _store(**{key: value}) == FORMAT
    assert _store(storeName="Personal") == FORMAT
    assert _store(storeLocation="Here") == FORMAT
    assert _csharp(b"[]", "Store") == FORMAT
    assert _csharp(b"{", "Store") == FORMAT


def test_a_store_reference_that_kills_the_process() -> None:
    assert _csharp(b"", "Store") == CRASH
    assert _csharp(b"null", "Store") == CRASH
    assert _store(storeLocation=7) == CRASH
    assert _store(storeLocation="LocalMachine") == CRASH


def test_a_certificate_that_is_not_in_the_store() -> None:
    absent = ("rejected", "Authentication / File Not Exist")
    assert _store() == absent
    assert _store(storeName="my", storeLocation=1) == absent
    assert _store(certificateThumbprint="AB:CD") == absent


def test_a_store_reference_as_people_write_it_by_hand() -> None:
    """Single quotes and bare keys are JSON to the agent; upper-case keys are the same keys."""
    absent = ("rejected", "Authentication / File Not Exist")
    values = '"CurrentUser", {}storeName{}: "My", {}certificateThumbprint{}: "' + "AB" * 20 + '"}}'
    for quote in ("'", ""):
        text = f"{{{quote}storeLocation{quote}: " + values.format(*[quote] * 4)
        assert _csharp(text.replace('"', quote or '"').encode(), "Store") == absent
    upper = {key[0].upper() + key[1:]: value for key, value in _REFERENCE.items()}
    assert _csharp(json.dumps(upper).encode(), "Store") == absent
    assert _csharp(b'"x"', "Store") == FORMAT
    assert _store(certificateThumbprint="zz") == absent


@pytest.mark.parametrize(
    ("location", "rule"),
    [("LocalMachine", "store.not_seen"), ("CurrentUser", "store.of_the_account")],
)
def test_a_store_on_windows_is_left_open(location: str, rule: str) -> None:
    assert _store("C:\\agent\\store.json", storeLocation=location) == ACCEPTED
    path = "C:\\agent\\store.json"
    changes = {
        "identity": "Device",
        "type": "SelfSignedCertificate",
        "certificateLocationKind": "Store",
        "filePath": path,
    }
    content = json.dumps(_REFERENCE | {"storeLocation": location}).encode()
    assert rules(judge_csharp(authentication(changes), content, path)) == [rule]


def _device_csharp(content: bytes) -> tuple[str, str | None]:
    path = "/certs/c.pfx"
    changes = {
        "identity": "Device",
        "type": "SelfSignedCertificate",
        "certificateLocationKind": "LocalFile",
        "filePath": path,
    }
    return outcome(judge_csharp(authentication(changes), content, path))


_UNUSABLE: Final = (
    (make_pair(key=rsa.generate_private_key(65537, 1024)), USELESS, USELESS),  # noqa: S505
    (make_pair(key=ec.generate_private_key(ec.SECP256K1())), USELESS, USELESS),
    (make_pair(key=_ED), ACCEPTED, OTHER),
)


@pytest.mark.parametrize(
    ("pair", "c", "csharp"), _UNUSABLE, ids=("RSA 1024", "secp256k1", "Ed25519")
)
async def test_what_apply_refuses_is_never_passed_in_silence(
    tmp_path: Path, pair: Pair, c: tuple[str, str | None], csharp: tuple[str, str | None]
) -> None:
    """Reading it for a set-up and checking it where it lies end in one verdict; the C agent's
    OpenSSL takes Ed25519, which is said, and the live check refuses it."""
    content = pair.pem + pair.key_pem
    path = tmp_path / "c.pem"
    path.write_bytes(content)
    with pytest.raises(CertificateError) as refused:
        await CertificateFiles().load(CertificateFile(path))
    assert refused.value.variant == "key_kind"
    assert _c(content) == c
    assert _c_rules(content) in (["certificate.not_for_tls"], ["certificate.not_for_hubs"])
    pfx = pkcs12.serialize_key_and_certificates(None, pair.key, pair.certificate, None, _NONE)
    assert _device_csharp(pfx) == csharp


def test_a_key_for_rsa_pss_only_is_told() -> None:
    pair = make_pair(key=_RSA)
    assert _c(rsa_pss_only(pair) + pair.key_pem) == ACCEPTED
    assert _c_rules(rsa_pss_only(pair) + pair.key_pem) == ["certificate.not_for_hubs"]
