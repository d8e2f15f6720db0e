"""The answers file's ``[authentication.store]``: a certificate in a store of Windows."""

from __future__ import annotations

from typing import Final

from wizard.domain.agent.model import AgentTarget
from wizard.domain.agent.target_folder import TargetSystem
from wizard.domain.certificate_store import (
    SHA1_DIGITS,
    SHA256_DIGITS,
    StoreLocation,
    StoreReference,
    thumbprint_digits,
)
from wizard.domain.lazy_pattern import LazyPattern
from wizard.setup.answers.table import Table

STORE_KEYS: Final = ("location", "thumbprint")

_DIGITS: Final = LazyPattern(r"[0-9A-F]+")


def read_store(table: Table) -> StoreReference:
    """The certificate that ``store`` names. Raises AnswersError."""
    values = table.required("store")
    if not isinstance(values, dict):
        table.invalid("store", "not_table")
    inner = Table("authentication.store", values, table.base)
    location = inner.choice("location", StoreLocation, StoreLocation.LOCAL_MACHINE)
    if location is StoreLocation.CURRENT_USER:
        inner.invalid("location", "store_current_user")
    return StoreReference(location, _thumbprint(inner))


def _thumbprint(inner: Table) -> str:
    text = inner.text("thumbprint")
    digits = thumbprint_digits(text)
    if not _DIGITS.fullmatch(digits):
        inner.invalid("thumbprint", "store_thumbprint", value=text)
    if len(digits) == SHA256_DIGITS:
        inner.invalid("thumbprint", "store_sha256")
    if len(digits) != SHA1_DIGITS:
        inner.invalid("thumbprint", "store_digits", count=str(len(digits)))
    return digits


def obey_store(authentication: Table, agent_table: Table, agent: AgentTarget) -> None:
    """Refuse a store where this agent, or its system, has none. Raises AnswersError."""
    if agent.flavour.store_file is None:
        authentication.invalid("store", "store_agent", agent=agent.flavour.name)
    if agent.system is not TargetSystem.WINDOWS:
        authentication.invalid("store", "store_system")
    agent_table.refuse(("certificate_file",), "store_certificate_file")
