"""How the C agent reads the file that proves who it is: a key, or a certificate with its key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from wizard.agents.c.address import text_bytes, used_part
from wizard.agents.shared.certificate_files import CertificateFault, c_pem_fault, c_pfx_fault
from wizard.agents.shared.findings import FileState, FindingCollector, Place, look_at
from wizard.agents.shared.key_files import WHOLE_KEYS, is_key_size, key_size, mistaken_content
from wizard.domain.agent.agent_error import AgentError
from wizard.domain.agent.model import AgentSettings, Identity
from wizard.domain.lazy_pattern import LazyPattern
from wizard.domain.ports.files import FileReader
from wizard.domain.secret import Secret

_BUFFER: Final = 300
_PATH_MAX: Final = 4096
"""Bytes of a path on Linux, its closing zero included."""
_BASE64: Final = LazyPattern(
    r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})"
)
_UTF8_BOM: Final = "\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What was read: the key, where there is a good one, and its size in the agent's buffer."""

    secret: Secret | None = None
    size: int = 0


def read_key(
    settings: AgentSettings, read: FileReader, findings: FindingCollector, place: Place
) -> Credentials:
    """The symmetric key as this agent would use it: up to the first line feed, not trimmed."""
    path = settings.secret_path
    state = _look_at(read, path)
    if state.fault:
        _refuse_file(state.fault, path, findings, place)
        return Credentials()
    buffer = state.content[:_BUFFER]
    end = min((at for at in (buffer.find(b"\n"), buffer.find(b"\0")) if at >= 0), default=-1)
    text = buffer[:end].decode("latin-1") if end >= 0 else buffer.decode("latin-1")
    # The module's goes into a connection string, where what follows a ";" is another part.
    is_module = settings.identity is Identity.SECURITY_MODULE
    key = used_part(text, last=True) if is_module else text
    fault = _key_fault(key) or _broken_key(key, state.content)
    if fault and (named := mistaken_content(state.content)):
        findings.useless(named, place, path=path)
    elif end < 0 and len(buffer) == _BUFFER:
        findings.useless("key.too_long", place, path=path, limit=_BUFFER - 1)
    elif fault:
        findings.useless(fault, place, path=path)
    else:
        if key != text:
            findings.note("key.passed_over", place, path=path)
        return Credentials(Secret(key), len(text))
    return Credentials(None, len(text))


def read_certificate(
    path: str, read: FileReader, findings: FindingCollector, place: Place
) -> Credentials:
    """Judge the certificate file: what it is, is decided by what follows the path's last dot."""
    dot = path.rfind(".")
    if dot < 0:
        findings.reject("certificate.no_extension", None, place, path=path)
        return Credentials()
    extension = path[dot:].lower()
    if extension not in (".pem", ".pfx"):
        findings.reject("certificate.extension", AgentError.AUTH_FILE_FORMAT, place, path=path)
        return Credentials()
    state = _look_at(read, path)
    if state.fault and state.fault != "not_a_file":
        _refuse_file(state.fault, path, findings, place)
        return Credentials()
    # A folder opens like a file and holds nothing that parses.
    fault = (c_pem_fault if extension == ".pem" else c_pfx_fault)(state.content)
    _report_certificate(fault, path, findings, place)
    return Credentials()


def _report_certificate(
    fault: CertificateFault | None, path: str, findings: FindingCollector, place: Place
) -> None:
    match fault:
        case None:
            return
        case CertificateFault.NOT_FOR_HUBS:
            # Its OpenSSL would use it, but no hub of Azure takes it.
            findings.note(fault, place, path=path)
        case CertificateFault.MISMATCH | CertificateFault.NOT_FOR_TLS:
            findings.useless(fault, place, path=path)
        case CertificateFault.PFX_NO_KEY | CertificateFault.PFX_NO_CERTIFICATE:
            # It loads, and only the lack of both is noticed, without a word.
            findings.reject(fault, None, place, path=path)
        case _:
            findings.reject(fault, AgentError.AUTH_FILE_FORMAT, place, path=path)


def _look_at(read: FileReader, path: str) -> FileState:
    """The file as ``fopen`` finds it, by the path as it is written."""
    if len(text_bytes(path)) >= _PATH_MAX:
        return FileState(fault="name")
    state = look_at(read, path)
    if path.endswith("/") and state.fault in ("", "missing"):
        # Python's paths lose the slash; only a folder may have one.
        there = state if not state.fault else look_at(read, path.rstrip("/"))
        return FileState(fault="slash" if not there.fault else there.fault)
    return state


def _broken_key(key: str, content: bytes) -> str | None:
    """Whether the key goes on behind its first line, where the agent stops reading."""
    lines = [line.strip() for line in content.split(b"\n") if line.strip()]
    if len(lines) < 2 or key_size(key) in WHOLE_KEYS:
        return None
    whole = b"".join(lines).decode("latin-1")
    return "key.broken" if _BASE64.fullmatch(whole) and key_size(whole) in WHOLE_KEYS else None


def _key_fault(key: str) -> str | None:
    if _BASE64.fullmatch(key) and key:
        return None if is_key_size(key) else "key.size"
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


def _refuse_file(fault: str, path: str, findings: FindingCollector, place: Place) -> None:
    match fault:
        case "missing":
            rule, error = "secret.missing", AgentError.AUTH_FILE_NOT_EXIST
        case "permission" | "unreadable":
            rule, error = "secret.permission", AgentError.AUTH_FILE_PERMISSIONS
        case "slash":
            rule, error = "secret.slash", AgentError.AUTH_OTHER
        case "name":
            rule, error = "secret.path_too_long", AgentError.AUTH_OTHER
        case "not_a_file":
            rule, error = "secret.not_a_file", AgentError.AUTH_OTHER
        case _:
            rule, error = "secret.unreadable", AgentError.AUTH_OTHER
    findings.reject(rule, error, place, path=path)
