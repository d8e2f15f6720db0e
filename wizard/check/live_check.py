"""The live check: what the agent will do at its start, done now, from the same files."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Final

from wizard.check.agent_credential import known_proof, read_proof
from wizard.check.module_connection import ModuleConnection, is_of_network
from wizard.check.options import AS_THE_AGENT, TEST_MESSAGE, CheckOptions
from wizard.check.other_transports import OtherTransports
from wizard.check.steps import CheckSteps, known
from wizard.check.store_certificate import look_into_store
from wizard.check.twin import require_twin, twin_warnings
from wizard.diagnosis.context import Explain, FailureContext, as_it_is
from wizard.domain.agent.assessment import Assessment
from wizard.domain.agent.model import AgentFlavour, AgentSettings, Identity
from wizard.domain.agent.twin_finding import TwinFinding
from wizard.domain.errors import Code, Problem
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.connection_events import Watch
from wizard.domain.hub.model import Network
from wizard.domain.hub.port_found import PortFound
from wizard.domain.hub.transport import Transport
from wizard.domain.ports.agent import Agent
from wizard.domain.ports.ports import Ports
from wizard.domain.proof import DPS_HOST, Assignment, Proof, StoredCertificate, fingerprint_of
from wizard.domain.report import StepId
from wizard.domain.secret import Secret
from wizard.runs.assess import address_of, assess_folder, require_settings
from wizard.runs.retry import to_end
from wizard.runs.step_runner import StepRunner

LIMIT: Final = 30.0
"""Seconds that the whole check may take."""


class LiveCheck:
    """One check of one folder. What it has found stands in ``settings``, ``flavour``, ``target``.

    ``target`` is the hub and the device, from the configuration or the provisioning service.
    """

    def __init__(
        self,
        directory: Path,
        agents: Mapping[AgentFlavour, Agent],
        ports: Ports,
        network: Network,
        runner: StepRunner,
        explain: Explain = as_it_is,
        options: CheckOptions = AS_THE_AGENT,
    ) -> None:
        self._directory, self._agents = directory, agents
        self._ports = ports
        self._probe = ports.open_probe(network)
        self._network, self._runner = network, runner
        self._explain, self._options = explain, options
        self._assessment: Assessment | None = None
        self._proof: Proof | None = None
        self._stored: StoredCertificate | None = None
        self._module_key: Secret | None = None
        self._connection = ModuleConnection(self._probe, network, options.transport)
        self._others = OtherTransports(self._probe, network)
        self._check_steps: CheckSteps | None = None
        self.settings: AgentSettings | None = None
        self.flavour: AgentFlavour | None = None
        self.target: Assignment | None = None
        self.warnings: list[Problem] = []
        self.twin: tuple[TwinFinding, ...] = ()
        self.found_ports: tuple[PortFound, ...] = ()

    @property
    def transports(self) -> tuple[Transport, ...]:
        """What was to be tried, in the agent's order; nothing while its files are not read."""
        return self._connection.transports if self.settings else ()

    @property
    def fingerprint(self) -> str | None:
        """Names what the agent proves itself with; None: it was not read."""
        return fingerprint_of(self._proof) if self._proof else None

    async def run(self) -> Problem | None:
        """Do the steps in the agent's order; the first failure in that order, if there is one.

        One that fails stops what depends on it and nothing else. Raises CancelledError, when all
        that was under way has ended.
        """
        self._check_steps = CheckSteps(self._runner, self._explain, self.facts, LIMIT)
        self._preparing = asyncio.create_task(self._probe.prepare())
        self._running = asyncio.create_task(self._ports.is_agent_running(self._directory))
        try:
            await self._steps(self._check_steps)
            await self._tell_ports(self._check_steps)
        finally:
            await to_end(self._end(self._check_steps))
        return self._runner.failed.problem if self._runner.failed else None

    async def _steps(self, steps: CheckSteps) -> None:
        if not await steps.step(StepId.CHECK_READ_CONFIG, self._read_config):
            return
        self._look_around()
        if not await self._get_secret(steps):
            await self._only_look(steps)
        elif await self._get_module_key(steps):
            await self._be_module(steps)

    async def _get_secret(self, steps: CheckSteps) -> bool:
        """Whether what the agent proves itself with could be read."""
        assessment, reference = known(self._assessment), known(self.settings).store
        if reference is None or assessment.settings is None:
            return await steps.step(StepId.CHECK_SECRET, self._read_secret)
        store = self._ports.certificate_store
        self._stored = await look_into_store(reference, assessment, store, steps)
        return False

    async def _get_module_key(self, steps: CheckSteps) -> bool:
        """Whether the module's key is known: from its file, else from the hub."""
        identity = known(self.settings).identity
        if identity is Identity.SECURITY_MODULE:
            return True
        if identity is Identity.DPS:
            if (host := self._network.dps_host) != DPS_HOST:
                steps.warnings.append(Problem(Code.DPS_HOST_IS_BUILT_IN, "", (("host", host),)))
            if not await steps.connection(StepId.CHECK_DPS, host, self._register):
                return False
            self._look_around()
        host = known(self.target).address.name
        return await steps.connection(StepId.CHECK_HUB_REST, host, self._fetch_key)

    async def _be_module(self, steps: CheckSteps) -> None:
        if not self._options.connect:
            if not steps.have_connected:
                await self._only_look(steps)
            return
        if await self._running:
            steps.warnings.append(Problem(Code.CHECK_AGENT_RUNNING))
            self._runner.warn(StepId.CHECK_CONNECT, steps.warnings[-1])
        host = known(self.target).address.name
        if await steps.connection(StepId.CHECK_CONNECT, host, self._connect):
            await steps.step(StepId.CHECK_TWIN, self._read_twin)
            if self._options.send_test_message:
                await steps.step(StepId.CHECK_TELEMETRY, self._send)

    async def _only_look(self, steps: CheckSteps) -> None:
        """Only see whether the server that the agent turns to first can be reached."""
        identity, transport = known(self.settings).identity, Transport.HTTPS
        if identity is Identity.DPS:
            step, address = StepId.CHECK_DPS, HubAddress(self._network.dps_host)
        else:
            step, address = StepId.CHECK_HUB_REST, known(self.target).address
        if identity is Identity.SECURITY_MODULE:
            step, transport = StepId.CHECK_CONNECT, self._connection.transport
        call = partial(self._probe.reach, address, transport)
        await steps.connection(step, address.name, call, only_look=True)

    def _look_around(self) -> None:
        """Look at the hub's other ports; also at the agent's own, where nobody will connect."""
        if self.target is not None:
            own = self._connection.transport if self._options.connect else None
            self._others.look(own, self.target.address)

    async def _tell_ports(self, steps: CheckSteps) -> None:
        """Tell what was found at the hub's ports, and warn where the agent's own is closed."""
        if self.target is None:
            return
        connection, failed = self._connection, self._runner.failed
        if not self._options.connect:
            await self._others.wait_for(connection.transport)
        elif connection.was_tried and failed and is_of_network(failed.problem):
            await self._others.wait_for()
        self.found_ports = self._others.found(connection.transports)
        steps.warnings.extend(connection.warnings(self.target, self.found_ports))

    async def _end(self, steps: CheckSteps) -> None:
        if self._connection.link is not None:
            await self._connection.link.close()
        beside = (self._preparing, self._running)
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        await self._others.close()
        steps.settle()
        self.warnings.extend(steps.warnings)

    async def _read_config(self) -> None:
        files = self._ports.files
        self.flavour, assessment = await assess_folder(files, self._directory, self._agents)
        settings = require_settings(assessment)
        if settings.host_name:
            self.target = Assignment(address_of(settings), settings.device_id)
        self.settings, self._assessment = settings, assessment
        self._connection.plan(self.flavour, assessment)

    async def _read_secret(self) -> None:
        self._proof = await read_proof(
            known(self.flavour), known(self._assessment), self._directory, self._ports, self._probe
        )
        is_module = known(self.settings).identity is Identity.SECURITY_MODULE
        if is_module and isinstance(self._proof, Secret):
            self._module_key = self._proof

    async def _register(self, watch: Watch) -> None:
        settings = known(self.settings)
        self.target = await self._probe.register(
            settings.id_scope, settings.registration_id, known_proof(self._proof), watch
        )

    async def _fetch_key(self, watch: Watch) -> None:
        target, module_id = known(self.target), known(self.settings).module_id
        self._module_key = await self._probe.fetch_module_key(
            target.address, target.device_id, module_id, known_proof(self._proof), watch
        )

    async def _connect(self, watch: Watch) -> None:
        target, module_id = known(self.target), known(self.settings).module_id
        try:
            await self._connection.open(target, module_id, known(self._module_key), watch)
        finally:
            if ways := self._others.facts():
                self._runner.note(StepId.CHECK_CONNECT, (("other_ports", ways),))

    async def _read_twin(self) -> None:
        twin = await known(self._connection.link).read_twin()
        name = known(self._assessment).twin_object
        self.twin = self._agents[known(self.flavour)].assess_twin(twin, name)
        self.warnings.extend(twin_warnings(self.twin))
        require_twin(self.twin)

    async def _send(self) -> None:
        await known(self._connection.link).send(TEST_MESSAGE)

    def facts(self, step: StepId) -> FailureContext:
        """What is known, for whoever looks for the cause behind a failure of this step."""
        return FailureContext(
            step,
            self._network,
            self.flavour,
            self.settings,
            self._proof,
            self._module_key,
            self.target,
            self._options.connect,
            self._check_steps.clock.ahead if self._check_steps else None,
            self._connection.transport,
            self._stored,
        )
