"""Signing with throw-away keys: the real tools sign and verify, and a changed file is noticed."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from release import signing
from release.project import BuildError

PASSWORD = "throw-away"


def needs(tool: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not shutil.which(tool), reason=f"needs {tool}")


@pytest.fixture
def certificate(tmp_path: Path) -> dict[str, str]:
    """The environment of a releaser whose certificate is in a file; cert.pem beside it."""
    return a_certificate(tmp_path)


def a_certificate(tmp_path: Path, days: int = 1) -> dict[str, str]:
    """It ends in so many ``days``."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Throw-away")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=9))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (tmp_path / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    locked = serialization.BestAvailableEncryption(PASSWORD.encode())
    (tmp_path / "key.p12").write_bytes(
        pkcs12.serialize_key_and_certificates(b"x", key, made, None, locked)
    )
    (tmp_path / "password").write_text(PASSWORD)
    return {
        "IOT_AGENT_SETUP_PKCS12": str(tmp_path / "key.p12"),
        "IOT_AGENT_SETUP_PASSWORD_FILE": str(tmp_path / "password"),
    }


def a_program(folder: Path) -> Path:
    """Some Windows program."""
    program = folder / "program.exe"
    program.write_bytes(signing._small_program())
    return program


def succeeds(*command: str | Path) -> bool:
    """Whether a tool ends with 0."""
    return subprocess.run([str(word) for word in command], capture_output=True).returncode == 0


def verifies(program: Path, authority: Path) -> bool:
    return succeeds("osslsigncode", "verify", "-CAfile", authority, "-in", program)


@needs("osslsigncode")
def test_a_signed_program_verifies_and_a_changed_one_does_not(
    tmp_path: Path, certificate: dict[str, str]
) -> None:
    program = a_program(tmp_path)
    assert not verifies(program, tmp_path / "cert.pem")

    signing.sign_for_windows(program, certificate)

    assert verifies(program, tmp_path / "cert.pem")
    content = bytearray(program.read_bytes())
    content[0x200] ^= 1
    program.write_bytes(content)
    assert not verifies(program, tmp_path / "cert.pem")


@needs("osslsigncode")
def test_makensis_is_given_a_command_that_signs(
    tmp_path: Path, certificate: dict[str, str]
) -> None:
    program = a_program(tmp_path)

    script = signing.signer_script(tmp_path / "sign", certificate)
    assert succeeds(script, program)

    assert verifies(program, tmp_path / "cert.pem")
    assert PASSWORD not in Path(script).read_text()


def test_without_a_certificate_nothing_is_touched(tmp_path: Path) -> None:
    program = tmp_path / "program.exe"
    program.write_bytes(b"MZ")

    signing.sign_for_windows(program, {})

    assert program.read_bytes() == b"MZ"
    assert signing.signer_script(tmp_path / "sign", {}) == ""
    assert signing.sign_checksums(tmp_path / "SHA256SUMS", {}) == []


def test_no_password_is_an_argument(certificate: dict[str, str]) -> None:
    assert PASSWORD not in " ".join(signing.windows_options(certificate))


def test_a_token_wants_certificate_and_key() -> None:
    given = {
        "IOT_AGENT_SETUP_PKCS11_MODULE": "/lib/token.so",
        "IOT_AGENT_SETUP_PKCS11_CERT": "pkcs11:c",
    }
    with pytest.raises(BuildError, match="PKCS11_KEY"):
        signing.windows_options(given)

    options = signing.windows_options({**given, "IOT_AGENT_SETUP_PKCS11_KEY": "pkcs11:k"})

    assert options[:2] == ["-pkcs11module", "/lib/token.so"]
    assert options[options.index("-key") + 1] == "pkcs11:k"


def test_a_pin_among_the_arguments_is_refused() -> None:
    given = {
        "IOT_AGENT_SETUP_PKCS11_MODULE": "/lib/token.so",
        "IOT_AGENT_SETUP_PKCS11_CERT": "pkcs11:c",
        "IOT_AGENT_SETUP_PKCS11_KEY": "pkcs11:k?pin-value=1234",
    }
    with pytest.raises(BuildError, match="pin-source") as caught:
        signing.windows_options(given)

    assert "1234" not in str(caught.value)


@needs("osslsigncode")
def test_the_keys_are_tried_before_anything_is_built(
    tmp_path: Path, certificate: dict[str, str]
) -> None:
    signing.check_keys(certificate)

    (tmp_path / "password").write_text("wrong")
    with pytest.raises(BuildError, match="Wrong password") as caught:
        signing.check_keys(certificate)
    assert PASSWORD not in str(caught.value)
    without = {key: value for key, value in certificate.items() if "PASSWORD" not in key}
    with pytest.raises(BuildError, match=r"signing\.py says how"):
        signing.check_keys(without)


@needs("osslsigncode")
def test_a_certificate_that_has_expired_is_refused(tmp_path: Path) -> None:
    """osslsigncode itself would sign with it."""
    with pytest.raises(BuildError, match="CN=Throw-away has expired on 2"):
        signing.check_keys(a_certificate(tmp_path, days=-1))


def test_a_tool_that_signs_and_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, certificate: dict[str, str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(BuildError, match=r"osslsigncode \(Debian: apt-get install osslsigncode"):
        signing.check_keys(certificate)


MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
TOOLS = ("osslsigncode", "softhsm2-util", "pkcs11-tool")


@pytest.mark.skipif(
    not (MODULE.is_file() and all(map(shutil.which, TOOLS))), reason="needs SoftHSM and OpenSC"
)
def test_a_token_signs(
    tmp_path: Path, certificate: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A PKCS#11 token in software; its PIN comes from a file."""
    (tmp_path / "tokens").mkdir()
    (tmp_path / "conf").write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "conf"))
    (tmp_path / "pin").write_text("1234")
    make = ("softhsm2-util", "--init-token", "--free", "--label", "t", "--so-pin", "5678")
    assert succeeds(*make, "--pin", "1234")
    key, made, _ = pkcs12.load_key_and_certificates(
        (tmp_path / "key.p12").read_bytes(), PASSWORD.encode()
    )
    assert key is not None and made is not None
    form = (serialization.Encoding.DER, serialization.PrivateFormat.PKCS8)
    (tmp_path / "privkey").write_bytes(key.private_bytes(*form, serialization.NoEncryption()))
    (tmp_path / "cert").write_bytes(made.public_bytes(serialization.Encoding.DER))
    put = ("pkcs11-tool", "--module", MODULE, "--login", "--pin", "1234", "--id", "01")
    for kind in ("privkey", "cert"):
        assert succeeds(*put, "--write-object", tmp_path / kind, "--type", kind, "--label", "k")
    pin = f"?pin-source=file:{tmp_path / 'pin'}"
    given = {
        "IOT_AGENT_SETUP_PKCS11_MODULE": str(MODULE),
        "IOT_AGENT_SETUP_PKCS11_CERT": f"pkcs11:token=t;object=k;type=cert{pin}",
        "IOT_AGENT_SETUP_PKCS11_KEY": f"pkcs11:token=t;object=k;type=private{pin}",
    }
    program = a_program(tmp_path)

    signing.sign_for_windows(program, given)

    assert verifies(program, tmp_path / "cert.pem")
    (tmp_path / "pin").write_text("9999")
    with pytest.raises(BuildError, match=r"PIN incorrect|Login failed"):
        signing.check_keys(given)


@pytest.mark.skipif(os.name == "nt", reason="the stand-ins are scripts of a shell")
@pytest.mark.parametrize("tool", ["minisign", "gpg"])
def test_a_password_comes_from_its_file_and_goes_nowhere_else(
    tool: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stand-ins: the real tools take seconds for each password, on purpose."""
    (tmp_path / tool).write_text(
        f'#!/bin/sh\nread said; echo "$*" >{tmp_path}/words; env >>{tmp_path}/words\n'
        f'[ "$said" = {PASSWORD} ] || {{ echo "Wrong password for that key"; exit 2; }}\n'
    )
    (tmp_path / tool).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    given = {
        f"IOT_AGENT_SETUP_{tool.upper()}_KEY": "key",
        f"IOT_AGENT_SETUP_{tool.upper()}_PASSWORD_FILE": str(tmp_path / "password"),
    }
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(BuildError, match=r"signing\.py says how"):
        signing.check_keys({key: value for key, value in given.items() if "PASSWORD" not in key})
    with pytest.raises(BuildError, match=r"The file with the password: .*password"):
        signing.check_keys(given)
    (tmp_path / "password").write_text("wrong\n")
    with pytest.raises(BuildError, match="Wrong password for that key"):
        signing.check_keys(given)
    (tmp_path / "password").write_text(f"{PASSWORD}\n")

    signing.check_keys(given)

    assert PASSWORD not in (tmp_path / "words").read_text()


@needs("minisign")
def test_minisign_vouches_for_the_checksums(tmp_path: Path) -> None:
    public, secret = tmp_path / "key.pub", tmp_path / "key"
    assert succeeds("minisign", "-G", "-W", "-p", public, "-s", secret)
    sums = tmp_path / "SHA256SUMS"
    sums.write_text("ab  file\n")
    verify = ("minisign", "-V", "-p", public, "-m", sums)

    [signature] = signing.sign_checksums(sums, {"IOT_AGENT_SETUP_MINISIGN_KEY": str(secret)})

    assert signature.is_file()
    assert succeeds(*verify)
    sums.write_text("cd  file\n")
    assert not succeeds(*verify)


@needs("gpg")
def test_gpg_vouches_for_the_checksums(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "g"
    home.mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(home))
    quick = ("--batch", "--passphrase", "", "--quick-generate-key", "throw@away.example")
    assert succeeds("gpg", *quick)
    sums = tmp_path / "SHA256SUMS"
    sums.write_text("ab  file\n")
    try:
        given = {"IOT_AGENT_SETUP_GPG_KEY": "throw@away.example"}
        [signature] = signing.sign_checksums(sums, given)
        assert succeeds("gpg", "--verify", signature, sums)
        sums.write_text("cd  file\n")
        assert not succeeds("gpg", "--verify", signature, sums)
    finally:
        subprocess.run(["gpgconf", "--kill", "all"], check=False, capture_output=True)
