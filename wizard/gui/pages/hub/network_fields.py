"""How to get to the hub: what most people leave as it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from wizard.domain.hub.model import Network
from wizard.domain.hub.transport import DEFAULT_PORTS, Transport
from wizard.gui.pages.hub.proxy_fields import ProxyFields
from wizard.gui.widgets.expander import Expander
from wizard.gui.widgets.field import Field, Form
from wizard.gui.widgets.path_edit import PathEdit
from wizard.text.language import _


class NetworkFields(Expander):
    """CA file, ports and proxy, behind a line that opens them."""

    edited = Signal()

    def __init__(self, label: str, network: Network) -> None:
        """``label`` has its access key; ``network`` is shown at first."""
        self.form = Form()
        super().__init__(label, self.form)
        self._given = network
        kinds = _("Certificates (*.pem *.crt *.cer)"), _("All files (*)")
        self.ca_file = PathEdit(_("CA file"), filters=kinds, text=str(network.ca_file or ""))
        browse = self.ca_file.browse_button(_("B&rowse…"))
        self.ca_field = self.form.add(
            _("CA &file"),
            self.ca_file,
            browse,
            hint=_("Trusted in addition to the system's certificates."),
        )
        self.amqp_port = QLineEdit(_port_of(network, Transport.AMQP))
        self.amqp_field = self.form.add(
            _("A&MQP port"),
            self.amqp_port,
            hint=_("The default of both agents is 5671."),
        )
        self.port = QLineEdit(_port_of(network, Transport.MQTT))
        self.port_field = self.form.add(
            _("M&QTT port"), self.port, hint=_("For agents that use MQTT. The default is 8883.")
        )
        for editor in (self.ca_file, self.amqp_port, self.port):
            editor.textChanged.connect(self._edited)
        self.proxy = ProxyFields(self.form, network.proxy)
        self.proxy.edited.connect(self.edited)

    def show_network(self, network: Network) -> None:
        """Fill the fields: how a hub was reached before."""
        self.ca_file.setText(str(network.ca_file or ""))
        self.amqp_port.setText(_port_of(network, Transport.AMQP))
        self.port.setText(_port_of(network, Transport.MQTT))
        self.proxy.show_choice(network.proxy)

    def network(self) -> Network | None:
        """What the fields say; None where one of them is wrong, which is then said beside it."""
        text = self.ca_file.text().strip()
        path = Path(text).expanduser() if text else None
        if path is not None and not path.is_file():
            self.ca_field.set_error(
                _("There is no such file. Choose a file, or leave the field empty.")
            )
            return None
        ports: dict[Transport, int] = {}
        for transport, editor, field in (
            (Transport.AMQP, self.amqp_port, self.amqp_field),
            (Transport.MQTT, self.port, self.port_field),
        ):
            port = editor.text().strip()
            if not port.isdecimal() or not 0 < int(port) < 65536:
                field.set_error(_("Enter a port number from 1 to 65535."))
                return None
            if int(port) != DEFAULT_PORTS[transport]:
                ports[transport] = int(port)
        if (proxy := self.proxy.choice()) is None:
            return None
        return replace(self._given, ca_file=path, ports=ports, proxy=proxy)

    def port_editor(self, port: object) -> QLineEdit:
        """Where this port stands; where it is in neither field, AMQP's: agents are built for it."""
        return self.port if self.port.text().strip() == str(port) else self.amqp_port

    def wrong_field(self) -> Field | None:
        """The field that `network` has complained of."""
        return next((field for field in self._fields if field.error), None)

    def clear_errors(self) -> None:
        """Back to the hints."""
        for field in self._fields:
            field.clear_error()

    @property
    def _fields(self) -> tuple[Field, ...]:
        return self.ca_field, self.amqp_field, self.port_field, *self.proxy.fields

    def _edited(self, _text: str) -> None:
        self.edited.emit()


def _port_of(network: Network, transport: Transport) -> str:
    return str(network.ports.get(transport, DEFAULT_PORTS[transport]))
