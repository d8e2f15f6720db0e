"""How the C# agent reads the file that proves who it is."""

from __future__ import annotations

import posixpath
import re
from typing import Final

from wizard.agents.csharp.certificate_store import StoreFault, read_reference
from wizard.agents.csharp.dotnet_values import WHITE_SPACE
from wizard.agents.shared.certificate_files import CertificateFault, csharp_file_fault
from wizard.agents.shared.findings import FileState, FindingCollector, Place, look_at
from wizard.agents.shared.key_files import is_key_size, mistaken_content
from wizard.agents.shared.text_encoding import read_all_text
from wizard.domain.agent.agent_error import AgentError
from wizard.domain.certificate_store import StoreLocation, StoreReference
from wizard.domain.lazy_pattern import LazyPattern
from wizard.domain.ports.files import FileReader
from wizard.domain.secret import Secret

_BASE64: Final = LazyPattern(r"[a-zA-Z0-9+/]*={0,3}")
_MAX_PADDING: Final = 2
_LOADS_IN_VAIN: Final = (
    CertificateFault.NO_KEY,
    CertificateFault.PFX_NO_KEY,
    CertificateFault.MISMATCH,
    CertificateFault.NOT_FOR_TLS,
)


def read_key(
    path: str, read: FileReader, findings: FindingCollector, place: Place
) -> Secret | None:
    """The symmetric key as this agent would use it: decoded by its BOM, and trimmed."""
    state = _look(path, read, findings, place)
    if state.fault:
        return None
    key = read_all_text(state.content).strip(WHITE_SPACE)
    if len(key) % 4 or not _BASE64.fullmatch(key):
        rule = mistaken_content(state.content) or _key_fault(key)
        findings.reject(rule, AgentError.AUTH_FILE_FORMAT, place, path=path)
    elif not key:
        findings.crash("key.empty", place, path=path)
    elif key.count("=") > _MAX_PADDING:
        findings.crash("key.not_base64", place, path=path)
    elif not is_key_size(key):
        findings.useless("key.size", place, path=path)
    else:
        return Secret(key)
    return None


def read_local_certificate(
    path: str, read: FileReader, findings: FindingCollector, place: Place
) -> None:
    """Judge the certificate file: the content decides, not its name."""
    state = _look(path, read, findings, place)
    if state.fault:
        return
    fault = csharp_file_fault(state.content)
    if fault is CertificateFault.EMPTY:
        findings.crash(fault, place, path=path)
    elif fault is not None and fault in _LOADS_IN_VAIN:
        findings.useless(fault, place, path=path)
    elif fault is not None:
        findings.reject(fault, AgentError.AUTH_OTHER, place, path=path)


def read_store_reference(
    path: str, read: FileReader, findings: FindingCollector, place: Place
) -> StoreReference | None:
    """Judge the JSON file that names a certificate in the store; what it names.

    Whether the certificate is there the file does not tell. On Linux that store is empty unless
    somebody filled it by a program of theirs, so there it counts as missing. ``CurrentUser`` is the
    store of the agent's account: on Windows LocalSystem's, into which hardly anybody puts anything.
    """
    state = _look(path, read, findings, place)
    if state.fault:
        return None
    linux = path.startswith("/")
    found = read_reference(read_all_text(state.content), linux=linux)
    if isinstance(found, StoreReference):
        _say_what_is_open(found, path, findings, place, linux=linux)
        return found
    if found is StoreFault.SCHEMA:
        findings.reject(found, AgentError.AUTH_FILE_FORMAT, place, path=path)
    elif found is StoreFault.THUMBPRINT:
        findings.reject(found, AgentError.AUTH_FILE_NOT_EXIST, place, path=path)
    else:
        findings.crash(found, place, path=path)
    return None


def _say_what_is_open(
    found: StoreReference, path: str, findings: FindingCollector, place: Place, *, linux: bool
) -> None:
    if linux:
        findings.reject("store.not_there", AgentError.AUTH_FILE_NOT_EXIST, place, path=path)
    elif found.location is StoreLocation.CURRENT_USER:
        findings.note("store.of_the_account", place, path=path)
    else:
        findings.note("store.not_seen", place, path=path)


def _look(path: str, read: FileReader, findings: FindingCollector, place: Place) -> FileState:
    """Read the file; the agent takes every complaint but a refused access for "not there"."""
    state = look_at(read, _full_path(path))
    if path.endswith(("/", "\\")) and not _is_folder(read, path, state):
        missing = state.fault == "missing" and look_at(read, path.rstrip("/\\")).fault == "missing"
        state = FileState(fault="missing" if missing else "slash")
    match state.fault:
        case "":
            pass
        case "slash":
            findings.reject("secret.slash", AgentError.AUTH_FILE_NOT_EXIST, place, path=path)
        case "name":
            rule = "secret.path_too_long"
            findings.reject(rule, AgentError.AUTH_FILE_NOT_EXIST, place, path=path)
        case "missing":
            findings.reject("secret.missing", AgentError.AUTH_FILE_NOT_EXIST, place, path=path)
        case "permission" | "unreadable":
            findings.reject("secret.permission", AgentError.AUTH_FILE_PERMISSIONS, place, path=path)
        case "not_a_file":
            findings.reject("secret.not_a_file", AgentError.AUTH_FILE_PERMISSIONS, place, path=path)
        case _:
            findings.reject("secret.unreadable", AgentError.AUTH_FILE_NOT_EXIST, place, path=path)
    return state


def _is_folder(read: FileReader, path: str, state: FileState) -> bool:
    there = state if state.fault != "missing" else look_at(read, path.rstrip("/\\"))
    return there.fault == "not_a_file"


def _full_path(path: str) -> str:
    """``Path.GetFullPath``: .NET takes ``..`` back in the text, whatever the folders are."""
    return posixpath.normpath(path) if path.startswith("/") else path


def _key_fault(key: str) -> str:
    if "\n" in key or "\r" in key:
        return "key.lines"
    if re.fullmatch(r"[A-Za-z0-9_\-]+={0,2}", key) and re.search(r"[_\-]", key):
        return "key.url_safe"
    if re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", key):
        return "key.padding"
    return "key.not_base64"
