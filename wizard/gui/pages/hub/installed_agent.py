"""The agent that is installed on this computer: what it says is what the wizard begins with."""

from __future__ import annotations

from PySide6.QtCore import Signal

from wizard.domain.agent.model import AgentTarget, AuthChoice, Identity
from wizard.domain.proof import DpsRegistration
from wizard.gui.pages.authentication.installation import Installation
from wizard.gui.tasks import Tasks
from wizard.setup.session import Session


class InstalledAgent(Installation):
    """Looks for one in the usual places and takes its settings into the session."""

    hub_named = Signal(str)
    """The agent belongs to the hub of this name; empty where the provisioning service names it."""

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__(session, tasks, describes=True)
        self._session = session
        self.looked.connect(self._take_over)

    def look_around(self) -> None:
        """Look into the first folder that has an agent."""
        installed = [agent for agent in self._session.found_agents() if agent.installed]
        if installed and self._session.state.agent is None:
            self.look(installed[0].directory, installed[0].flavour)

    def name_device(self) -> None:
        """Begin with the agent's device, if it belongs to the hub that is connected."""
        state, settings = self._session.state, self.settings
        address = state.address()
        if settings is None or address is None or state.device_id:
            return
        if settings.host_name.lower() == address.host_name.lower():
            self._session.update(device_id=settings.device_id)

    def _take_over(self) -> None:
        target, settings = self.target, self.settings
        # The user may have come further meanwhile.
        if target is None or settings is None or self._session.state.credentials is not None:
            return
        dps = DpsRegistration(settings.id_scope, settings.registration_id)
        self._session.update(
            agent=AgentTarget(target[1], target[0]),
            auth=AuthChoice(settings.identity, settings.method),
            dps=dps if settings.identity is Identity.DPS else None,
        )
        self.hub_named.emit(settings.host_name)
