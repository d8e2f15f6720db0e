"""How the C# agent reads the file that proves who it is."""

from __future__ import annotations

import re
from typing import Final

from wizard.agents.csharp.certificate_store import StoreFault, store_fault
from wizard.agents.csharp.dotnet_values import WHITE_SPACE
from wizard.agents.shared.certificate_files import CertificateFault, csharp_file_fault
from wizard.agents.shared.findings import AgentError, FileState, FindingCollector, Place, look_at
from wizard.agents.shared.text_encoding import read_all_text
from wizard.domain.ports.files import FileReader
from wizard.domain.secret import Secret

_BASE64: Final = re.compile(r"[a-zA-Z0-9+/]*={0,3}")
_MAX_PADDING: Final = 2
_LOADS_IN_VAIN: Final = (
    CertificateFault.NO_KEY,
    CertificateFault.PFX_NO_KEY,
    CertificateFault.MISMATCH,
)


def read_key(
    path: str, read: FileReader, rulings: FindingCollector, place: Place, *, empty_is_fatal: bool
) -> Secret | None:
    """The symmetric key as this agent would use it: decoded by its BOM, and trimmed."""
    state = _look(path, read, rulings, place)
    if state.fault:
        return None
    key = read_all_text(state.content).strip(WHITE_SPACE)
    if len(key) % 4 or not _BASE64.fullmatch(key):
        rulings.reject(_key_fault(key), AgentError.AUTH_FILE_FORMAT, place, path=path)
    elif not key and empty_is_fatal:
        rulings.crash("key.empty", place, path=path)
    elif not key:
        rulings.useless("key.empty", place, path=path)
    elif key.count("=") > _MAX_PADDING:
        rulings.crash("key.not_base64", place, path=path)
    else:
        return Secret(key)
    return None


def read_local_certificate(
    path: str, read: FileReader, rulings: FindingCollector, place: Place
) -> None:
    """Judge the certificate file: the content decides, not its name."""
    state = _look(path, read, rulings, place)
    if state.fault:
        return
    fault = csharp_file_fault(state.content)
    if fault is CertificateFault.EMPTY:
        rulings.crash(fault, place, path=path)
    elif fault is not None and fault in _LOADS_IN_VAIN:
        rulings.useless(fault, place, path=path)
    elif fault is not None:
        rulings.reject(fault, AgentError.AUTH_OTHER, place, path=path)


def read_store_reference(
    path: str, read: FileReader, rulings: FindingCollector, place: Place
) -> None:
    """Judge the JSON file that names a certificate in the store.

    Whether the certificate is there cannot be seen from outside the agent's account. On Linux that
    store is empty unless somebody filled it by a program of theirs, so there it counts as missing.
    """
    state = _look(path, read, rulings, place)
    if state.fault:
        return
    linux = path.startswith("/")
    fault = store_fault(read_all_text(state.content), linux=linux)
    if fault is StoreFault.SCHEMA:
        rulings.reject(fault, AgentError.AUTH_FILE_FORMAT, place, path=path)
    elif fault is StoreFault.THUMBPRINT:
        rulings.reject(fault, AgentError.AUTH_FILE_NOT_EXIST, place, path=path)
    elif fault is not None:
        rulings.crash(fault, place, path=path)
    elif linux:
        rulings.reject("store.not_there", AgentError.AUTH_FILE_NOT_EXIST, place, path=path)
    else:
        rulings.note("store.not_seen", place, path=path)


def _look(path: str, read: FileReader, rulings: FindingCollector, place: Place) -> FileState:
    """Read the file; the agent takes every complaint but a refused access for "not there"."""
    state = look_at(read, path)
    match state.fault:
        case "":
            pass
        case "missing":
            rulings.reject("secret.missing", AgentError.AUTH_FILE_NOT_EXIST, place, path=path)
        case "permission" | "unreadable":
            rulings.reject("secret.permission", AgentError.AUTH_FILE_PERMISSIONS, place, path=path)
        case "not_a_file":
            rulings.reject("secret.not_a_file", AgentError.AUTH_FILE_PERMISSIONS, place, path=path)
        case _:
            rulings.reject("secret.unreadable", AgentError.AUTH_FILE_NOT_EXIST, place, path=path)
    return state


def _key_fault(key: str) -> str:
    if "\n" in key or "\r" in key:
        return "key.lines"
    if key[:1] in "\"'" and key[:1]:
        return "key.quoted"
    if "SharedAccessKey=" in key:
        return "key.connection_string"
    if re.fullmatch(r"[A-Za-z0-9_\-]+={0,2}", key) and re.search(r"[_\-]", key):
        return "key.url_safe"
    if re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", key):
        return "key.padding"
    return "key.not_base64"
