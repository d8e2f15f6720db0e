"""Saving the report of a run, and copying it as text."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from wizard.domain.errors import AnswersError
from wizard.domain.report import Report
from wizard.gui.style.icons import ButtonIcon
from wizard.gui.style.theme import SMALL
from wizard.gui.widgets.labels import announce
from wizard.gui.widgets.path_edit import open_dialog
from wizard.gui.words import device_word
from wizard.setup.session import Session
from wizard.text.language import _


class ReportActions(QWidget):
    """Two buttons, hidden while there is no report."""

    saved = Signal(str)
    """The path of the file."""
    failed = Signal(object)
    """Why it could not be saved: a Problem."""

    def __init__(self, session: Session) -> None:
        """The file is named after the session's device, and tells all that were set up so far."""
        super().__init__()
        self._session = session
        self._report: Report | None = None
        # Short: beside the button that goes on it must hold in longer languages too.
        self.save = QPushButton(_("&Save…"))
        self.save.setAccessibleName(_("Save the report"))
        self.save.setToolTip(_("Save the report as HTML or JSON"))
        self.save.setAutoDefault(False)
        self.save.clicked.connect(self._choose_file)
        # A picture only: the row must hold in longer languages and in a small window too.
        self.copy = QPushButton("")
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(self._copy_text)
        self.copy.setToolTip(_("Copy the report as text (Alt+X)"))
        self.copy.setAccessibleName(_("Copy the report as text"))
        self.copy.setShortcut("Alt+X")
        self.copy.setProperty("quiet", True)
        self._copy_icon = ButtonIcon(self.copy, "copy")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addWidget(self.save)
        row.addWidget(self.copy)
        self.hide()

    def show_report(self, report: Report | None) -> None:
        """Offer this report; None: there is none any more."""
        self._report = report
        self._copy_icon.show_icon("copy")
        self.setVisible(report is not None)

    def write(self, path: str) -> None:
        """Save the report as its name's ending says."""
        from wizard.compose import save_report
        from wizard.text.render.facts import SavedReport

        if self._report is None:
            return
        try:
            save_report(Path(path), SavedReport(self._report, session=self._session.series.reports))
        except AnswersError as error:
            self.failed.emit(error.problem)
        else:
            self.saved.emit(path)

    def _copy_text(self) -> None:
        """The report as text for a ticket, in the clipboard."""
        from wizard.text.render.facts import SavedReport
        from wizard.text.render.ticket import report_as_text

        if self._report is not None:
            QGuiApplication.clipboard().setText(report_as_text(SavedReport(self._report)))
            self._copy_icon.show_icon("check")
            announce(self.copy, _("The report is in the clipboard."))

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, _("Save report"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("Web page (*.html)"), _("JSON (*.json)")])
        dialog.setDefaultSuffix("html")
        dialog.selectFile(f"iot-agent-setup-{device_word(self._session.state)}.html")
        dialog.fileSelected.connect(self.write)
        open_dialog(dialog)
