"""The certificates in the stores of this computer, and which of them the agent can use."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from wizard.domain.certificate_rules import registered_as, stored_problem
from wizard.domain.certificate_store import StoreReference
from wizard.domain.errors import SetupError
from wizard.domain.hub.model import DeviceIdentity
from wizard.domain.proof import StoredCertificate
from wizard.gui.pages.authentication.certificate_summary import CertificateSummary
from wizard.gui.style.theme import SMALL
from wizard.gui.tasks import Tasks
from wizard.gui.widgets.field import Field, Form
from wizard.gui.words import day, grouped, readable
from wizard.setup.session import Session
from wizard.text.language import _
from wizard.text.lookup import text_of

_LEAST_HEIGHT: Final = 96
_MOST_HEIGHT: Final = 220


class StoredCertificateFields(Form):
    """A list; what the agent cannot use is shown with the reason, and cannot be chosen."""

    edited = Signal()

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__()
        self._session = session
        self._reading = tasks.slot()
        self._device: DeviceIdentity | None = None
        self._found: tuple[StoredCertificate, ...] = ()
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setMinimumHeight(_LEAST_HEIGHT)
        self.list.setMaximumHeight(_MOST_HEIGHT)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setTabKeyNavigation(False)
        self.list_field = self.add(_("In t&he store"), self.list)
        self.list_field.label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.list_field.label.setContentsMargins(0, SMALL, 0, 0)
        self.summary = CertificateSummary()
        self.add_below(self.summary)
        self.list.itemSelectionChanged.connect(self._selected)

    def look(self, device: DeviceIdentity) -> None:
        """Read the stores, and judge what is in them for this device."""
        self._device = device
        self.list_field.set_hint(_("Reading the certificate store…"))
        self._reading.start(
            self._session.ports.certificate_store.certificates, self._show, self._failed
        )

    def stop(self) -> None:
        """Nothing is wanted any more."""
        self._reading.cancel()

    def source(self) -> StoreReference | None:
        """The chosen one; None while none is."""
        chosen = self._chosen()
        return chosen.reference if chosen else None

    def show_error(self, error: SetupError) -> Field:
        """Say why the chosen one will not do; the field that says it."""
        self.list_field.set_error_of(error)
        return self.list_field

    def complain(self) -> Field:
        """Say that one is to be chosen; the field that says it."""
        self.list_field.set_error(_("Choose a certificate in the list."))
        return self.list_field

    def clear_errors(self) -> None:
        """Back to the hint."""
        self.list_field.clear_error()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            for row, certificate in enumerate(self._found):
                self.list.item(row).setText(self._item(certificate).text())

    def _show(self, found: tuple[StoredCertificate, ...]) -> None:
        former, self._found = self.source(), found
        self.list.clear()
        possible = {}
        for certificate in found:
            item = self._item(certificate)
            self.list.addItem(item)
            if item.flags() & Qt.ItemFlag.ItemIsEnabled:
                possible[certificate.reference] = item
        if former in possible or len(possible) == 1:
            only = next(iter(possible))
            self.list.setCurrentItem(possible[former if former in possible else only])
        if found:
            hint = _("Certificates with a private key. The private key stays in the store.")
        else:
            hint = _(
                "No certificate with a private key was found in LocalMachine\\My or "
                "CurrentUser\\My."
            )
        self.list_field.set_hint(hint)

    def _failed(self, error: SetupError) -> None:
        self.list.clear()
        self._found = ()
        self.list_field.set_hint("")
        self.show_error(error)

    def _item(self, certificate: StoredCertificate) -> QListWidgetItem:
        """Name, end and thumbprint; and why it cannot be chosen, where it cannot."""
        name = _("{subject}, valid until {date}").format(
            subject=certificate.subject, date=day(certificate.not_after)
        )
        lines = [name, f"{certificate.reference.store} · SHA-1 {grouped(certificate.sha1)}"]
        item = QListWidgetItem()
        problem = stored_problem(
            certificate.reference, certificate, self._device, datetime.now(UTC)
        )
        if problem is not None:
            lines.append(_("Not possible: {reason}").format(reason=text_of(problem).cause))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setText(readable("\n".join(lines)))
        return item

    def _chosen(self) -> StoredCertificate | None:
        rows = [index.row() for index in self.list.selectedIndexes()]
        return self._found[rows[0]] if rows else None

    def _selected(self) -> None:
        self.clear_errors()
        chosen, device = self._chosen(), self._device
        if chosen is None:
            self.summary.clear()
        else:
            slot = registered_as(chosen, device) if device else None
            self.summary.show_certificate(chosen, device.id if device else "", slot)
        self.edited.emit()
