"""The answers file: the whole set-up as TOML, checked key by key."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, NoReturn, TypeVar

from wizard.core import device_ids
from wizard.core.errors import AnswersError, Code
from wizard.core.model import (
    DEFAULT_MQTT_PORT,
    AgentFlavour,
    AgentTarget,
    AuthChoice,
    Identity,
    Method,
    Network,
    SecretsChoice,
    SetupState,
)

_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "hub": ("connection_string", "ca_file", "mqtt_port"),
    "device": ("id", "create_module"),
    "authentication": ("identity", "method"),
    "agent": ("flavour", "directory", "key_file"),
    "secrets": ("keep_hub", "keep_agent_key", "keyring"),
}
_SOURCES: Final = ("env", "keyring", "file", "stdin")

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class SecretSource:
    """Where a secret is taken from: ``kind`` is env, keyring, file or stdin."""

    kind: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """A whole answers file. ``state`` lacks only the credentials, which ``source`` gives."""

    state: SetupState
    source: SecretSource | None


def parse_answers(
    text: str, base: Path, *, demo_directory: Callable[[AgentFlavour], Path] | None = None
) -> Answers:
    """Read an answers file; relative paths in it are relative to ``base``, the file's folder.

    For the demo (``demo_directory`` given) ``[hub]`` is not looked at and the folder may be left
    out. Raises AnswersError with ``params["key"]``.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise AnswersError(Code.ANSWERS_INVALID, "toml", key="", detail=str(error)) from None
    _refuse_unknown(tables)
    demo = demo_directory is not None
    hub = _Table("hub", {} if demo else tables.get("hub", {}), base)
    device = _Table("device", tables.get("device", {}), base)
    authentication = _Table("authentication", tables.get("authentication", {}), base)
    state = SetupState(
        network=_network(hub),
        device_id=_device_id(device),
        create_module=device.boolean("create_module", False),
        auth=AuthChoice(
            authentication.choice("identity", Identity),
            authentication.choice("method", Method, Method.SYMMETRIC_KEY),
        ),
        agent=_agent(_Table("agent", tables.get("agent", {}), base), demo_directory),
        secrets=_secrets(_Table("secrets", tables.get("secrets", {}), base)),
    )
    return Answers(state, None if demo else hub.secret_source("connection_string"))


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    values: Mapping[str, object] = field(repr=False)
    base: Path

    def invalid(self, key: str, variant: str, **params: str) -> NoReturn:
        raise AnswersError(Code.ANSWERS_INVALID, variant, key=f"{self.name}.{key}", **params)

    def required(self, key: str) -> object:
        if key not in self.values:
            raise AnswersError(Code.ANSWERS_MISSING, key=f"{self.name}.{key}")
        return self.values[key]

    def text(self, key: str) -> str:
        value = self.required(key)
        if not isinstance(value, str):
            self.invalid(key, "type", expected="a text in quotes")
        if not value.strip():
            raise AnswersError(Code.ANSWERS_MISSING, key=f"{self.name}.{key}")
        return value

    def path(self, key: str) -> Path:
        text = self.text(key)
        if "\0" in text:
            self.invalid(key, "nul")
        return Path(os.path.abspath(self.base / Path(text).expanduser()))  # noqa: PTH100

    def boolean(self, key: str, default: bool) -> bool:
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            self.invalid(key, "type", expected="true or false")
        return value

    def choice(self, key: str, kind: type[E], default: E | None = None) -> E:
        if default is not None and key not in self.values:
            return default
        text = self.text(key)
        if text not in [member.value for member in kind]:
            allowed = ", ".join(f'"{member.value}"' for member in kind)
            self.invalid(key, "choice", value=text, allowed=allowed)
        return kind(text)

    def secret_source(self, key: str) -> SecretSource:
        value = self.required(key)
        if isinstance(value, str):
            self.invalid(key, "secret_inline")
        if not isinstance(value, dict) or len(value) != 1:
            self.invalid(key, "secret_source")
        kind, where = next(iter(value.items()))
        if kind not in _SOURCES:
            _unknown(f"{self.name}.{key}.{kind}", kind, _SOURCES)
        if kind == "stdin":
            if where is not True:
                self.invalid(key, "secret_source")
            return SecretSource("stdin")
        if not isinstance(where, str) or not where.strip():
            self.invalid(key, "secret_source")
        is_file = kind == "file"
        return SecretSource(kind, str(self.base / Path(where).expanduser()) if is_file else where)


def _network(hub: _Table) -> Network:
    ca_file = hub.path("ca_file") if "ca_file" in hub.values else None
    port = hub.values.get("mqtt_port", DEFAULT_MQTT_PORT)
    if isinstance(port, bool) or not isinstance(port, int) or not 0 < port < 65536:
        hub.invalid("mqtt_port", "type", expected="a port from 1 to 65535")
    return Network(ca_file, port)


def _device_id(device: _Table) -> str:
    value = device.text("id")
    if not device_ids.is_legal(value):
        device.invalid("id", "device_id", value=value)
    return value


def _agent(agent: _Table, demo_directory: Callable[[AgentFlavour], Path] | None) -> AgentTarget:
    flavour = agent.choice("flavour", AgentFlavour)
    if demo_directory is not None and "directory" not in agent.values:
        directory = demo_directory(flavour)
    else:
        directory = agent.path("directory")
    key_file = ""
    if "key_file" in agent.values:
        # The agents read the path as it stands in their file: blanks around it would be lost.
        key_file = agent.text("key_file")
        if key_file != key_file.strip() or "\0" in key_file or key_file.endswith(("/", "\\")):
            agent.invalid("key_file", "key_file", value=key_file.replace("\0", ""))
        key_file = os.path.normpath(Path(key_file).expanduser())
    return AgentTarget(flavour, directory, key_file)


def _secrets(secrets: _Table) -> SecretsChoice:
    if not secrets.boolean("keyring", True):
        for key in ("keep_hub", "keep_agent_key"):
            if secrets.boolean(key, False):
                secrets.invalid(key, "no_keyring")
        return SecretsChoice(keep_hub=False, keep_agent_key=False)
    return SecretsChoice(secrets.boolean("keep_hub", True), secrets.boolean("keep_agent_key", True))


def _refuse_unknown(tables: Mapping[str, object]) -> None:
    for name, table in tables.items():
        if name not in _KEYS:
            _unknown(name, name, tuple(_KEYS))
        if not isinstance(table, dict):
            raise AnswersError(Code.ANSWERS_INVALID, "type", key=name, expected="a table")
        for key in table:
            if key not in _KEYS[name]:
                _unknown(f"{name}.{key}", key, _KEYS[name], f"{name}.")


def _unknown(full: str, key: str, known: tuple[str, ...], prefix: str = "") -> NoReturn:
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.0)
    raise AnswersError(
        Code.ANSWERS_UNKNOWN_KEY,
        key=full,
        nearest=prefix + (near[0] if near else known[0]),
        known=", ".join(known),
    )
