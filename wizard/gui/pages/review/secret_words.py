"""What lies in the agent's key or certificate file, and who will be able to read it."""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication

from wizard.domain.agent.facts import reader_group
from wizard.domain.agent.model import Method
from wizard.domain.proof import KeyKind, NewCertificate
from wizard.domain.state import SetupState
from wizard.gui.words import certificate_words


def secret_words(state: SetupState) -> str:
    """Without anything secret: the kind of what is in the file, and its readers."""
    return f"{_content(state)}\n{_readers(state)}"


def _content(state: SetupState) -> str:
    translate = QCoreApplication.translate
    if state.auth.method is Method.SYMMETRIC_KEY:
        return translate("secrets", "The symmetric key.")
    if isinstance(state.certificate, NewCertificate):
        words = translate("secrets", "A new {kind} certificate for {days} days, and its key.")
        kind = "EC P-256" if state.certificate.kind is KeyKind.EC else "RSA 2048"
        return words.format(kind=kind, days=state.certificate.days)
    words = translate("secrets", "The certificate, and its key.")
    if state.certificate_read is None:
        return words
    return f"{words}\n{certificate_words(state.certificate_read)}"


def _readers(state: SetupState) -> str:
    translate = QCoreApplication.translate
    if sys.platform == "win32":
        return translate("secrets", "Readable by SYSTEM, Administrators and you.")
    group = reader_group(state.agent.flavour) if state.agent else ""
    if not group:
        return translate("secrets", "Readable by its owner only.")
    words = translate(
        "secrets", "Readable by its owner and, where there is one, the group {group}."
    )
    return words.format(group=group)
