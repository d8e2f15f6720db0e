"""Signatures: osslsigncode for Windows' programs and packages, minisign or GPG for SHA256SUMS.

The releaser's keys are named in the environment; nothing is signed where none is. A password is
never an argument: it comes from a file, or from the token that asks for it.

    IOT_AGENT_SETUP_PKCS12          a certificate with its key in a file,
    IOT_AGENT_SETUP_PASSWORD_FILE   and the file with its password; or on a token:
    IOT_AGENT_SETUP_PKCS11_MODULE   its library, and as URIs (the PIN by pin-source=file:… in them)
    IOT_AGENT_SETUP_PKCS11_CERT     the certificate and
    IOT_AGENT_SETUP_PKCS11_KEY      the key
    IOT_AGENT_SETUP_TIMESTAMP       address of a time-stamp server (RFC 3161)
    IOT_AGENT_SETUP_MINISIGN_KEY    minisign's secret key
    IOT_AGENT_SETUP_GPG_KEY         GPG's key id
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

from release.project import NAME, BuildError, need, run, write

PREFIX = "IOT_AGENT_SETUP_"


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
        run(["minisign", "-S", "-s", key, "-m", sums, "-t", f"{NAME} {sums.name}"])
        made.append(sums.with_name(f"{sums.name}.minisig"))
    if key := environment.get(f"{PREFIX}GPG_KEY"):
        need("gpg", package="gnupg")
        signature = sums.with_name(f"{sums.name}.asc")
        signature.unlink(missing_ok=True)
        gpg = ["gpg", "--batch", "--armor", "--local-user", key, "--output", str(signature)]
        run([*gpg, "--detach-sign", sums])
        made.append(signature)
    return made
