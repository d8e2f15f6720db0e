"""Another computer in the window: chosen, asked for, set up, restarted; a real sshd and sudo."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.fakes.ports import PortsOfTest
from tests.gui.conftest import OpenWizard
from tests.gui.driver import Driver
from tests.infra.ssh.sshd import Server, wrap_ssh
from tests.infra.ssh.sshd import server as server
from tests.infra.ssh.sshd import sshd as sshd
from wizard.domain.report import Result, StepId
from wizard.gui.frame.question_dialog import QuestionDialog
from wizard.gui.frame.window_asker import WindowAsker
from wizard.setup.page_id import PageId


@pytest.fixture
def asker(
    open_wizard: OpenWizard,
    ports: PortsOfTest,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[tuple[Driver, WindowAsker]]:
    """The wizard at its third page, with *Another computer (SSH)* chosen."""
    wrap_ssh(server, monkeypatch, server.config(known=False, key=False))
    wizard = open_wizard()
    asking = WindowAsker(wizard.window)
    ports.asker = asking
    wizard.to_devices()
    wizard.choose("cam-01")
    yield wizard, asking


def answer(wizard: Driver, asking: WindowAsker, text: str = "") -> None:
    """Answer the question that is open: type, and press the button that agrees."""
    wizard.until(lambda: asking.dialog is not None and asking.dialog.isVisible())
    dialog = asking.dialog
    assert dialog is not None
    if text:
        QTest.keyClicks(dialog.edit.line, text)
        QTest.keyClick(dialog.edit.line, Qt.Key.Key_Return)
    else:
        wizard.click(dialog.agree)
    wizard.until(lambda: asking.dialog is not dialog)


def choose_ssh(wizard: Driver, server: Server, name: str = "target") -> None:
    fields = wizard.authentication.agent_fields
    fields.where.kind.setCurrentIndex(fields.where.kind.findData("ssh"))
    assert fields.where.name.isVisible()
    assert not fields.browse.isVisible()
    assert fields.folder.text() == "/var/ASCIoTAgent"
    fields.where.name.setText(name)
    fields.folder.setText(str(server.agent))
    fields.folder.setModified(True)


def test_an_agent_on_another_computer_is_set_up_in_the_window(
    asker: tuple[Driver, WindowAsker], server: Server
) -> None:
    wizard, asking = asker
    choose_ssh(wizard, server)

    wizard.click(wizard.next_button)
    dialog = question(wizard, asking)
    assert server.fingerprint() in dialog.sentence.text()
    assert dialog.focusWidget() is dialog.cancel, "a key is not confirmed by a stray Enter"
    answer(wizard, asking)
    answer(wizard, asking, server.password)
    wizard.until(lambda: wizard.at is PageId.REVIEW and wizard.review.is_ready)
    assert "target" in wizard.words(wizard.review)
    wizard.click(wizard.next_button)
    answer(wizard, asking, server.password)

    report = wizard.report()
    assert report.result is Result.OK, report
    assert StepId.TARGET_LOOK in [step.step for step in report.steps]
    assert "the hub's port from there: open" in wizard.check.steps.rows[StepId.TARGET_LOOK].facts
    assert (server.agent / "azureiotsecurity.key").exists()


def question(wizard: Driver, asking: WindowAsker) -> QuestionDialog:
    """The question that is open."""
    wizard.until(lambda: asking.dialog is not None and asking.dialog.isVisible())
    assert asking.dialog is not None
    return asking.dialog


def test_a_question_that_is_dismissed_stops_and_says_so(
    asker: tuple[Driver, WindowAsker], server: Server
) -> None:
    wizard, asking = asker
    choose_ssh(wizard, server)
    wizard.click(wizard.next_button)

    QTest.keyClick(question(wizard, asking), Qt.Key.Key_Escape)

    wizard.until(lambda: "was not confirmed" in wizard.words(wizard.window))
    assert not server.agent.exists()


@pytest.mark.parametrize("name", ["", "-oProxyCommand=touch"])
def test_a_name_that_ssh_cannot_take_is_said_beside_the_field(
    asker: tuple[Driver, WindowAsker], server: Server, name: str
) -> None:
    wizard, _ = asker
    choose_ssh(wizard, server, name)

    wizard.click(wizard.next_button)

    where = wizard.authentication.agent_fields.where
    wizard.until(lambda: bool(where.name_field.error))
    assert wizard.at is PageId.AUTHENTICATION
