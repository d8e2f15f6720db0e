"""What a certificate says of itself, and whether it is the right one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wizard.domain.proof import CertificateFacts, ThumbprintSlot
from wizard.gui.style.icons import Picture
from wizard.gui.style.theme import SMALL, TINY, Tone
from wizard.gui.widgets.labels import Label, announce, small
from wizard.gui.words import certificate_words, in_utc
from wizard.text.language import _

_SOON: Final = timedelta(days=30)


class CertificateSummary(QWidget):
    """Subject, validity, thumbprint; hidden while there is no certificate."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = Picture("success", Tone.SUCCESS, 16)
        self._standing = Label()
        self._details = small()
        self._details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = QVBoxLayout()
        words.setSpacing(TINY)
        words.addWidget(self._standing)
        words.addWidget(self._details)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.clear()

    @property
    def text(self) -> str:
        """All that is said; empty while hidden."""
        return "" if self.isHidden() else f"{self._standing.text()}\n{self._details.text()}"

    def clear(self) -> None:
        """There is no certificate, or not any more."""
        self.hide()

    def show_certificate(
        self, certificate: CertificateFacts, device: str, slot: ThumbprintSlot | None
    ) -> None:
        """Show it. ``slot`` is its place with ``device``; None where the hub cannot be asked."""
        ends_soon = certificate.not_after - datetime.now(UTC) < _SOON
        tone = Tone.WARNING if ends_soon else Tone.SUCCESS
        self._picture.show_icon("warning" if ends_soon else "success", tone)
        self._standing.set_tone(tone)
        words = self._standing_words(device, slot)
        if ends_soon:
            words = " ".join([words, _("It expires soon.")])
        self._standing.setText(words)
        self._details.setText(certificate_words(certificate))
        self._details.setToolTip(in_utc(certificate.not_after))
        self.show()
        announce(self, self.text)

    def _standing_words(self, device: str, slot: ThumbprintSlot | None) -> str:
        words = {
            ThumbprintSlot.PRIMARY: _(
                "Its thumbprint is registered as the primary thumbprint of {device}."
            ),
            ThumbprintSlot.SECONDARY: _(
                "Its thumbprint is registered as the secondary thumbprint of {device}."
            ),
            None: _("It is self-signed. The check will show whether it is registered."),
        }
        return words[slot].format(device=device)
