"""An agent that this program does not know: one small JSON file, and a module of its own.

It stands for whatever agent comes next: its folder and its row are all that it needs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tests.third_agent.facts import THIRD
from wizard.domain.agent.agent_log import LogEntry
from wizard.domain.agent.assessment import Assessment, Finding, RepairPlan, Verdict
from wizard.domain.agent.model import AgentFlavour, AgentSettings, Identity, Method
from wizard.domain.agent.twin_finding import TwinFinding
from wizard.domain.ports.files import FileReader
from wizard.domain.secret import Secret

FILE: Final = "third.json"
_IDENTITIES: Final = {"module": Identity.SECURITY_MODULE, "device": Identity.DEVICE}
_KEYS: Final = ("as", "hub", "device", "key")


class ThirdAgent:
    """`Agent` of the third agent."""

    @property
    def flavour(self) -> AgentFlavour:
        """The third agent."""
        return THIRD

    @property
    def file_names(self) -> tuple[str, ...]:
        """Its one file."""
        return (FILE,)

    def is_here(self, existing: Mapping[str, bytes | None]) -> bool:
        """Whether the file is there."""
        return existing.get(FILE) is not None

    def render(
        self, settings: AgentSettings, existing: Mapping[str, bytes | None], new_agent_id: str
    ) -> Mapping[str, bytes]:
        """The whole file; a name that was given stays."""
        former = json.loads(existing.get(FILE) or b"{}")
        word = next(word for word, one in _IDENTITIES.items() if one is settings.identity)
        values = (word, settings.host_name, settings.device_id, settings.secret_path)
        content = {"name": new_agent_id, **former, **dict(zip(_KEYS, values, strict=True))}
        return {FILE: json.dumps(content, indent=2).encode()}

    def assess(self, directory: str, read: FileReader) -> Assessment:
        """It wants every key, and a key file."""
        content = read(f"{directory}/{FILE}")
        if content is None:
            missing = Finding("file.missing", FILE, params=(("path", directory),))
            return Assessment(Verdict.REJECTED, findings=(missing,), agent_here=False)
        values = json.loads(content)
        if faults := tuple(_missing(values)):
            return Assessment(Verdict.REJECTED, "third: bad configuration", faults)
        settings = AgentSettings(
            _IDENTITIES[values["as"]],
            Method.SYMMETRIC_KEY,
            values["hub"],
            values["device"],
            values["key"],
            module_id=THIRD.module_id,
        )
        key = read(values["key"])
        if key is None:
            fault = Finding("secret.missing", FILE, key="key", params=(("path", values["key"]),))
            return Assessment(Verdict.REJECTED, "third: no key", (fault,), configured=settings)
        secret = Secret(key.decode().strip())
        return Assessment(
            Verdict.ACCEPTED,
            settings=settings,
            secret=secret,
            configured=settings,
        )

    def assess_twin(self, twin: Mapping[str, object], name: str) -> tuple[TwinFinding, ...]:
        """It has no settings there."""
        return ()

    def explain_log(self, messages: Sequence[str]) -> tuple[LogEntry, ...]:
        """It logs nothing that is known."""
        return tuple(map(LogEntry, messages))

    def repair(
        self, directory: str, read: FileReader, new_agent_id: str, transport: str = ""
    ) -> RepairPlan:
        """Nothing is set right."""
        return RepairPlan((), (), self.assess(directory, read))


def _missing(values: Mapping[str, object]) -> Iterator[Finding]:
    for key in _KEYS:
        if not values.get(key):
            yield Finding(
                "setting.missing",
                FILE,
                key=key,
                params=(("key", key), ("file", FILE)),
                agent_error="third: bad configuration",
            )
