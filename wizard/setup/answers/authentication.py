"""The answers file's ``[authentication]``: identity, method, and what they need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from wizard.domain.agent.model import AuthChoice, Identity, Method
from wizard.domain.errors import AnswersError, Code
from wizard.domain.proof import (
    DEFAULT_DAYS,
    DPS_HOST,
    MOST_DAYS,
    CertificateFile,
    CertificateSource,
    DpsRegistration,
    KeyKind,
    NewCertificate,
    ThumbprintSlot,
)
from wizard.setup.answers.certificate_store import read_store
from wizard.setup.answers.table import SecretSource, Table

KEYS: Final = (
    "identity",
    "method",
    "certificate",
    "certificate_key",
    "passphrase",
    "id_scope",
    "registration_id",
    "key",
    "group_key",
    "register",
    "dps_host",
    "generate",
    "store",
)
GENERATE_KEYS: Final = ("kind", "days", "register")
OPENS_CERTIFICATE: Final = "authentication.passphrase"
DPS_KEY: Final = "authentication.key"
GROUP_KEY: Final = "authentication.group_key"

_DPS_KEYS: Final = ("id_scope", "registration_id", "key", "group_key", "register", "dps_host")
_OF_FILE: Final = ("certificate", "certificate_key", "passphrase")
_CERTIFICATE_KEYS: Final = (*_OF_FILE, "generate", "store")


@dataclass(frozen=True, slots=True)
class Authentication:
    """What the table says. ``sources`` are the secrets still to be fetched, by their keys."""

    choice: AuthChoice
    certificate: CertificateSource | None = None
    dps: DpsRegistration | None = None
    dps_host: str = DPS_HOST
    sources: Mapping[str, SecretSource] = field(default_factory=dict)


def read_authentication(table: Table) -> Authentication:
    """Read the table. A key that the choice does not use is refused, not ignored."""
    choice = AuthChoice(
        table.choice("identity", Identity), table.choice("method", Method, Method.SYMMETRIC_KEY)
    )
    is_dps = choice.identity is Identity.DPS
    if not is_dps:
        table.refuse(_DPS_KEYS, "only_dps")
    sources: dict[str, SecretSource] = {}
    certificate = None
    if choice.method is Method.SELF_SIGNED_CERTIFICATE:
        table.refuse(("key", "group_key"), "only_key")
        if choice.identity is not Identity.SECURITY_MODULE:  # refused by the rules, with a reason
            certificate = _certificate(table, is_dps, sources)
    else:
        table.refuse(_CERTIFICATE_KEYS, "only_certificate")
        if is_dps:
            _dps_key(table, sources)
    dps = _registration(table) if is_dps else None
    host = table.text("dps_host") if "dps_host" in table else DPS_HOST
    return Authentication(choice, certificate, dps, host, sources)


def _dps_key(table: Table, sources: dict[str, SecretSource]) -> None:
    """The device's own key, or that of its enrolment group, from which its own is derived."""
    if "group_key" in table:
        table.refuse(("key",), "group_and_key")
        sources[GROUP_KEY] = table.secret_source("group_key")
    else:
        sources[DPS_KEY] = table.secret_source("key")


def _registration(table: Table) -> DpsRegistration:
    scope, registration_id = table.text("id_scope"), table.text("registration_id")
    return DpsRegistration(scope, registration_id, register=table.boolean("register", False))


def _certificate(table: Table, is_dps: bool, sources: dict[str, SecretSource]) -> CertificateSource:
    if "store" in table:
        table.refuse((*_OF_FILE, "generate"), "instead_of_store")
        if is_dps:
            table.invalid("store", "store_dps")
        return read_store(table)
    if "generate" in table:
        table.refuse(_OF_FILE, "instead_of_generate")
        if is_dps:
            table.invalid("generate", "generate_dps")
        return _generate(table)
    if "certificate" not in table:
        raise AnswersError(Code.ANSWERS_MISSING, "certificate", key="authentication.certificate")
    if "passphrase" in table:
        sources[OPENS_CERTIFICATE] = table.secret_source("passphrase")
    key_path = table.path("certificate_key") if "certificate_key" in table else None
    return CertificateFile(table.path("certificate"), key_path)


def _generate(table: Table) -> NewCertificate:
    values = table.required("generate")
    if not isinstance(values, dict):
        table.invalid("generate", "not_table")
    inner = Table("authentication.generate", values, table.base)
    days = range(1, MOST_DAYS + 1)
    return NewCertificate(
        inner.choice("kind", KeyKind, KeyKind.EC),
        inner.number("days", DEFAULT_DAYS, days),
        inner.choice("register", ThumbprintSlot, ThumbprintSlot.SECONDARY),
    )
