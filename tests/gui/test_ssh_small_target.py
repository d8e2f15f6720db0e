"""The window sets up a computer with dash and BusyBox only, through a real sshd."""

from __future__ import annotations

import shlex
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.fakes.ports import PortsOfTest
from tests.gui.conftest import OpenWizard
from tests.infra.bundle.small_target import (
    AGENT,
    CONFIGURATION,
    ENTER,
    NAMESPACES,
    SmallTarget,
    may_enter,
)
from tests.infra.ssh.sshd import (
    Server,
    free_port,
    make_keys,
    require_sshd,
    running,
    wrap_ssh,
)
from wizard.demo.hub import DemoHub
from wizard.domain.report import Result, StepId
from wizard.gui.frame.window_asker import WindowAsker
from wizard.setup.page_id import PageId

pytestmark = pytest.mark.skipif(not may_enter(), reason="needs namespaces")


@pytest.fixture
def small() -> Iterator[tuple[SmallTarget, Server]]:
    """The computer, and the sshd whose sessions are all in it, as root's."""
    require_sshd()
    with tempfile.TemporaryDirectory(prefix="iot-agent-setup-", dir="/var/tmp") as name:
        folder = Path(name)
        target = SmallTarget(folder / "root")
        server = Server(folder, free_port(), "root", "")
        make_keys(folder)
        # Its own processes and mounts; the network is this computer's, where the hub is.
        spaces = [word for word in NAMESPACES if word != "--net"]
        entered = shlex.join([*spaces, "sh", "-c", ENTER, "enter", str(target.root)])
        enter = folder / "enter"
        enter.write_text(f'#!/bin/sh\nexec {entered} sh -c "$SSH_ORIGINAL_COMMAND"\n')
        enter.chmod(0o755)
        yield from (
            (target, each)
            for each in running(
                server,
                f"ForceCommand {enter}",
                f"AuthorizedKeysFile {folder / 'key.pub'}",
                "StrictModes no",
                "PermitRootLogin prohibit-password",
            )
        )


def test_it_is_set_up_in_the_window(
    small: tuple[SmallTarget, Server],
    open_wizard: OpenWizard,
    ports: PortsOfTest,
    hub: DemoHub,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target, server = small
    wrap_ssh(server, monkeypatch, server.config(known=False))
    wizard = open_wizard()
    asking = ports.asker = WindowAsker(wizard.window)
    wizard.to_devices()
    wizard.choose("cam-01")
    fields = wizard.authentication.agent_fields
    fields.where.kind.setCurrentIndex(fields.where.kind.findData("ssh"))
    fields.where.name.setFocus()
    QTest.keyClicks(fields.where.name, "target")
    assert fields.folder.text() == AGENT

    wizard.click(wizard.next_button)
    wizard.until(lambda: asking.dialog is not None and asking.dialog.isVisible())
    dialog = asking.dialog
    assert dialog is not None and server.fingerprint() in dialog.sentence.text()
    QTest.keyClick(dialog.agree, Qt.Key.Key_Space)
    wizard.until(lambda: wizard.at is PageId.REVIEW and wizard.review.is_ready)
    wizard.click(wizard.next_button)

    report = wizard.report()
    assert report.result is Result.OK, report.error
    assert "the hub's port from there" in wizard.check.steps.rows[StepId.TARGET_LOOK].facts
    key = target.agent / "azureiotsecurity.key"
    module = hub.store.module("cam-01", "azureiotsecurity")
    assert module is not None and module.auth.keys is not None
    assert key.read_text().strip() == module.auth.keys.primary.reveal()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert '"DeviceId" : "cam-01"' in (target.agent / CONFIGURATION).read_text()
    left = [path.name for path in target.agent.iterdir()]
    assert not [name for name in left if ".new" in name or "iot-agent-setup" in name]
    assert not list((target.root / "tmp").iterdir())
