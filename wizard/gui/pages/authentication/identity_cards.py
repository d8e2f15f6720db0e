"""The ways to authenticate as cards, judged in the terms of the chosen device."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from wizard.domain.agent.model import AuthChoice, Identity, Method
from wizard.domain.errors import Code, SetupError
from wizard.domain.proof import CertificateSource
from wizard.domain.state import SetupState
from wizard.gui.pages.authentication.certificate_choice import CertificateChoice
from wizard.gui.pages.authentication.certificate_file import CertificateFileFields
from wizard.gui.pages.authentication.dps_fields import DpsFields
from wizard.gui.style.theme import BLOCK
from wizard.gui.tasks import Tasks
from wizard.gui.widgets.choice_card import ChoiceCard, DetailedCard
from wizard.gui.widgets.field import Field
from wizard.gui.words import in_a_row
from wizard.setup.auth_rules import AuthOption
from wizard.setup.chosen_certificate import can_use_store
from wizard.setup.page_id import PageField
from wizard.setup.session import Session
from wizard.text.language import _
from wizard.text.lookup import text_of


class IdentityCards(QWidget):
    """A card for each identity; those that are not offered for this set-up are not shown.

    The fields of a card are made when it is first chosen: most set-ups need none.
    """

    chosen = Signal()
    edited = Signal()
    """A field of a card has changed."""
    named = Signal()
    """A certificate's file can be read."""

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__()
        self._session, self._tasks = session, tasks
        self._certificate: CertificateChoice | None = None
        self._dps: DpsFields | None = None
        self._state = SetupState()
        self.cards = {
            Identity.SECURITY_MODULE: ChoiceCard(
                _("&Security module"),
                _(
                    "The module has its own key. The device's credentials are not used, and the "
                    "key gives access to nothing else."
                ),
            ),
            Identity.DEVICE: ChoiceCard(
                _("&Device"),
                _(
                    "At every start, the agent uses the device's credentials to get the "
                    "module's key from the hub."
                ),
            ),
            Identity.DPS: ChoiceCard(
                _("&Provisioning service (DPS)"),
                _(
                    "At every start, the agent asks the service for its hub and then continues "
                    "as the device. The device must already be assigned to a hub."
                ),
            ),
        }
        self._boxes: dict[Identity, DetailedCard] = {}
        self._options: dict[Identity, AuthOption] = {}
        self._group = QButtonGroup(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(BLOCK)
        for identity, card in self.cards.items():
            self._group.addButton(card)
            self._boxes[identity] = DetailedCard(card)
            box.addWidget(self._boxes[identity])
            card.toggled.connect(self._toggled)

    @property
    def certificate(self) -> CertificateChoice:
        """The fields of a device that has a certificate."""
        if self._certificate is None:
            self._certificate = CertificateChoice(self._session, self._tasks)
            self._put(Identity.DEVICE, self._certificate)
            self._certificate.offer_store(can_use_store(self._session.state, self._session.ports))
            if self._state.device is not None:
                self._certificate.show_source(self._state.certificate, self._state.device)
        return self._certificate

    @property
    def dps(self) -> DpsFields:
        """The fields of the provisioning service."""
        if self._dps is None:
            self._dps = DpsFields()
            self._put(Identity.DPS, self._dps)
            self._dps.show_state(self._state)
        return self._dps

    def show_state(self, state: SetupState) -> None:
        """Another device begins anew, unless something was chosen for it already."""
        former, self._state = self._state, state
        if self._dps is not None and not self._dps.registration().id_scope:
            self._dps.show_state(state)  # what an installed agent says
        if state.device is None or state.device == former.device:
            return
        if self._certificate is not None:
            self._certificate.show_source(state.certificate, state.device)
        if self._dps is not None:
            self._dps.show_state(state)

    def source(self, auth: AuthChoice) -> CertificateSource | None:
        """The certificate that this choice needs, as far as it is named."""
        if auth.identity is Identity.DPS:
            return self.dps.source()
        is_key = auth.method is Method.SYMMETRIC_KEY
        return None if is_key else self.certificate.source()

    def complain(self, auth: AuthChoice) -> Field | None:
        """Say what a choice other than a file lacks, and where; None: nothing, or a file."""
        return self.certificate.complain() if self._chooses_certificate(auth) else None

    def show_error(self, error: SetupError, auth: AuthChoice) -> Field:
        """Say beside its field why this choice's certificate will not do; that field."""
        return (self.certificate if self._chooses_certificate(auth) else self.dps.file).show_error(
            error
        )

    @staticmethod
    def _chooses_certificate(auth: AuthChoice) -> bool:
        with_certificate = auth.method is Method.SELF_SIGNED_CERTIFICATE
        return auth.identity is Identity.DEVICE and with_certificate

    def stop(self) -> None:
        """Nothing is read any more."""
        if self._certificate is not None:
            self._certificate.stored.stop()

    def file_fields(self, auth: AuthChoice) -> CertificateFileFields:
        """The fields of this choice's certificate file."""
        return self.dps.file if auth.identity is Identity.DPS else self.certificate.file

    def field(self, place: PageField, auth: AuthChoice) -> Field | None:
        """The field beside which a problem of this place is said; None: it is not on a card."""
        match place:
            case PageField.CERTIFICATE:
                return self.file_fields(auth).file_field
            case PageField.ID_SCOPE:
                return self.dps.id_scope_field
            case PageField.REGISTRATION_ID:
                return self.dps.registration_field
            case PageField.DPS_KEY:
                return self.dps.key_field
            case _:
                return None

    def clear_errors(self) -> None:
        """Back to the hints."""
        if self._certificate is not None:
            self._certificate.clear_errors()
        if self._dps is not None:
            self._dps.clear_errors()

    def _put(self, identity: Identity, fields: CertificateChoice | DpsFields) -> None:
        fields.edited.connect(self.edited)
        fields.file.named.connect(self.named)
        self._boxes[identity].put_details(fields)

    def choice(self) -> AuthChoice | None:
        """What is chosen; None while nothing is."""
        for identity, card in self.cards.items():
            if card.isChecked() and identity in self._options:
                if identity is Identity.DPS:
                    return AuthChoice(identity, self.dps.chosen_method())
                return self._options[identity].choice
        return None

    def chosen_box(self) -> QWidget:
        """The chosen card with its fields; all of them while none is chosen."""
        checked = (box for identity, box in self._boxes.items() if self.cards[identity].isChecked())
        return next(checked, self)

    def show_options(self, options: tuple[AuthOption, ...], state: SetupState) -> None:
        """Show these, and say for each why it is possible or not."""
        self._options = {option.identity: option for option in options}
        for identity, box in self._boxes.items():
            box.setVisible(identity in self._options)
        for identity, option in self._options.items():
            self._assess(self.cards[identity], option, state)
        device = self._options.get(Identity.DEVICE)
        with_certificate = (
            device is not None and device.choice.method is Method.SELF_SIGNED_CERTIFICATE
        )
        self._boxes[Identity.DEVICE].want_details(with_certificate and device is not None)
        if self._certificate is not None:
            self._certificate.offer_store(can_use_store(state, self._session.ports))

    def prefer(self, identity: Identity) -> None:
        """Choose this one if it is possible, else the first that is; none where none is.

        Nobody is led away from a device to the provisioning service: it asks for things that one
        has, or has not.
        """
        possible = [one.identity for one in self._options.values() if one.possible]
        others = [one for one in possible if one is not Identity.DPS or len(self._options) == 1]
        if identity in possible:
            self.cards[identity].setChecked(True)
        elif others:
            self.cards[others[0]].setChecked(True)
        else:
            self._group.setExclusive(False)
            for card in self.cards.values():
                card.setChecked(False)
            self._group.setExclusive(True)

    def _toggled(self, checked: bool) -> None:
        if checked:
            self.chosen.emit()

    def _assess(self, card: ChoiceCard, option: AuthOption, state: SetupState) -> None:
        if option.problem is None:
            card.set_verdict(self._why_possible(option, state))
            return
        if option.problem.code is Code.MODULE_NOT_SYMMETRIC:
            # Why, and what to do about it, is said once for all cards.
            words = _("Not possible until the module has a symmetric key.")
            card.set_verdict(words, possible=False)
            return
        words = _("Not possible: {reason}")
        reason = in_a_row(text_of(option.problem))
        card.set_verdict(words.format(reason=reason), possible=False)

    def _why_possible(self, option: AuthOption, state: SetupState) -> str:
        if option.identity is Identity.DPS:
            return ""
        if state.own is not None:
            return _("Possible: the connection string contains the key.")
        if state.module is None:
            return _("Possible: the module will be created with a symmetric key.")
        if state.convert_module:
            return _("Possible: the module will be changed to a symmetric key.")
        if option.identity is Identity.SECURITY_MODULE:
            return _("Possible: the module exists and has a symmetric key.")
        if option.choice.method is Method.SELF_SIGNED_CERTIFICATE:
            words = _("Possible: {device} has a self-signed certificate.")
        else:
            words = _("Possible: {device} has a symmetric key.")
        return words.format(device=state.device_id)
