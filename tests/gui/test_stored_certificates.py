"""A certificate in a store of this computer: the list, what cannot be chosen, what is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCheckBox

from tests.fakes.certificate_store import FakeCertificateStore, stored_certificate
from tests.fakes.ports import PortsOfTest
from tests.fakes.windows_agent import OnWindows
from tests.gui.driver import Driver
from tests.gui.picture_faults import text_contrast
from wizard.agents import AGENTS
from wizard.agents.c.facts import C
from wizard.agents.csharp.facts import CSHARP
from wizard.demo.hub import DemoHub
from wizard.domain.agent.model import Identity
from wizard.domain.certificate_store import StoreLocation
from wizard.domain.errors import CertificateError, Code
from wizard.domain.ports.certificate_store import NoCertificateStore
from wizard.domain.report import Result
from wizard.gui.pages.authentication.certificate_choice import CertificateChoice
from wizard.gui.style.theme import LEAST_CONTRAST
from wizard.gui.window_language import WindowLanguage
from wizard.text.language import _
from wizard.text.languages import SOURCE, named

DEVICE = "gateway-01"
GOOD = stored_certificate(7, "gateway-01 (2026)")


@pytest.fixture
def store(
    ports: PortsOfTest,
    hub: DemoHub,
    as_it_was: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> FakeCertificateStore:
    """The computer's stores; the hub knows one of the certificates as the device's secondary."""
    as_it_was(DEVICE)
    device = hub.store.device(DEVICE)
    assert device is not None
    prints = (device.auth.thumbprints[0], GOOD.sha256)
    hub.store.add(replace(device, auth=replace(device.auth, thumbprints=prints)))
    store = FakeCertificateStore(
        GOOD,
        stored_certificate(8, "of the factory", issuer="CN=Contoso Root CA"),
        stored_certificate(9, "last year's", days=-3),
        stored_certificate(10, "another device"),
        stored_certificate(11, "jane", location=StoreLocation.CURRENT_USER),
    )
    monkeypatch.setitem(ports.__dict__, "certificate_store", store)
    monkeypatch.setitem(ports.__dict__, "agents", {**AGENTS, CSHARP: OnWindows()})
    return store


def to_the_certificate(wizard: Driver) -> CertificateChoice:
    wizard.to_devices()
    wizard.choose(DEVICE)
    page = wizard.authentication
    page.agent_fields.agent.setCurrentIndex(page.agent_fields.agent.findData(CSHARP.id))
    wizard.click(page.cards[Identity.DEVICE])
    return page.identities.certificate


def test_choosing_one_writes_what_names_it(
    wizard: Driver, store: FakeCertificateStore, tmp_path: Path
) -> None:
    choice = to_the_certificate(wizard)
    assert choice.way.count() == 3
    choice.way.setCurrentIndex(2)
    rows = choice.stored.list
    wizard.until(lambda: rows.count() == len(store.contents))
    chosen = [
        row for row in range(rows.count()) if rows.item(row).flags() & Qt.ItemFlag.ItemIsEnabled
    ]
    assert [store.contents[row] for row in chosen] == [GOOD]
    for row, reason in enumerate(("CA", "expired", "not registered", "LocalSystem"), start=1):
        words = rows.item(row).text().rpartition("\n")[2]
        assert words.startswith("Not possible: ")
        assert reason in words or "Contoso" in words

    assert choice.source() == GOOD.reference, "the only one that is possible"
    rows.clearSelection()
    wizard.click(wizard.next_button)
    assert "Choose a certificate" in choice.stored.list_field.error
    wizard.until(rows.hasFocus)
    wizard.press(Qt.Key.Key_Space)
    assert choice.source() == GOOD.reference
    assert choice.stored.list_field.error == ""
    assert f"secondary thumbprint of {DEVICE}" in choice.stored.summary.text

    wizard.to_review()
    assert "cannot be checked" in wizard.review.spoken()
    assert not wizard.review.findChildren(QCheckBox), "nothing connects as the agent anyway"
    report = wizard.write()
    assert report.result is Result.OK, report.error
    written = json.loads((tmp_path / "csharp" / "certificate-store.json").read_text())
    assert written["certificateThumbprint"] == GOOD.sha1
    assert [one.code for one in report.warnings].count(Code.CHECK_STORE_NOT_PROVEN) == 1
    assert report.login is None


def test_the_reasons_are_as_legible_as_other_text(
    wizard: Driver, store: FakeCertificateStore
) -> None:
    choice = to_the_certificate(wizard)
    choice.way.setCurrentIndex(2)
    rows = choice.stored.list
    wizard.until(lambda: rows.count() == len(store.contents))
    for row in range(1, rows.count()):
        rows.scrollToItem(rows.item(row))
        seen = rows.visualItemRect(rows.item(row)).intersected(rows.viewport().rect())
        picture = rows.viewport().grab(seen).toImage()
        assert text_contrast(picture.convertToFormat(QImage.Format.Format_RGB32)) >= LEAST_CONTRAST


def test_the_list_speaks_the_language_that_is_chosen_meanwhile(
    wizard: Driver, store: FakeCertificateStore, languages: WindowLanguage
) -> None:
    languages.begin(SOURCE)
    choice = to_the_certificate(wizard)
    choice.way.setCurrentIndex(2)
    rows = choice.stored.list
    wizard.until(lambda: rows.count() == len(store.contents))
    languages.choose(named("de"))
    for row in range(rows.count()):
        assert "gültig bis" in rows.item(row).text()
        assert "Not possible" not in rows.item(row).text()
    assert choice.way.currentText() == _("Use a certificate in this computer's store")
    assert choice.source() == GOOD.reference
    languages.choose(SOURCE)


def test_it_is_offered_only_where_the_agent_can_use_it(
    wizard: Driver, store: FakeCertificateStore, ports: PortsOfTest
) -> None:
    choice = to_the_certificate(wizard)
    choice.way.setCurrentIndex(2)
    agent = wizard.authentication.agent_fields.agent
    agent.setCurrentIndex(agent.findData(C.id))
    assert (choice.way.count(), choice.is_stored) == (2, False)
    agent.setCurrentIndex(agent.findData(CSHARP.id))
    assert choice.way.count() == 3
    where = wizard.authentication.agent_fields.where.kind
    where.setCurrentIndex(1)
    assert choice.way.count() == 2


def test_a_computer_without_stores_is_not_asked(wizard: Driver, ports: PortsOfTest) -> None:
    assert (
        isinstance(ports.certificate_store, NoCertificateStore) or ports.certificate_store.is_here
    )
    if not ports.certificate_store.is_here:
        assert to_the_certificate(wizard).way.count() == 2


def test_a_store_that_cannot_be_read_or_is_empty_says_so(
    wizard: Driver, store: FakeCertificateStore
) -> None:
    store.error = CertificateError(
        Code.CERTIFICATE_NOT_IN_STORE, "unreadable", store="LocalMachine\\My", words="denied"
    )
    choice = to_the_certificate(wizard)
    choice.way.setCurrentIndex(2)
    wizard.until(lambda: "denied" in choice.stored.list_field.error)
    store.error = None
    store.contents.clear()
    choice.way.setCurrentIndex(0)
    choice.way.setCurrentIndex(2)
    wizard.until(lambda: "No certificate" in choice.stored.list.accessibleDescription())
