"""Registering a new certificate's thumbprint with the device."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wizard.domain.certificate_rules import is_registered
from wizard.domain.hub.model import DeviceIdentity
from wizard.domain.proof import NewCertificate
from wizard.domain.report import HubChange, HubChangeKind, StepId
from wizard.domain.state import SetupState
from wizard.setup.agent_config import IncompleteStateError
from wizard.setup.hub.writing import change_hub
from wizard.setup.jobs.job import Announcement, Job, JobPhase, Run, has_certificate, has_device


class RegisterThumbprint(Job):
    """Registers the new certificate by the ETag that was read at the start.

    It comes after the files are written and before they are final: without the registration they
    are worth nothing, and without the files the registration locks the device out.
    """

    id = StepId.DEVICE_REGISTER
    phase = JobPhase.CHANGE

    def wanted(self, state: SetupState) -> bool:
        is_new = isinstance(state.certificate, NewCertificate)
        return is_new and has_certificate(state) and has_device(state)

    def announces(self, state: SetupState) -> Sequence[Announcement]:
        return (_change(state),)

    async def run(self, run: Run) -> None:
        registry, change = run.need_registry(), _change(run.state)
        certificate, device, slot = run.state.certificate_read, run.state.device, change.slot
        if certificate is None or device is None or slot is None:
            raise IncompleteStateError

        async def look() -> DeviceIdentity | None:
            found = await registry.device(device.id)
            return found if is_registered(certificate, found) else None

        async def register() -> DeviceIdentity:
            return await registry.register_thumbprint(device, slot, certificate.sha256)

        registered = await change_hub(run, self.id, change, register, look)
        run.state = replace(run.state, device=registered or device)


def _change(state: SetupState) -> HubChange:
    """The thumbprint is empty while the certificate is still to be made."""
    if not isinstance(state.certificate, NewCertificate):
        raise IncompleteStateError
    slot, made = state.certificate.register, state.certificate_read
    place = list(type(slot)).index(slot)
    registered = state.device.thumbprints if state.device else ()
    return HubChange(
        HubChangeKind.THUMBPRINT_REGISTERED,
        state.device_id,
        slot,
        made.sha256 if made else "",
        former=(*registered, "", "")[place],
    )
