"""The port to certificate stores: the one in memory, and those of Windows."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

import pytest
from cryptography import x509

from tests.contracts.stores import make_certificate, sha1_of
from tests.fakes.certificate_store import FakeCertificateStore
from wizard.domain.certificate_rules import stored_problem
from wizard.domain.certificate_store import StoreLocation, StoreReference
from wizard.domain.errors import Code
from wizard.domain.ports.certificate_store import CertificateStore, NoCertificateStore
from wizard.domain.proof import KeyState, StoredCertificate
from wizard.infra.certificates.description import facts_of
from wizard.infra.certificates.windows_store import system_store

MACHINE, USER = StoreLocation.LOCAL_MACHINE, StoreLocation.CURRENT_USER


class InMemory:
    """The fake, filled like the real one."""

    def __init__(self) -> None:
        self._fake = FakeCertificateStore()
        self.store: CertificateStore = self._fake

    @contextlib.contextmanager
    def planted(
        self, location: StoreLocation, certificate: x509.Certificate, *, with_key: bool = True
    ) -> Iterator[None]:
        reference = StoreReference(location, sha1_of(certificate))
        key = KeyState.USABLE if with_key else KeyState.MISSING
        self._fake.contents.append(StoredCertificate.of(facts_of(certificate), reference, key))
        yield
        self._fake.contents.pop()


class Stores(Protocol):
    """Stores of one kind, and putting something into them."""

    store: CertificateStore

    def planted(
        self, location: StoreLocation, certificate: x509.Certificate, *, with_key: bool = True
    ) -> AbstractContextManager[None]:
        """The certificate in that store, until the end."""
        ...


if sys.platform == "win32":
    from tests.contracts.stores import planted

    class OfTheSystem:
        """Windows' own stores."""

        def __init__(self) -> None:
            self.store: CertificateStore = system_store()

        def planted(
            self, location: StoreLocation, certificate: x509.Certificate, *, with_key: bool = True
        ) -> AbstractContextManager[None]:
            return planted(location, certificate, with_key=with_key)

    KINDS = [InMemory, OfTheSystem]
else:
    KINDS = [InMemory]


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def stores(request: pytest.FixtureRequest) -> Stores:
    made: Stores = request.param()
    return made


async def mine(store: CertificateStore, *ours: x509.Certificate) -> list[StoredCertificate]:
    """What is listed of these certificates: a real store may have others."""
    known = {sha1_of(one) for one in ours}
    return [one for one in await store.certificates() if one.sha1 in known]


async def test_a_certificate_with_its_key_is_listed_and_found(
    stores: Stores,
) -> None:
    certificate = make_certificate("press-1")
    with stores.planted(MACHINE, certificate):
        (listed,) = await mine(stores.store, certificate)
        found = await stores.store.find(StoreReference(MACHINE, sha1_of(certificate)))
    assert found == listed
    assert (listed.subject, listed.self_signed) == ("CN=press-1", True)
    assert listed.not_after == certificate.not_valid_after_utc
    assert listed.reference == StoreReference(MACHINE, sha1_of(certificate))
    assert listed.key is KeyState.USABLE
    assert stored_problem(listed.reference, found, None, datetime.now(UTC)) is None


async def test_the_computers_come_before_the_users(stores: Stores) -> None:
    own, of_user = make_certificate("machine"), make_certificate("user")
    with stores.planted(USER, of_user), stores.planted(MACHINE, own):
        listed = await mine(stores.store, own, of_user)
        elsewhere = StoreReference(MACHINE, sha1_of(of_user))
        assert await stores.store.find(elsewhere) is None
    assert [one.reference.location for one in listed] == [MACHINE, USER]
    problem = stored_problem(listed[1].reference, listed[1], None, datetime.now(UTC))
    assert problem is not None
    assert (problem.code, problem.variant) == (Code.CERTIFICATE_NOT_IN_STORE, "of_user")


async def test_one_without_a_key_is_found_and_not_listed(stores: Stores) -> None:
    certificate = make_certificate("public")
    with stores.planted(MACHINE, certificate, with_key=False):
        assert await mine(stores.store, certificate) == []
        found = await stores.store.find(StoreReference(MACHINE, sha1_of(certificate)))
    assert found is not None
    assert found.key is KeyState.MISSING
    problem = stored_problem(found.reference, found, None, datetime.now(UTC))
    assert problem is not None
    assert (problem.code, problem.variant) == (Code.CERTIFICATE_NOT_IN_STORE, "no_key")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"issuer": "a CA"}, Code.CERTIFICATE_CA_SIGNED),
        ({"days": -1}, Code.CERTIFICATE_EXPIRED),
    ],
)
async def test_what_the_agent_cannot_use_is_told(
    stores: Stores, changes: dict[str, str | int], code: Code
) -> None:
    certificate = make_certificate("press-1", **changes)  # type: ignore[arg-type]
    with stores.planted(MACHINE, certificate):
        (listed,) = await mine(stores.store, certificate)
    problem = stored_problem(listed.reference, listed, None, datetime.now(UTC))
    assert problem is not None
    assert problem.code is code


async def test_one_that_is_not_there(stores: Stores) -> None:
    certificate = make_certificate("gone")
    reference = StoreReference(MACHINE, sha1_of(certificate))
    with stores.planted(MACHINE, certificate):
        pass
    assert await stores.store.find(reference) is None
    assert await stores.store.find(replace(reference, name="NoSuchStore")) is None
    problem = stored_problem(reference, None, None, datetime.now(UTC))
    assert problem is not None
    assert (problem.code, problem.variant) == (Code.CERTIFICATE_NOT_IN_STORE, "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has one")
async def test_other_systems_have_none() -> None:
    store = system_store()
    assert isinstance(store, NoCertificateStore)
    assert (store.is_here, await store.certificates()) == (False, ())
    assert await store.find(StoreReference(MACHINE, "AB" * 20)) is None
