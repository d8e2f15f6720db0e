"""Who has no rights on the hub: what was pasted instead is recognized, and DPS is offered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum, auto

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from wizard.domain.errors import ConnectionStringError, Problem
from wizard.domain.hub.connection_string import parse_own_connection_string
from wizard.domain.proof import OwnIdentity
from wizard.domain.secret import Secret
from wizard.gui.style.theme import SMALL, Tone
from wizard.gui.widgets.expander import Expander
from wizard.gui.widgets.labels import small
from wizard.gui.widgets.notice import Notice
from wizard.setup.auth_rules import own_module_problem
from wizard.text.language import _


class AccessKind(Enum):
    """How the set-up gets to what it needs to know."""

    HUB = auto()
    OWN = auto()
    """With nothing but the device's or the module's own connection string."""
    DPS = auto()
    """The provisioning service names hub and device."""


class AccessChoice(Notice):
    """Asks, beside the field, whether a device's own string is meant; then says what was chosen."""

    accepted = Signal()

    def __init__(self, module_ids: Callable[[], Sequence[str]]) -> None:
        """``module_ids``: the security modules that an agent could be."""
        super().__init__(button_below=True)
        self._module_ids = module_ids
        self.kind = AccessKind.HUB
        self._own: OwnIdentity | None = None
        self.action.connect(self._accept)

    @property
    def is_asking(self) -> bool:
        """Whether the question is open."""
        return self._own is not None and self.kind is AccessKind.HUB

    @property
    def problem(self) -> Problem | None:
        """Why the device's or module's own string that stands in the field will not do."""
        return own_module_problem(self._own, self._module_ids()) if self._own else None

    def look_at(self, string: Secret) -> None:
        """Something else stands in the field: ask about it, or be quiet."""
        self.kind = AccessKind.HUB
        self._own = _own(string)
        if self._own is None or self.problem is not None:
            self.clear()
            return
        words = (
            _("This connection string belongs to the security module of device {device}.")
            if self._own.module_id
            else _("This connection string belongs to device {device}.")
        )
        self.say(
            words.format(device=self._own.device_id),
            _("Set up this device without access to the hub?"),
            Tone.ACCENT,
            action=_("Set it &up"),
        )

    def use_dps(self) -> None:
        """The provisioning service was chosen."""
        self.kind = AccessKind.DPS
        self._own = None
        self.say(
            _("The agent gets its hub from a provisioning service (DPS)."),
            _("To choose the device in the hub instead, paste the hub's connection string."),
            Tone.ACCENT,
        )

    def _accept(self) -> None:
        if self._own is None:
            return
        self.kind = AccessKind.OWN
        self.say(
            _("{device} is set up without access to the hub.").format(device=self._own.device_id),
            tone=Tone.ACCENT,
        )
        self.accepted.emit()


class WithoutHub(Expander):
    """Tells who has no access to the hub what will do instead."""

    dps = Signal()

    def __init__(self, label: str) -> None:
        """``label`` has its access key."""
        content = QWidget()
        super().__init__(label, content)
        box = QVBoxLayout(content)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SMALL)
        box.addWidget(
            small(
                _(
                    "You can also paste the connection string of the device or of its security "
                    "module above. Or let the agent get its hub from a provisioning service "
                    "(DPS), with an ID scope and a registration ID."
                )
            )
        )
        button = QPushButton(_("Set up through the &provisioning service"))
        button.setAutoDefault(False)
        button.clicked.connect(self.dps)
        self.dps_button = button
        box.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)


def _own(string: Secret) -> OwnIdentity | None:
    if not len(string):  # as at the start: none of the patterns has to be compiled
        return None
    try:
        return parse_own_connection_string(string.reveal())
    except ConnectionStringError:
        return None
