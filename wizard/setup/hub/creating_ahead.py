"""Creating the security modules of many devices with one request, ahead of their runs.

It only spares requests: what is refused here, or cannot be asked, is left to each device's own run,
which creates its module by itself and says what keeps it from that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from wizard.domain.errors import Code, HubError, Problem
from wizard.domain.ports.ports import Ports
from wizard.domain.ports.registry import Registry
from wizard.domain.report import HubChange, HubChangeKind
from wizard.domain.state import SetupState
from wizard.runs.retry import Patience, ignore_wait, read_with_retries, to_end
from wizard.setup.hub.verified_write import GRACE, MAY_BE_DONE
from wizard.setup.jobs.create_module import CreateModule


@dataclass(frozen=True, slots=True)
class CreatedAhead:
    """What was changed in the hub before a device's own run, and what is not known of it."""

    changes: tuple[HubChange, ...] = ()
    warnings: tuple[Problem, ...] = ()


NOTHING = CreatedAhead()


@dataclass(slots=True)
class ModulesAhead:
    """The modules that were created so, by their devices; filled while `create` runs."""

    by_device: dict[str, CreatedAhead] = field(default_factory=dict)

    async def create(self, states: Iterable[SetupState], ports: Ports) -> None:
        """Create the modules that are missing and wanted. Raises nothing but a cancellation."""
        groups: list[list[SetupState]] = []
        for state in filter(CreateModule().wanted, states):
            for group in groups:
                if _asks_alike(group[0], state):
                    group.append(state)
                    break
            else:
                groups.append([state])
        for group in groups:
            await self._create_for(group, ports)

    async def _create_for(self, group: Sequence[SetupState], ports: Ports) -> None:
        first = group[0]
        if len(group) < 2 or first.credentials is None:
            return  # one alone creates it with as many requests
        registry = ports.open_registry(first.credentials, first.network)
        try:
            missing = await _missing(group, registry)
            if len(missing) > 1:
                await self._write(missing, first, registry)
        except HubError:
            return
        finally:
            await to_end(registry.close())

    async def _write(
        self, device_ids: Sequence[str], state: SetupState, registry: Registry
    ) -> None:
        """Raises HubError; what may be done all the same is noted then, as after a cancellation."""
        module_id, patience = state.module_id, Patience(ignore_wait, state.patience)
        unknown = {one: _unknown(one, module_id) for one in device_ids}
        while True:
            self.by_device |= unknown
            try:
                await to_end(
                    registry.create_modules(device_ids, module_id),
                    lambda made: self._note(device_ids, made, module_id),
                    grace=GRACE,
                )
                return
            except HubError as error:
                if error.code in MAY_BE_DONE:
                    raise
                self._note(device_ids, frozenset(), module_id)
                await patience.pause(error)

    def _note(self, device_ids: Sequence[str], made: frozenset[str], module_id: str) -> None:
        for one in device_ids:
            self.by_device[one] = _made(one, module_id) if one in made else NOTHING


def _asks_alike(one: SetupState, other: SetupState) -> bool:
    """Whether the modules of both can be created with one request."""
    return (one.credentials, one.network, one.module_id) == (
        other.credentials,
        other.network,
        other.module_id,
    )


async def _missing(group: Sequence[SetupState], registry: Registry) -> list[str]:
    device_ids, module_id = [state.device_id for state in group], group[0].module_id

    async def ask() -> frozenset[str]:
        return await registry.having_module(device_ids, module_id)

    having = await read_with_retries(ask, ignore_wait, group[0].patience)
    return [one for one in device_ids if one not in having]


def _made(device_id: str, module_id: str) -> CreatedAhead:
    change = HubChange(HubChangeKind.MODULE_CREATED, device_id, module_id=module_id)
    return CreatedAhead(changes=(change,))


def _unknown(device_id: str, module_id: str) -> CreatedAhead:
    about = (("module", module_id), ("device", device_id))
    return CreatedAhead(warnings=(Problem(Code.HUB_TIMEOUT, "module_created_unknown", about),))
