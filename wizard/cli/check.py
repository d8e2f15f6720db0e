"""``check``: once, or again and again; with ``--offline`` without any network."""

from __future__ import annotations

import argparse
from dataclasses import replace

from wizard import compose
from wizard.check.options import CheckOptions
from wizard.check.run import CheckRun
from wizard.check.watch import watch
from wizard.cli.console import Console, run_async
from wizard.domain.agent.model import AgentFlavour
from wizard.domain.errors import Exit, SetupError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.connection_string import parse_connection_string
from wizard.domain.hub.model import HubAccess, Network
from wizard.domain.hub.proxy import SYSTEM_PROXY
from wizard.domain.hub.transport import DEFAULT_PORTS, TRANSPORT_OF_OPTION, Transport
from wizard.domain.ports.ports import Ports
from wizard.domain.proof import DPS_HOST
from wizard.domain.report import Event, Report
from wizard.runs.assess import address_of, assess_folder, only
from wizard.runs.step_runner import Emit
from wizard.setup.answers.secret_source import hub_from_keyring
from wizard.setup.proxy_login import with_kept_login
from wizard.text.render.assessment import offline_as_json, offline_lines
from wizard.upkeep.offline_check import judge_offline


def run(options: argparse.Namespace, out: Console) -> int:
    """Check what is configured in a folder; the result is the exit code. Raises SetupErrors."""
    return run_async(_check_offline(options, out) if options.offline else _check(options, out))


async def _check_offline(options: argparse.Namespace, out: Console) -> int:
    directory = options.agent_dir.absolute()
    found = await judge_offline(directory, compose.real(), out.event(), _flavour(options))
    found = replace(found, report=out.save(found.report))
    return out.end(found.report, offline_as_json(found), offline_lines(found))


async def _check(options: argparse.Namespace, out: Console) -> int:
    ports = compose.real()
    credentials = await _credentials(options, ports)
    host = await _host(options, ports)
    network = await with_kept_login(_network(options), ports.secrets, ports.survey, host)
    if options.watch is None:
        return out.report(await _run(options, ports, network, credentials, out.event()).run())
    return await _watch(options, ports, network, credentials, out)


async def _host(options: argparse.Namespace, ports: Ports) -> HubAddress | None:
    """The hub in the agent's configuration; None where there is none, or it cannot be read."""
    try:
        agents = only(ports.agents, _flavour(options))
        _, found = await assess_folder(ports.files, options.agent_dir.absolute(), agents)
        return address_of(found.settings) if found.settings and found.settings.host_name else None
    except SetupError:
        return None


async def _credentials(options: argparse.Namespace, ports: Ports) -> HubAccess | None:
    if options.hub_from is None:
        return None
    secret = await hub_from_keyring(options.hub_from, "--hub-from", ports)
    return parse_connection_string(secret.reveal())


async def _watch(
    options: argparse.Namespace,
    ports: Ports,
    network: Network,
    credentials: HubAccess | None,
    out: Console,
) -> int:
    """Ends with the exit code of the last check."""

    async def check() -> Report:
        return await _run(options, ports, network, credentials, quiet).run()

    def quiet(_event: Event) -> None:
        """What changed is told once a check has ended."""

    last = await watch(check, options.watch, out.change)
    return int(last.exit_code) if last else Exit.CANCELLED


def _network(options: argparse.Namespace) -> Network:
    ca_file = options.ca_file.absolute() if options.ca_file else None
    given = {Transport.AMQP: options.amqp_port, Transport.MQTT: options.mqtt_port}
    named = {one: port for one, port in given.items() if port != DEFAULT_PORTS[one]}
    proxy = options.proxy or SYSTEM_PROXY
    return Network(ca_file, named, options.dps_host or DPS_HOST, proxy)


def _run(
    options: argparse.Namespace,
    ports: Ports,
    network: Network,
    credentials: HubAccess | None,
    emit: Emit,
) -> CheckRun:
    agents = only(ports.agents, _flavour(options))
    directory = options.agent_dir.absolute()
    wanted = CheckOptions(
        connect=not options.no_connect,
        transport=TRANSPORT_OF_OPTION[options.transport] if options.transport else None,
        send_test_message=options.send_test_message,
    )
    return CheckRun(directory, ports, network, emit, agents, credentials, wanted)


def _flavour(options: argparse.Namespace) -> AgentFlavour | None:
    """The agent that was named; None: the files tell."""
    return compose.flavour_of(options.flavour)
