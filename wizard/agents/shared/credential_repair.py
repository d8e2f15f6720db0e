"""Finding and mending the file that proves who the agent is: what both agents share."""

from __future__ import annotations

from typing import Final

from wizard.agents.shared.certificate_files import csharp_file_fault
from wizard.agents.shared.certificate_repair import (
    CertificatePair,
    looks_like_certificate,
    read_certificate_pair,
)
from wizard.agents.shared.key_files import repaired_key
from wizard.agents.shared.repair_loop import Draft, sibling
from wizard.agents.shared.vocabulary import bare
from wizard.domain.agent.assessment import Assessment
from wizard.domain.agent.model import Method
from wizard.domain.lazy_pattern import LazyPattern

_DRIVE: Final = LazyPattern(r"[A-Za-z]:[\\\x08\t\n\f\r]")
_SWALLOWED: Final = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r"}
"""What a single backslash in JSON made of a Windows path."""

_PFX: Final = ".pfx"


def repaired_path(draft: Draft, path: str) -> str:
    """The absolute path of the file that is there; of one that is not, the path made absolute."""
    whole = path.translate(_SWALLOWED) if _DRIVE.match(path) else path
    for candidate in (path, whole, whole.strip(), bare(whole)):
        if candidate and draft.content(draft.absolute(candidate)) is not None:
            return draft.absolute(candidate)
    return draft.absolute(whole)


def method_by_file(draft: Draft, path: str) -> Method | None:
    """What the file can only be meant for; None where there is none, or it could be anything."""
    content = draft.content(draft.absolute(path)) if path else None
    if content is None:
        return None
    if looks_like_certificate(content):
        return Method.SELF_SIGNED_CERTIFICATE
    return Method.SYMMETRIC_KEY if repaired_key(content) else None


def repair_key(draft: Draft, path: str) -> None:
    """Write the key as both agents read it, if it can be made out."""
    content = draft.content(path)
    key = repaired_key(content) if content is not None else None
    if key is not None:
        draft.put_secret(path, key, path)


def repair_certificate(draft: Draft, path: str, *, keeps: tuple[str, ...]) -> str:
    """Write certificate and key as the agent reads them; the path of the file to be named.

    ``keeps`` are the extensions under which the agent reads a file: such a one is changed where it
    lies. Any other stays, and a ``.pfx`` is made beside it. The key may lie beside it as ``.key``.
    """
    content = draft.content(path)
    if content is None or not draft.owns(path):
        return path
    key_path = sibling(path, ".key")
    beside = draft.content(key_path)
    sources = (path,) if beside is None else (path, key_path)
    pair = read_certificate_pair(content, *([beside] if beside is not None else []))
    if pair is None:
        return path
    name = path.replace("\\", "/").rpartition("/")[2]
    extension = name[name.rfind(".") :].lower() if "." in name else ""
    if extension not in keeps:
        path, extension = draft.free_path(path, _PFX, lambda data: _is_of(data, pair)), _PFX
    there = draft.content(path)
    if extension == ".pem":
        draft.put_secret(path, pair.as_pem(), *sources)
    elif there is None or not _is_of(there, pair):
        draft.put_secret(path, pair.as_pfx(), *sources)
    return path


def is_about(assessment: Assessment, kind: str) -> bool:
    """Whether any finding is of this kind: ``key`` or ``certificate``."""
    return any(finding.rule.startswith(f"{kind}.") for finding in assessment.findings)


def _is_of(content: bytes, pair: CertificatePair) -> bool:
    """Whether the file is a good PKCS#12 of the same certificate."""
    if csharp_file_fault(content) is not None:
        return False
    other = read_certificate_pair(content)
    return other is not None and other.certificate == pair.certificate
