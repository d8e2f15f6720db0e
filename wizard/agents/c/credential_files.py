"""How the C agent reads the file that proves who it is: a key, or a certificate with its key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from wizard.agents.shared.certificate_files import CertificateFault, c_pem_fault, c_pfx_fault
from wizard.agents.shared.findings import AgentError, FindingCollector, Place, look_at
from wizard.domain.ports.files import FileReader
from wizard.domain.secret import Secret

_BUFFER: Final = 300
_BASE64: Final = re.compile(
    r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})"
)
_UTF8_BOM: Final = "\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What was read: the key, where there is a good one, and its size in the agent's buffer."""

    secret: Secret | None = None
    key_size: int = 0


def read_key(path: str, read: FileReader, rulings: FindingCollector, place: Place) -> Credentials:
    """The symmetric key as this agent would use it: up to the first line feed, not trimmed."""
    state = look_at(read, path)
    if state.fault:
        _refuse_file(state.fault, path, rulings, place)
        return Credentials()
    buffer = state.content[:_BUFFER]
    end = min((at for at in (buffer.find(b"\n"), buffer.find(b"\0")) if at >= 0), default=-1)
    key = buffer[:end].decode("latin-1") if end >= 0 else buffer.decode("latin-1")
    if end < 0 and len(buffer) == _BUFFER:
        rulings.useless("key.too_long", place, path=path, limit=_BUFFER - 1)
    elif rule := _key_fault(key):
        rulings.useless(rule, place, path=path)
    else:
        return Credentials(Secret(key), len(key))
    return Credentials(None, len(key))


def read_certificate(
    path: str, read: FileReader, rulings: FindingCollector, place: Place
) -> Credentials:
    """Judge the certificate file: what it is, is decided by what follows the path's last dot."""
    dot = path.rfind(".")
    if dot < 0:
        rulings.reject("certificate.no_extension", None, place, path=path)
        return Credentials()
    extension = path[dot:].lower()
    if extension not in (".pem", ".pfx"):
        rulings.reject("certificate.extension", AgentError.AUTH_FILE_FORMAT, place, path=path)
        return Credentials()
    state = look_at(read, path)
    if state.fault and state.fault != "not_a_file":
        _refuse_file(state.fault, path, rulings, place)
        return Credentials()
    # A folder opens like a file and holds nothing that parses.
    fault = (c_pem_fault if extension == ".pem" else c_pfx_fault)(state.content)
    _rule_on_certificate(fault, path, rulings, place)
    return Credentials()


def _rule_on_certificate(
    fault: CertificateFault | None, path: str, rulings: FindingCollector, place: Place
) -> None:
    match fault:
        case None:
            return
        case CertificateFault.MISMATCH:
            rulings.useless(fault, place, path=path)
        case CertificateFault.PFX_NO_KEY | CertificateFault.PFX_NO_CERTIFICATE:
            # It loads, and only the lack of both is noticed, without a word.
            rulings.reject(fault, None, place, path=path)
        case _:
            rulings.reject(fault, AgentError.AUTH_FILE_FORMAT, place, path=path)


def _key_fault(key: str) -> str | None:
    if _BASE64.fullmatch(key):
        return None
    if not key.strip():
        return "key.empty"
    if key.startswith(_UTF8_BOM):
        return "key.bom"
    if key.endswith("\r"):
        return "key.crlf"
    if key != key.strip():
        return "key.blanks"
    if _BASE64.fullmatch(key + "=" * (-len(key) % 4)):
        return "key.padding"
    return "key.not_base64"


def _refuse_file(fault: str, path: str, rulings: FindingCollector, place: Place) -> None:
    match fault:
        case "missing":
            rule, error = "secret.missing", AgentError.AUTH_FILE_NOT_EXIST
        case "permission" | "unreadable":
            rule, error = "secret.permission", AgentError.AUTH_FILE_PERMISSIONS
        case "not_a_file":
            rule, error = "secret.not_a_file", AgentError.AUTH_OTHER
        case _:
            rule, error = "secret.unreadable", AgentError.AUTH_OTHER
    rulings.reject(rule, error, place, path=path)
