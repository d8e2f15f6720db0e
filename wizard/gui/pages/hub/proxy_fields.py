"""The proxy for HTTPS: its address, and who signs in to it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit

from wizard.domain.errors import AnswersError
from wizard.domain.hub.proxy import ProxyChoice, ProxyLogin, ProxyMode, parse_choice
from wizard.gui.widgets.field import Field, Form
from wizard.gui.widgets.secret_edit import SecretEdit
from wizard.text.language import _


class ProxyFields(QObject):
    """Three rows of a form. A login that is kept in the keyring is not shown."""

    edited = Signal()

    def __init__(self, form: Form, choice: ProxyChoice) -> None:
        super().__init__(form)
        self.address = QLineEdit()
        self.address_field = form.add(
            _("Pro&xy"),
            self.address,
            hint=_(
                "system, none, or http://host:port. Used for HTTPS only, not for MQTT and AMQP."
            ),
        )
        self.user = QLineEdit()
        self.user_field = form.add(
            _("Proxy user"),
            self.user,
            hint=_("Only if the proxy requires a login. In a Windows domain: DOMAIN\\user."),
        )
        self.password = SecretEdit()
        self.password_field = form.add(_("Proxy password"), self.password)
        self.show_choice(choice)
        for editor in (self.address, self.user):
            editor.textChanged.connect(self._edited)
        self.password.changed.connect(self.edited)

    def show_choice(self, choice: ProxyChoice) -> None:
        """Fill the fields."""
        self.address.setText(str(choice))
        login = choice.login
        self.user.setText(login.user if login else "")
        if login is not None:
            self.password.set_secret(login.password)
        else:
            self.password.line.clear()

    def choice(self) -> ProxyChoice | None:
        """What the fields say; None where one of them is wrong, which is then said beside it."""
        try:
            choice = parse_choice(self.address.text().strip() or ProxyMode.SYSTEM, "network.proxy")
        except AnswersError as error:
            self.address_field.set_error_of(error)
            return None
        user, password = self.user.text().strip(), self.password.secret()
        if not user and len(password):
            self.user_field.set_error(_("Enter the user name that belongs to the password."))
            return None
        if not user or choice.mode is ProxyMode.NONE:
            return choice
        return replace(choice, login=ProxyLogin(user, password))

    @property
    def fields(self) -> tuple[Field, ...]:
        """The rows, from above."""
        return self.address_field, self.user_field, self.password_field

    def _edited(self, _text: str) -> None:
        self.edited.emit()
