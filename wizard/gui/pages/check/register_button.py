"""Registering a device with the provisioning service, where the check found that it never was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QPushButton

from wizard.domain.errors import Code
from wizard.domain.report import Report, StepId
from wizard.setup.session import Session
from wizard.text.language import _


class RegisterButton(QPushButton):
    """Shown where the service does not know the registration: no agent registers by itself.

    Pressed, the next run registers the device and creates its security module.
    """

    def __init__(self, session: Session, run: Callable[[], None]) -> None:
        super().__init__(_("R&egister the device"))
        self._session = session
        self._run = run
        self.setAutoDefault(False)
        self.clicked.connect(self._take)
        self.hide()

    def show_for(self, report: Report) -> None:
        """Offer it where that is what the check has failed for."""
        is_unknown = report.error is not None and report.error.code is Code.CHECK_NOT_FOUND
        self.setVisible(is_unknown and report.failed_step is StepId.CHECK_DPS)

    def _take(self) -> None:
        dps = self._session.state.dps
        if dps is not None:
            self._session.update(dps=replace(dps, register=True))
            self._run()
