"""The devices that were set up one after the other: what the next one takes from the last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wizard.domain.agent.model import AgentTarget, Identity, Method
from wizard.domain.lazy_pattern import LazyPattern

if TYPE_CHECKING:
    from wizard.domain.report import HubChange, Report
    from wizard.domain.state import SetupState

_NOT_IN_A_NAME: Final = LazyPattern(r"[^\w.+=@#%!(),$-]")
"""What some system does not take in a folder's name; a device id may have ``: * ? '``."""


class Series:
    """The reports of one session, the last one of each device."""

    def __init__(self) -> None:
        self.last: Report | None = None
        """The last run of the device that is being set up."""
        self._latest: Report | None = None
        self._reports: dict[str, Report] = {}
        self._owners: dict[Path, str] = {}
        self._proposals: dict[Path, str] = {}

    @property
    def reports(self) -> tuple[Report, ...]:
        """One for each device, in the order in which they were last run."""
        return tuple(self._reports.values())

    def add(self, report: Report) -> Report:
        """Note how a run has ended."""
        self.last = report
        if report.written and report.directory is not None:
            # A registration that was not assigned yet has no device, and its files all the same.
            self._latest = report
            self._owners[report.directory] = report.device or ""
        if report.device is None:
            return report
        self._reports.pop(report.device, None)
        self._reports[report.device] = report
        return report

    def take_back(self, report: Report) -> None:
        """The files of this run are undone: its folder belongs to nobody."""
        if report.directory is not None:
            self._owners.pop(report.directory, None)
        if report.device is not None:
            self._reports.pop(report.device, None)

    def forget_change(self, change: HubChange) -> None:
        """This change in the hub, which the last run has made, is taken back."""
        if self.last is not None:
            left = tuple(one for one in self.last.hub_changes if one != change)
            self.last = replace(self.last, hub_changes=left)

    def done(self) -> Mapping[str, bool]:
        """The devices that were set up in this session, and whether their login was proven: it was
        not where the check was not to connect."""
        return {
            device: report.login is not None
            for device, report in self._reports.items()
            if report.written and not report.error
        }

    def folder_for(self, device_id: str, last: Path) -> Path:
        """Where to set up a device after ``last`` was used: there, or beside it by its own name."""
        if not device_id:
            return last
        own = next((path for path, owner in self._owners.items() if owner == device_id), None)
        if own is not None:
            return own
        if not self._is_anothers(last, device_id):
            return last
        beside = folder_beside(last, device_id)
        self._proposals[beside] = device_id
        return beside

    def target_for(self, device_id: str, last: AgentTarget | None) -> AgentTarget | None:
        """``last`` in the folder for this device, where it is on this computer."""
        if last is None or last.elsewhere is not None:
            return last
        return replace(last, directory=self.folder_for(device_id, last.directory))

    def proposal_for(self, device_id: str, chosen: AgentTarget) -> Path | None:
        """Where to set up a device instead of in the chosen folder, which belongs to another; None
        where it does not, and for an agent on another computer."""
        former = self._latest
        if former is None or former.directory is None or former.flavour != chosen.flavour:
            return None
        if chosen.elsewhere is not None or not self._is_anothers(chosen.directory, device_id):
            return None
        return self.folder_for(device_id, former.directory)

    def _is_anothers(self, directory: Path, device_id: str) -> bool:
        """Whether another device was set up there, or the folder has the name of another."""
        owner = self._owners.get(directory, self._proposals.get(directory))
        return owner not in (None, device_id)


def folder_beside(directory: Path, device_id: str) -> Path:
    """A folder beside this one that has the device's name."""
    return directory.with_name(_NOT_IN_A_NAME.sub("_", device_id).rstrip(".") or "_")


def can_be_repeated(state: SetupState) -> bool:
    """Whether another device of the hub needs nothing but its id: a certificate is each one's own,
    and so are a registration of the provisioning service and a bundle."""
    is_here = state.agent is not None and state.agent.elsewhere is None
    with_key = is_here and state.auth.method is Method.SYMMETRIC_KEY
    return with_key and state.credentials is not None and state.auth.identity is not Identity.DPS
