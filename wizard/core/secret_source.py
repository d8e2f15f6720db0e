"""Fetching a secret from where the answers file says it is."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

from wizard.core.answers import SecretSource
from wizard.core.errors import AnswersError, Code
from wizard.core.model import SavedHub
from wizard.core.plan import hub_ref
from wizard.core.ports import Ports
from wizard.core.secret import Secret

_LIMIT: Final = 65536
_USUAL_POLICIES: Final = ("registryReadWrite", "registryRead", "iothubowner", "service")


async def resolve(source: SecretSource, key: str, ports: Ports) -> Secret:
    """The secret. Raises AnswersError that names ``key``, or KeyringError."""
    match source.kind:
        case "env":
            return _from_environment(source.where, key)
        case "file":
            return _from_file(Path(source.where), key)
        case "stdin":
            return _not_empty(sys.stdin.read(_LIMIT), key, "stdin")
        case _:
            return await _from_keyring(source.where, key, ports)


def _from_environment(name: str, key: str) -> Secret:
    return _not_empty(os.environ.get(name, ""), key, "env", where=name)


def _from_file(path: Path, key: str) -> Secret:
    try:
        with path.open("rb") as file:
            text = file.read(_LIMIT).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        detail = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise AnswersError(
            Code.ANSWERS_INVALID, "secret_file", key=key, where=str(path), detail=detail
        ) from None
    return _not_empty(text, key, "secret_file", where=str(path), detail="it is empty")


async def _from_keyring(where: str, key: str, ports: Ports) -> Secret:
    """``where`` is a host, or ``host/policy``; the list of saved hubs knows a host's policies."""
    host, _, policy = where.partition("/")
    known = [hub for hub in ports.hubs.load() if hub.host_name == host]
    if policy:
        candidates = [SavedHub(host, policy)]
    else:
        candidates = known or [SavedHub(host, name) for name in _USUAL_POLICIES]
    found = []
    for hub in candidates:
        secret = await ports.secrets.get(hub_ref(hub))
        if secret is not None:
            found.append((hub.policy, secret))
    if not found:
        raise AnswersError(Code.ANSWERS_INVALID, "keyring", key=key, where=where)
    if len(found) > 1:
        policies = ", ".join(name for name, _ in found)
        raise AnswersError(
            Code.ANSWERS_INVALID, "keyring_many", key=key, where=where, policies=policies
        )
    return found[0][1]


def _not_empty(text: str, key: str, variant: str, **params: str) -> Secret:
    if not text.strip():
        raise AnswersError(Code.ANSWERS_INVALID, variant, key=key, **params)
    return Secret(text)
