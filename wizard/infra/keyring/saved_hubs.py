"""The list of saved hubs in a JSON file of the user's configuration folder.

It says which hubs have an entry in the keyring, which cannot list them itself: host and policy, no
secret; and how the hub was reached: CA file and MQTT port. What the file has besides, a later
version's perhaps, is kept.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any, Final

from wizard.domain.errors import AnswersError, Code, KeyringError
from wizard.domain.hub.model import Network, SavedHub
from wizard.domain.hub.proxy import SYSTEM_PROXY, ProxyChoice, parse_choice
from wizard.domain.hub.transport import DEFAULT_PORTS, Transport
from wizard.domain.limited_file import ANSWERS_LIMIT, read_limited
from wizard.infra.files.disk import Disk
from wizard.infra.files.real_paths import real_folder

FILE_NAME: Final = "hubs.json"
_VERSION: Final = 1


_PORTS: Final = {"amqp_port": Transport.AMQP, "mqtt_port": Transport.MQTT}


class JsonSavedHubs:
    """`SavedHubs` in the file at ``path``; it is made when the first hub is added."""

    def __init__(self, path: Path) -> None:
        self._path: Final = path

    def load(self) -> tuple[SavedHub, ...]:
        """The saved hubs, the last used first. No file, or a damaged one, is an empty list."""
        found = (_hub(entry) for entry in _entries(self._read()))
        return tuple(dict.fromkeys(hub for hub in found if hub is not None))

    def add(self, hub: SavedHub) -> None:
        """Put the hub first. Raises KeyringError ``keyring.unavailable`` (``list``)."""
        self._rewrite(hub, keep=True)

    def remove(self, hub: SavedHub) -> None:
        """Take the hub out. Raises KeyringError ``keyring.unavailable`` (``list``)."""
        if hub in self.load():
            self._rewrite(hub, keep=False)

    def _rewrite(self, hub: SavedHub, *, keep: bool) -> None:
        content = self._read()
        try:
            if content is None and self._path.exists():
                self._path.replace(self._path.with_name(self._path.name + ".damaged"))
            entries = _entries(content)
            others = [entry for entry in entries if _hub(entry) != hub]
            known = [entry for entry in entries if _hub(entry) == hub][:1]
            first = [_entry(hub, known[0] if known else None)] if keep else []
            self._write({"version": _VERSION, **(content or {}), "hubs": [*first, *others]})
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise KeyringError(
                Code.KEYRING_UNAVAILABLE, "list", path=str(self._path), reason=reason
            ) from error

    def _read(self) -> dict[str, Any] | None:
        try:
            content = json.loads(read_limited(self._path, ANSWERS_LIMIT).decode("utf-8-sig"))
        except (OSError, ValueError, RecursionError):
            return None
        is_list = isinstance(content, dict) and isinstance(content.get("hubs"), list)
        return content if is_list else None

    def _write(self, content: dict[str, Any]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        path = real_folder(self._path.parent.absolute()) / self._path.name
        with Disk() as disk:
            disk.save(path, json.dumps(content, indent=2).encode(), private=True)


def _entries(content: dict[str, Any] | None) -> list[object]:
    return content["hubs"] if content is not None else []


def _entry(hub: SavedHub, known: object) -> dict[str, Any]:
    """What is written of a hub, with what a later version may have noted of it."""
    former = known if isinstance(known, dict) else {}
    entry = {**former, "host": hub.host_name, "policy": hub.policy}
    if hub.network is not None:
        ca_file = hub.network.ca_file
        entry["ca_file"] = str(ca_file) if ca_file is not None else None
        for key, transport in _PORTS.items():
            entry[key] = hub.network.ports.get(transport, DEFAULT_PORTS[transport])
        entry["proxy"] = str(hub.network.proxy)
    return entry


def _hub(entry: object) -> SavedHub | None:
    if not isinstance(entry, dict):
        return None
    host, policy = entry.get("host"), entry.get("policy")
    if isinstance(host, str) and isinstance(policy, str) and host and policy:
        return SavedHub(host, policy, _network(entry))
    return None


def _network(entry: dict[str, Any]) -> Network | None:
    """How the hub was reached; None of an entry that does not say, or says something else."""
    ca_file, ports = entry.get("ca_file"), dict[Transport, int]()
    if "mqtt_port" not in entry or not isinstance(ca_file, (str, type(None))):
        return None
    for key, transport in _PORTS.items():
        port = entry.get(key, DEFAULT_PORTS[transport])  # lists of older versions have MQTT's alone
        if not isinstance(port, int) or isinstance(port, bool) or not 0 < port < 65536:
            return None
        if port != DEFAULT_PORTS[transport]:
            ports[transport] = port
    return Network(Path(ca_file) if ca_file else None, ports, proxy=_proxy(entry.get("proxy")))


def _proxy(value: object) -> ProxyChoice:
    """How the list says it; the system's where it says nothing, or nothing sensible."""
    with contextlib.suppress(AnswersError):
        return parse_choice(value, "proxy") if isinstance(value, str) else SYSTEM_PROXY
    return SYSTEM_PROXY
