"""What is in the key or certificate file, without anything secret, and who may read it."""

from __future__ import annotations

import sys

from wizard.domain.agent.model import Method
from wizard.domain.proof import KeyKind, NewCertificate
from wizard.domain.state import SetupState
from wizard.gui.words import certificate_words
from wizard.text.language import _


def secret_words(state: SetupState, *, needs_rights: bool) -> str:
    """What is in the secret file, without anything secret, and who will be able to read it.

    ``needs_rights``: it is written with administrator rights.
    """
    return f"{_secret_content(state)}\n{_secret_readers(state, needs_rights)}"


def _secret_content(state: SetupState) -> str:
    if state.auth.method is Method.SYMMETRIC_KEY:
        return _("The symmetric key.")
    if isinstance(state.certificate, NewCertificate):
        words = _("A new {kind} certificate for {days} days, and its key.")
        kind = "EC P-256" if state.certificate.kind is KeyKind.EC else "RSA 2048"
        return words.format(kind=kind, days=state.certificate.days)
    words = _("The certificate, and its key.")
    if state.certificate_read is None:
        return words
    return f"{words}\n{certificate_words(state.certificate_read)}"


def _secret_readers(state: SetupState, needs_rights: bool) -> str:
    if sys.platform == "win32" and needs_rights:
        return _("Readable by SYSTEM and Administrators.")
    if sys.platform == "win32":
        return _("Readable by SYSTEM, Administrators and you.")
    group = state.agent.flavour.reader_group if state.agent else ""
    if not group:
        return _("Readable by its owner only.")
    words = _("Readable by its owner and, where there is one, the group {group}.")
    return words.format(group=group)
