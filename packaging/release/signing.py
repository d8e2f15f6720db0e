"""Signatures: osslsigncode for Windows' programs and packages, minisign or GPG for SHA256SUMS.

The releaser's keys are named in the environment; nothing is signed where none is. A password is
never an argument: it comes from a file, or from the token that asks for it.

    IOT_AGENT_SETUP_PKCS12          a certificate with its key in a file,
    IOT_AGENT_SETUP_PASSWORD_FILE   and the file with its password; or on a token:
    IOT_AGENT_SETUP_PKCS11_MODULE   its library, and as URIs (the PIN by pin-source=file:… in both)
    IOT_AGENT_SETUP_PKCS11_CERT     the certificate and
    IOT_AGENT_SETUP_PKCS11_KEY      the key
    IOT_AGENT_SETUP_TIMESTAMP       address of a time-stamp server (RFC 3161)
    IOT_AGENT_SETUP_MINISIGN_KEY            minisign's secret key,
    IOT_AGENT_SETUP_MINISIGN_PASSWORD_FILE  and the file with its password
    IOT_AGENT_SETUP_GPG_KEY                 GPG's key id,
    IOT_AGENT_SETUP_GPG_PASSWORD_FILE       and the file with its passphrase

Without its file, minisign asks at the terminal, and gpg through its agent. A PKCS#11 token needs
OpenSSL's engine for it (Debian: libengine-pkcs11-openssl).
"""

from __future__ import annotations

import os
import shlex
import struct
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives.serialization import pkcs7

from release.project import NAME, BuildError, MissingError, need, run, write

PREFIX = "IOT_AGENT_SETUP_"
UNASKED = (
    "A key with a password wants it from a file where nobody can be asked:"
    " packaging/release/signing.py says how."
)
KEYS = ("PKCS12", "PKCS11_MODULE", "MINISIGN_KEY", "GPG_KEY")


def windows_options(environment: Mapping[str, str] = os.environ) -> list[str]:
    """osslsigncode's options for the releaser's certificate; empty where none is named."""
    given = {key.removeprefix(PREFIX): value for key, value in environment.items() if value}
    if "PKCS12" in given:
        options = ["-pkcs12", given["PKCS12"]]
        if "PASSWORD_FILE" in given:
            options += ["-readpass", given["PASSWORD_FILE"]]
    elif "PKCS11_MODULE" in given:
        missing = [key for key in ("PKCS11_CERT", "PKCS11_KEY") if key not in given]
        if missing:
            raise BuildError(f"For a token {PREFIX}{missing[0]} is needed as well.")
        if any("pin-value" in given[key] for key in ("PKCS11_CERT", "PKCS11_KEY")):
            raise BuildError(
                "The PIN is no part of a token's URI: every account here could read it among the"
                " arguments. Write pin-source=file:… instead of pin-value=…"
            )
        options = ["-pkcs11module", given["PKCS11_MODULE"], "-login"]
        options += ["-pkcs11cert", given["PKCS11_CERT"], "-key", given["PKCS11_KEY"]]
    else:
        return []
    if "TIMESTAMP" in given:
        options += ["-ts", given["TIMESTAMP"]]
    return [*options, "-h", "sha256", "-n", "IoT Agent Setup"]


def sign_for_windows(path: Path, environment: Mapping[str, str] = os.environ) -> None:
    """An .exe or .msi, in place."""
    options = windows_options(environment)
    if not options:
        return
    need("osslsigncode", package="osslsigncode")
    signed = path.with_name(f"{path.name}.signed")
    signed.unlink(missing_ok=True)
    more = ["-add-msi-dse"] if path.suffix == ".msi" else []
    run(["osslsigncode", "sign", *options, *more, "-in", path, "-out", signed])
    signed.replace(path)


def signer_script(path: Path, environment: Mapping[str, str] = os.environ) -> str:
    """For makensis, which signs its uninstaller by a command: a script; empty without a key.

    The script names where the key is, and has nothing that is secret.
    """
    options = windows_options(environment)
    if not options:
        return ""
    need("osslsigncode", package="osslsigncode")
    command = shlex.join(["osslsigncode", "sign", *options])
    lines = ["#!/bin/sh", "set -e", f'{command} -in "$1" -out "$1.signed"', 'mv "$1.signed" "$1"']
    write(path, "\n".join(lines) + "\n", mode=0o755)
    return str(path)


def sign_checksums(sums: Path, environment: Mapping[str, str] = os.environ) -> list[Path]:
    """The signatures beside ``SHA256SUMS``, which vouches for every file."""
    made = []
    if key := environment.get(f"{PREFIX}MINISIGN_KEY"):
        need("minisign", package="minisign")
        signature = sums.with_name(f"{sums.name}.minisig")
        minisign = ["minisign", "-S", "-s", key, "-m", str(sums), "-t", f"{NAME} {sums.name}"]
        _sign(minisign, environment.get(f"{PREFIX}MINISIGN_PASSWORD_FILE"))
        made.append(signature)
    if key := environment.get(f"{PREFIX}GPG_KEY"):
        need("gpg", package="gnupg")
        signature = sums.with_name(f"{sums.name}.asc")
        signature.unlink(missing_ok=True)
        gpg = ["gpg", "--batch", "--armor", "--local-user", key, "--output", str(signature)]
        if password := environment.get(f"{PREFIX}GPG_PASSWORD_FILE"):
            gpg += ["--pinentry-mode", "loopback", "--passphrase-fd", "0"]
        _sign([*gpg, "--detach-sign", sums], password)
        made.append(signature)
    return made


def _sign(command: Sequence[str | Path], password: str | None) -> None:
    """With the password from its file, else with whatever the person at the terminal types.

    Both tools read standard input, and ask on standard error: neither may be hidden.
    """
    if password is not None:
        with _opened(password) as file:
            run(command, stdin=file)
    elif sys.stdin.isatty():
        if code := subprocess.call([str(word) for word in command]):
            raise BuildError(f"{command[0]} ended with {code}.")
    else:
        try:
            run(command)
        except BuildError as error:
            raise BuildError(f"{error} {UNASKED}") from None


def _opened(password: str) -> IO[bytes]:
    try:
        return Path(password).open("rb")
    except OSError as error:
        raise BuildError(f"The file with the password: {password}: {error.strerror}") from None


def is_wanted(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a key of any kind is named."""
    return any(environment.get(f"{PREFIX}{key}") for key in KEYS)


def check_keys(environment: Mapping[str, str] = os.environ) -> None:
    """Sign something small with each key: a build of minutes should not end at a wrong password.

    Raises BuildError.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sums, program = folder / "SHA256SUMS", folder / "program.exe"
        sums.touch()
        # minisign and gpg alone would ask the person twice.
        asked = {key: value for key, value in environment.items() if _is_silent(key, environment)}
        sign_checksums(sums, asked)
        if windows_options(environment):
            program.write_bytes(_small_program())
            try:
                sign_for_windows(program, environment)
            except MissingError:
                raise
            except BuildError as error:
                has_password = f"{PREFIX}PASSWORD_FILE" in environment
                raise BuildError(f"{error}{'' if has_password else f' {UNASKED}'}") from None
            check_dates(program)


def _is_silent(key: str, environment: Mapping[str, str]) -> bool:
    """Whether what this variable names is used without a question."""
    kind = key.removeprefix(PREFIX).removesuffix("_KEY")
    is_asking = key in (f"{PREFIX}MINISIGN_KEY", f"{PREFIX}GPG_KEY") and sys.stdin.isatty()
    return not is_asking or f"{PREFIX}{kind}_PASSWORD_FILE" in environment


def check_dates(signed: Path) -> None:
    """osslsigncode signs with a certificate that has expired as well: Windows would refuse that."""
    signature = signed.with_name(f"{signed.name}.der")
    signature.unlink(missing_ok=True)
    run(["osslsigncode", "extract-signature", "-in", signed, "-out", signature])
    now = datetime.now(UTC)
    for found in pkcs7.load_der_pkcs7_certificates(signature.read_bytes()):
        name = found.subject.rfc4514_string()
        if now > found.not_valid_after_utc:
            ended = found.not_valid_after_utc.date().isoformat()
            raise BuildError(f"The certificate {name} has expired on {ended}: take a valid one.")
        if now < found.not_valid_before_utc:
            begins = found.not_valid_before_utc.date().isoformat()
            raise BuildError(f"The certificate {name} is valid from {begins} only.")


def _small_program() -> bytes:
    """The headers of a program for Windows, 64 bits, without any content (PE32+)."""
    content = bytearray(1024)
    content[:2] = b"MZ"
    struct.pack_into("<I", content, 0x3C, 0x40)
    content[0x40:0x44] = b"PE\0\0"
    # COFF: machine x86-64, no sections, size of the optional header, executable.
    struct.pack_into("<HHIIIHH", content, 0x44, 0x8664, 0, 0, 0, 0, 0xF0, 0x22)
    struct.pack_into("<H", content, 0x58, 0x20B)
    struct.pack_into("<I", content, 0x58 + 60, 512)  # size of all headers
    struct.pack_into("<I", content, 0x58 + 108, 16)  # data directories; the fifth has signatures
    return bytes(content)
