"""A device of a group that never registered: the button where the check finds that out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.gui.driver import Driver
from tests.gui.test_without_hub import to_dps
from wizard.demo.hub import DemoHub
from wizard.domain.errors import Code
from wizard.domain.hub.enrolment_group import derived_key
from wizard.domain.report import HubChangeKind, Result

NEW = "new-cam-02"


@pytest.fixture
def unregistered(hub: DemoHub) -> Iterator[str]:
    """A registration of the group's that never was; it is none again after the test."""
    yield NEW
    if hub.store.device(NEW) is not None:
        hub.store.remove(NEW)
    hub.store._enrolments.pop(NEW, None)


def test_a_device_that_never_registered_is_registered_on_request(
    wizard: Driver, unregistered: str
) -> None:
    to_dps(wizard)
    dps, hub = wizard.authentication.identities.dps, wizard.demo_hub
    dps.id_scope.setText(hub.dps_id_scope)
    dps.registration_id.setText(unregistered)
    dps.key.set_secret(derived_key(hub.store.group_key, unregistered))
    wizard.to_review()
    failed = wizard.write()
    assert failed.error is not None
    assert failed.error.code is Code.CHECK_NOT_FOUND
    page = wizard.check
    assert page.register.isVisible()
    assert hub.store.device(unregistered) is None

    wizard.click(page.register)
    wizard.until(lambda: page.report is not None and page.report is not failed)
    report = wizard.report()
    assert (report.result, report.error) == (Result.OK, None)
    assert [change.kind for change in report.hub_changes] == [
        HubChangeKind.DEVICE_REGISTERED,
        HubChangeKind.MODULE_CREATED,
    ]
    assert not page.register.isVisible()


def test_other_failures_do_not_offer_it(wizard: Driver) -> None:
    to_dps(wizard)
    dps, hub = wizard.authentication.identities.dps, wizard.demo_hub
    dps.id_scope.setText(hub.dps_id_scope)
    dps.registration_id.setText("cam-01")
    dps.key.set_secret(hub.store.group_key)
    wizard.to_review()
    assert wizard.write().result is Result.FAILED
    assert not wizard.check.register.isVisible()
