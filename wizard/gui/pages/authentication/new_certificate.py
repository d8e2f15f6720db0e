"""A certificate that is to be made: its key, how long it is valid, where it is registered."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from wizard.domain.hub.model import DeviceIdentity
from wizard.domain.proof import DEFAULT_DAYS, MOST_DAYS, KeyKind, NewCertificate, ThumbprintSlot
from wizard.gui.widgets.field import Combo, Field, Form
from wizard.gui.words import shortened
from wizard.text.language import _


class NewCertificateFields(Form):
    """Three fields with sensible answers in them."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.kind = Combo()
        self.kind.addItem(_("EC P-256"), KeyKind.EC)
        self.kind.addItem(_("RSA, 2048 bits"), KeyKind.RSA)
        self.add(_("&Key"), self.kind)
        self.days = QLineEdit(str(DEFAULT_DAYS))
        self.days_field = self.add(_("Days &valid"), self.days)
        self.slot = Combo()
        self.slot_field = self.add(_("&Thumbprint"), self.slot)
        self._thumbprints: tuple[str, ...] = ()
        self.slot.addItem(_("Register as secondary thumbprint"), ThumbprintSlot.SECONDARY)
        self.slot.addItem(_("Register as primary thumbprint"), ThumbprintSlot.PRIMARY)
        self.kind.currentIndexChanged.connect(self.edited)
        self.days.textChanged.connect(self._days_edited)
        self.slot.currentIndexChanged.connect(self._slot_chosen)

    def source(self) -> NewCertificate | None:
        """What is to be made; None where the days are no number that will do."""
        days = self.days.text().strip()
        if not days.isdecimal() or not 0 < int(days) <= MOST_DAYS:
            return None
        return NewCertificate(KeyKind(self.kind.currentData()), int(days), self._slot())

    def complain(self) -> Field:
        """Say what is wrong with the days; the field that says it."""
        words = _("Enter a number of days from 1 to {most}.")
        self.days_field.set_error(words.format(most=MOST_DAYS))
        return self.days_field

    def show_device(self, device: DeviceIdentity) -> None:
        """Propose a free place with this device, and say what stands in the chosen one."""
        self._thumbprints = device.thumbprints
        free = [slot for slot in reversed(ThumbprintSlot) if not self._standing_in(slot)]
        wanted = free[0] if free else ThumbprintSlot.SECONDARY
        self.slot.setCurrentIndex(self.slot.findData(wanted))
        self._slot_chosen()

    def _days_edited(self, _text: str) -> None:
        self.days_field.clear_error()
        self.edited.emit()

    def _slot(self) -> ThumbprintSlot:
        return ThumbprintSlot(self.slot.currentData())

    def _standing_in(self, slot: ThumbprintSlot) -> str:
        return (*self._thumbprints, "", "")[list(ThumbprintSlot).index(slot)]

    def _slot_chosen(self, _index: int = 0) -> None:
        former = self._standing_in(self._slot())
        self.slot_field.set_hint(
            _(
                "This replaces {thumbprint}. Anything that uses that certificate can then no "
                "longer connect."
            ).format(thumbprint=shortened(former))
            if former
            else _("This thumbprint is not set yet.")
        )
        self.edited.emit()
