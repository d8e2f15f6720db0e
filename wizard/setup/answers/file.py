"""The answers file: the whole set-up as TOML, checked key by key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any, Final

from wizard.domain.agent.model import AgentFlavour, AgentTarget, Identity
from wizard.domain.agent.target_folder import OtherComputer
from wizard.domain.certificate_store import StoreReference
from wizard.domain.errors import AnswersError, Code
from wizard.domain.hub import device_ids
from wizard.domain.hub.model import Network
from wizard.domain.hub.transport import DEFAULT_PORTS, TRANSPORT_OF_OPTION, Transport
from wizard.domain.state import SecretsChoice, SetupState
from wizard.setup.answers import authentication as answers_auth
from wizard.setup.answers.authentication import Authentication, read_authentication
from wizard.setup.answers.certificate_store import STORE_KEYS, obey_store
from wizard.setup.answers.proxy import PROXY_KEYS, read_proxy
from wizard.setup.answers.syntax import load_toml
from wizard.setup.answers.table import SecretSource, Table, refuse_unknown_key
from wizard.setup.answers.target import (
    TARGET_KEYS,
    read_other_computer,
    target_file_name,
    written_to,
)

HUB_STRING: Final = "hub.connection_string"
DEVICE_STRING: Final = "device.connection_string"

_NETWORK_KEYS: Final = ("ca_file", "amqp_port", "mqtt_port")

_KEPT: Final = ("keep_hub", "keep_agent_key")

KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "hub": ("connection_string", *_NETWORK_KEYS, "patience"),
    "device": ("id", "create_module", "convert_module", "connection_string"),
    "authentication": answers_auth.KEYS,
    "authentication.generate": answers_auth.GENERATE_KEYS,
    "authentication.store": STORE_KEYS,
    "agent": (
        *("flavour", "directory", "key_file", "certificate_file", "restart", "transport"),
        *TARGET_KEYS,
    ),
    "secrets": (*_KEPT, "keyring", "allow_keyring"),
    "network": (*_NETWORK_KEYS, *PROXY_KEYS),
}
_TABLES: Final = tuple(name for name in KEYS if "." not in name)
_SECONDS: Final = range(1, 86401)
_PORTS: Final = range(1, 65536)

FolderOf = Callable[[AgentFlavour], Path]


@dataclass(frozen=True, slots=True)
class Answers:
    """A whole answers file. ``state`` lacks only the secrets; ``sources`` says where they are."""

    state: SetupState
    sources: Mapping[str, SecretSource]


def parse_answers(
    text: str,
    base: Path,
    flavours: Iterable[AgentFlavour],
    *,
    demo_directory: FolderOf | None = None,
) -> Answers:
    """Read an answers file; relative paths in it are relative to ``base``, the file's folder.

    For the demo (``demo_directory`` given) ``[hub]`` is not looked at and the folder may be left
    out. Raises AnswersError with ``params["key"]``.
    """
    return read_answers(load_toml(text), base, flavours, demo_directory=demo_directory)


def read_answers(
    content: dict[str, Any],
    base: Path,
    flavours: Iterable[AgentFlavour],
    *,
    demo_directory: FolderOf | None = None,
) -> Answers:
    """Read the content of an answers file: see `parse_answers`."""
    _refuse_unknown(content)
    if demo_directory is not None:
        content.pop("hub", None)
    tables = {name: Table(name, content.get(name, {}), base) for name in _TABLES}
    authentication = read_authentication(tables["authentication"])
    sources = dict(authentication.sources)
    is_own = "connection_string" in tables["device"]
    proxy = read_proxy(tables["network"], sources)
    if is_own:
        sources[DEVICE_STRING] = _own_source(tables, authentication)
    elif demo_directory is None and (
        authentication.choice.identity is not Identity.DPS or "connection_string" in tables["hub"]
    ):
        sources[HUB_STRING] = tables["hub"].secret_source("connection_string")
    agent = _agent(tables["agent"], flavours, demo_directory, sources)
    if isinstance(authentication.certificate, StoreReference):
        obey_store(tables["authentication"], tables["agent"], agent)
    if sum(source.kind == "stdin" for source in sources.values()) > 1:
        raise AnswersError(Code.ANSWERS_INVALID, "stdin_twice", key=next(iter(sources)))
    state = SetupState(
        network=replace(_network(tables, authentication), proxy=proxy),
        device_id=_device_id(tables["device"], authentication, is_own),
        create_module=tables["device"].boolean("create_module", False),
        convert_module=tables["device"].boolean("convert_module", False),
        auth=authentication.choice,
        certificate=authentication.certificate,
        dps=authentication.dps,
        agent=agent,
        secrets=_secrets(tables["secrets"]),
        restart_agent=tables["agent"].boolean("restart", False),
        patience=_patience(tables["hub"]),
    )
    return Answers(state, sources)


def _patience(hub: Table) -> float | None:
    return hub.number("patience", 0, _SECONDS) if "patience" in hub else None


def _own_source(tables: Mapping[str, Table], authentication: Authentication) -> SecretSource:
    """The device's or module's own string stands instead of ``[hub]`` and the id."""
    device = tables["device"]
    tables["hub"].refuse(("connection_string",), "own_and_hub")
    device.refuse(("id", "create_module", "convert_module"), "own_and_registry")
    if authentication.choice.identity is Identity.DPS:
        device.invalid("connection_string", "own_and_dps")
    return device.secret_source("connection_string")


def _network(tables: Mapping[str, Table], authentication: Authentication) -> Network:
    """``[network]`` is accepted in every case; beside it the same keys in ``[hub]`` are refused."""
    network, hub = tables["network"], tables["hub"]
    for key in _NETWORK_KEYS:
        if key in network:
            hub.refuse((key,), "twice")
    of_ca = network if "ca_file" in network else hub
    ca_file = of_ca.path("ca_file") if "ca_file" in of_ca else None
    ports = {}
    for key, transport in (("amqp_port", Transport.AMQP), ("mqtt_port", Transport.MQTT)):
        table = network if key in network else hub
        if key in table:
            ports[transport] = table.number(key, DEFAULT_PORTS[transport], _PORTS)
    return Network(ca_file, ports, authentication.dps_host)


def _device_id(device: Table, authentication: Authentication, is_own: bool) -> str:
    may_be_left_out = is_own or authentication.choice.identity is Identity.DPS
    if may_be_left_out and "id" not in device:
        return ""
    value = device.text("id")
    if not device_ids.is_legal(value):
        device.invalid("id", "device_id", value=value)
    return value


def _agent(
    agent: Table,
    flavours: Iterable[AgentFlavour],
    demo_directory: FolderOf | None,
    sources: MutableMapping[str, SecretSource],
) -> AgentTarget:
    named = {flavour.id: flavour for flavour in flavours}
    flavour = named[agent.word("flavour", tuple(named))]
    other = read_other_computer(agent, flavour, sources)
    if other is not None:
        directory = written_to(agent, other)
    elif demo_directory is not None and "directory" not in agent:
        directory = demo_directory(flavour)
    else:
        directory = agent.path("directory")
    key_file = _file_name(agent, "key_file", other)
    certificate_file = _certificate_file(agent, flavour, other)
    transport = _transport(agent, flavour)
    return AgentTarget(flavour, directory, key_file, certificate_file, transport, other)


def _file_name(agent: Table, key: str, other: OtherComputer | None) -> str:
    if key not in agent:
        return ""
    return target_file_name(agent, key, other.system) if other else agent.file_name(key)


def _certificate_file(agent: Table, flavour: AgentFlavour, other: OtherComputer | None) -> str:
    certificate_file = _file_name(agent, "certificate_file", other)
    if certificate_file:
        allowed = flavour.certificate_endings
        if PurePath(certificate_file).suffix.lower() not in allowed:
            agent.invalid("certificate_file", "certificate_name", allowed=" or ".join(allowed))
    return certificate_file


def _transport(agent: Table, flavour: AgentFlavour) -> Transport | None:
    """What the agent was built with, where no file of it tells; None: as it is built usually."""
    if "transport" not in agent:
        return None
    allowed = {*flavour.transports[:1], *flavour.build_options}
    word = agent.text("transport")
    known = TRANSPORT_OF_OPTION.get(word)
    if not flavour.build_options:
        agent.invalid("transport", "transport_in_file", agent=flavour.name)
    if known is None or known not in allowed:
        words = [name for name, one in TRANSPORT_OF_OPTION.items() if one in allowed]
        agent.invalid("transport", "transport", value=word, allowed=" or ".join(words))
    return known


def _secrets(secrets: Table) -> SecretsChoice:
    allowed = secrets.text("allow_keyring") if "allow_keyring" in secrets else ""
    if not secrets.boolean("keyring", True):
        for key in _KEPT:
            if secrets.boolean(key, False):
                secrets.invalid(key, "no_keyring")
        if allowed:
            secrets.invalid("allow_keyring", "no_keyring")
        return SecretsChoice(keep_hub=False, keep_agent_key=False)
    asked_for = any(secrets.boolean(key, False) for key in ("keyring", *_KEPT))
    hub, agent_key = (secrets.boolean(key, True) for key in _KEPT)
    return SecretsChoice(hub, agent_key, allowed, insists=asked_for or allowed != "")


def _refuse_unknown(content: Mapping[str, object], prefix: str = "") -> None:
    known = KEYS[prefix.rstrip(".")] if prefix else _TABLES
    for name, value in content.items():
        full = prefix + name
        if name not in known:
            refuse_unknown_key(full, name, known, prefix)
        if full in KEYS:
            if not isinstance(value, dict):
                raise AnswersError(Code.ANSWERS_INVALID, "not_table", key=full)
            _refuse_unknown(value, f"{full}.")
