"""One device of a fleet: what is to be done with it, and how it ended."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from wizard.domain.errors import AnswersError, Code, Problem
from wizard.domain.report import Report
from wizard.domain.state import SetupState
from wizard.setup.agent_config import IncompleteStateError

LoadState = Callable[[], Awaitable[SetupState]]
"""Gives a device's state with its secrets. Raises SetupErrors."""


async def _nothing() -> SetupState:
    """Of a device whose row is wrong there is nothing to load."""
    raise IncompleteStateError


@dataclass(frozen=True, slots=True)
class FleetDevice:
    """One device that is to be set up, or what is wrong with its row.

    ``line`` is that of its row, ``fingerprint`` that by which a later run knows it again,
    ``row_id`` the device's id as its row has it.
    """

    line: int
    fingerprint: str
    state: SetupState | None = None
    load: LoadState = _nothing
    problem: Problem | None = None
    row_id: str = ""

    @property
    def name(self) -> str:
        """The device's id, or that of its registration; "" where neither is known yet."""
        if self.state is None:
            return self.row_id
        dps = self.state.dps
        return self.state.device_id or (dps.registration_id if dps else "")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one device ended. ``report`` is None where an earlier run has done it; ``is_tried`` is
    false where its hub had refused another device before, for what keeps this one from it too."""

    device: FleetDevice
    report: Report | None
    seconds: float = 0.0
    is_tried: bool = True

    @property
    def name(self) -> str:
        """The device's id, as far as it is known now."""
        return (self.report.device if self.report else None) or self.device.name


def refuse_twins(devices: Iterable[FleetDevice]) -> None:
    """Refuse two devices with one identity, which cut each other off, or with one place for their
    files. Raises AnswersError, which names both lines."""
    seen: dict[tuple[str, object], int] = {}
    for device in devices:
        if device.state is None or device.state.agent is None:
            continue
        agent = device.state.agent
        for key in (("device", device.name), ("place", _place(agent.directory))):
            if key[1] and key in seen:
                variant = "each_device" if key[0] == "device" else "each_place"
                raise AnswersError(
                    Code.ANSWERS_INVALID,
                    variant,
                    key="--each",
                    line=device.line,
                    other=seen[key],
                    value=str(key[1]),
                )
            seen[key] = device.line


def _place(directory: Path) -> str:
    return str(directory)
