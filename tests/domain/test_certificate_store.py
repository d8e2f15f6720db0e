"""A certificate in a store: its thumbprint as people have it, and what the hub says of it."""

from __future__ import annotations

import pytest

from wizard.domain.certificate_rules import reference_problem
from wizard.domain.certificate_store import (
    StoreLocation,
    StoreReference,
    system_name,
    thumbprint_digits,
)
from wizard.domain.errors import Code
from wizard.domain.hub.model import AuthType, DeviceIdentity

DIGITS = "3F2A" * 10
REFERENCE = StoreReference(StoreLocation.LOCAL_MACHINE, DIGITS)


@pytest.mark.parametrize(
    "text",
    [
        DIGITS,
        DIGITS.lower(),
        f"  {DIGITS}\n",
        "\u200e3f 2a " + "3f 2a " * 9,
        ":".join(["3F", "2A"] * 10),
        "-".join(["3f", "2a"] * 10),
        f"\ufeff{DIGITS}\u200f",
        "\u00a0".join(["3F2A"] * 10),
    ],
    ids=ascii,
)
def test_a_thumbprint_as_it_is_copied(text: str) -> None:
    assert thumbprint_digits(text) == DIGITS


def test_windows_own_name_of_a_store() -> None:
    """As .NET's X509Store opens them."""
    assert system_name("CertificateAuthority") == "CA"
    assert {system_name(name) for name in ("My", "Root")} == {"My", "Root"}


@pytest.mark.parametrize("text", ["3F2X", "３Ｆ", "\u200b3O"], ids=ascii)
def test_what_is_no_thumbprint_does_not_become_one(text: str) -> None:
    assert not set(thumbprint_digits(text)) <= set("0123456789ABCDEF")


@pytest.mark.parametrize(
    ("registered", "code"),
    [
        ((DIGITS.lower(), ""), None),
        (("AB" * 32, DIGITS), None),
        (("AB" * 32, ""), Code.CERTIFICATE_NOT_COMPARED),
        (("AB" * 20, "CD" * 20), Code.CERTIFICATE_WRONG_THUMBPRINT),
        (("", ""), Code.CERTIFICATE_WRONG_THUMBPRINT),
    ],
)
def test_what_the_hub_has_registered(registered: tuple[str, str], code: Code | None) -> None:
    device = DeviceIdentity(id="d", auth=AuthType.SELF_SIGNED, enabled=True, thumbprints=registered)
    problem = reference_problem(REFERENCE, device)
    assert (problem.code if problem else None) == code
