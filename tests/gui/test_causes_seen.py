"""What goes wrong between Review and a green check: the last page says cause and remedy."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.gui.driver import Driver
from wizard.demo.faults import faults
from wizard.demo.faults.amqp_faults import RefuseLink, TokenStatus
from wizard.demo.hub import DemoHub
from wizard.demo.registry.seed import CONFIGURATION_OBJECT
from wizard.domain.agent.model import Identity
from wizard.domain.hub.model import MODULE_ID
from wizard.domain.report import Result
from wizard.gui.pages.check.step_row import StepState

DEVICE = "cam-04"
Arrange = Callable[[DemoHub], object]


def no_device_keys(hub: DemoHub) -> None:
    hub.faults.disable_device_sas = True


def no_module_keys(hub: DemoHub) -> None:
    hub.faults.disable_module_sas = True


def three_hours_off(hub: DemoHub) -> None:
    hub.faults.clock_offset = 3 * 3600


def expired(hub: DemoHub) -> None:
    hub.faults.amqp.add(faults.WrongCertificate(faults.CertificateKind.EXPIRED))


def untrusted(hub: DemoHub) -> None:
    hub.faults.amqp.add(faults.WrongCertificate(faults.CertificateKind.UNTRUSTED))


def busy(hub: DemoHub) -> None:
    hub.faults.amqp.add(TokenStatus(503))


def link_refused(hub: DemoHub) -> None:
    hub.faults.amqp.add(RefuseLink())


def bad_setting(hub: DemoHub) -> None:
    setting = {"highPriorityMessageFrequency": {"value": "7 minutes"}}
    hub.store.set_desired(DEVICE, MODULE_ID, {CONFIGURATION_OBJECT: setting})


def disabled(hub: DemoHub) -> None:
    hub.store.disable(DEVICE, reason="on the bench")


def module_gone(hub: DemoHub) -> None:
    hub.store.remove(DEVICE, MODULE_ID)


def throttled(hub: DemoHub) -> None:
    hub.faults.rest.add(faults.Status(429, retry_after=10_000))


def sign_in_page(hub: DemoHub) -> None:
    hub.faults.rest.add(faults.Html())


@pytest.mark.parametrize(
    ("arrange", "words"),
    [
        (no_device_keys, "does not allow keys for devices"),
        (no_module_keys, "does not allow keys for modules"),
        (three_hours_off, "clock is 180 minutes"),
        (expired, "expired on"),
        (untrusted, "does not trust"),
        (busy, "could not validate"),
        (link_refused, "refuses its link"),
        (bad_setting, "highPriorityMessageFrequency"),
        (disabled, "on the bench"),
        (module_gone, "has no module"),
        (throttled, "hub is throttling"),
        (sign_in_page, "sign in"),
    ],
)
def test_the_page_says_what_went_wrong(
    wizard: Driver, as_it_was: Callable[[str], None], arrange: Arrange, words: str
) -> None:
    as_it_was(DEVICE)
    wizard.to_devices()
    wizard.choose(DEVICE)
    wizard.click(wizard.authentication.cards[Identity.DEVICE])
    wizard.to_review()
    arrange(wizard.demo_hub)
    report = wizard.write()

    assert report.result is Result.FAILED
    assert report.failed_step is not None
    row = wizard.check.steps.rows[report.failed_step]
    assert row.state is StepState.FAILED
    assert wizard.check.again.isVisible()
    wizard.until(lambda: row.visibleRegion().boundingRect().height() == row.height())
    if folder := os.environ.get("SEEN_CAUSES"):
        wizard.window.grab().save(str(Path(folder) / f"{arrange.__name__}.png"))
    assert words in row.text
