"""Fetching a secret from where the answers file says it is."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar

from wizard.domain.errors import AnswersError, Code
from wizard.domain.hub.connection_string import (
    parse_connection_string,
    parse_key,
    parse_own_connection_string,
)
from wizard.domain.hub.enrolment_group import derived_key
from wizard.domain.hub.model import SavedHub
from wizard.domain.hub.pasted_text import decode_text
from wizard.domain.limited_file import (
    SECRET_LIMIT,
    NotRegularError,
    TooLargeError,
    read_limited,
)
from wizard.domain.ports.ports import Ports
from wizard.domain.proof import CertificateFile
from wizard.domain.secret import Secret
from wizard.domain.state import SecretRef, SetupState
from wizard.domain.terminal import is_terminal
from wizard.setup.answers import authentication as answers_auth
from wizard.setup.answers import file as answers_module
from wizard.setup.answers import proxy as answers_proxy
from wizard.setup.answers import target as answers_target
from wizard.setup.answers.file import Answers
from wizard.setup.answers.table import SecretSource
from wizard.setup.keyring_entries import SERVICE, hub_ref

S = TypeVar("S", str, bytes)

_USUAL_POLICIES: Final = ("registryReadWrite", "registryRead", "iothubowner", "service")


def read_at_hand(answers: Answers) -> Mapping[str, Secret]:
    """The secrets from environment, files and standard input; not those in the keyring.

    Waits for the end of standard input: an event loop would be held up by it, and Ctrl-C with it.
    Raises AnswersError that names the key.
    """
    found = ((key, _at_hand(source, key)) for key, source in answers.sources.items())
    return {key: secret for key, secret in found if secret is not None}


async def with_secrets(answers: Answers, at_hand: Mapping[str, Secret], ports: Ports) -> SetupState:
    """The state with every secret that the answers name. Raises AnswersError, KeyringError and
    ConnectionStringError."""
    state = answers.state
    if state.secrets.allow_keyring:
        ports.secrets.allow(state.secrets.allow_keyring)
    for key, source in answers.sources.items():
        secret = at_hand.get(key) or await _from_keyring(source.where, key, ports)
        match key:
            case answers_module.HUB_STRING:
                state = replace(state, credentials=parse_connection_string(secret.reveal()))
            case answers_module.DEVICE_STRING:
                own = parse_own_connection_string(secret.reveal())
                state = replace(state, own=own, device_id=own.device_id)
            case answers_proxy.PROXY_PASSWORD:
                proxy = answers_proxy.with_password(state.network.proxy, secret)
                state = replace(state, network=replace(state.network, proxy=proxy))
            case answers_auth.OPENS_CERTIFICATE if isinstance(state.certificate, CertificateFile):
                opened = replace(state.certificate, passphrase=_without_line_end(secret))
                state = replace(state, certificate=opened)
            case answers_target.BUNDLE_PASSPHRASE if state.agent and state.agent.elsewhere:
                other = replace(state.agent.elsewhere, passphrase=_without_line_end(secret))
                state = replace(state, agent=replace(state.agent, elsewhere=other))
            case answers_auth.GROUP_KEY if state.dps is not None:
                group_key = parse_key(secret.reveal(), key)
                own_key = derived_key(group_key, state.dps.registration_id)
                state = replace(state, dps=replace(state.dps, key=own_key))
            case answers_auth.DPS_KEY if state.dps is not None:
                state = replace(state, dps=replace(state.dps, key=parse_key(secret.reveal(), key)))
    return state


def _without_line_end(secret: Secret) -> Secret:
    """Without the line end that a file or a pipe adds; blanks may belong to a passphrase."""
    return Secret(secret.reveal().rstrip("\r\n"))


def _at_hand(source: SecretSource, key: str) -> Secret | None:
    match source.kind:
        case "env":
            return _from_environment(source.where, key)
        case "file":
            return _from_file(Path(source.where), key)
        case "stdin":
            return _from_stdin(key)
        case _:
            return None


def _from_environment(name: str, key: str) -> Secret:
    return _not_empty(os.environ.get(name, ""), key, "env", where=name)


def _typed(key: str) -> str:
    """At a terminal nothing of what is pasted is shown; the prompt goes there, not to stdout."""
    return getpass.getpass(f"{key}: ")


def _piped(key: str) -> str:
    if sys.stdin is None:  # started with it closed
        return ""
    pipe = getattr(sys.stdin, "buffer", None)
    if pipe is None:
        return _within_limit(sys.stdin.read(SECRET_LIMIT + 1), key)
    return decode_text(_within_limit(pipe.read(SECRET_LIMIT + 1), key))


def _within_limit(found: S, key: str) -> S:
    if len(found) > SECRET_LIMIT:
        raise AnswersError(Code.ANSWERS_INVALID, "stdin_size", key=key, limit=SECRET_LIMIT)
    return found


def _from_stdin(key: str) -> Secret:
    try:
        text = _typed(key) if is_terminal(sys.stdin) else _piped(key)
    except (OSError, UnicodeDecodeError):
        text = ""
    return _not_empty(text, key, "stdin")


def _from_file(path: Path, key: str) -> Secret:
    try:
        text = decode_text(read_limited(path, SECRET_LIMIT))
    except NotRegularError:
        raise AnswersError(
            Code.ANSWERS_INVALID, "secret_file_kind", key=key, where=str(path)
        ) from None
    except TooLargeError as error:
        raise AnswersError(
            Code.ANSWERS_INVALID, "secret_file_size", key=key, where=str(path), limit=error.limit
        ) from None
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise AnswersError(
            Code.ANSWERS_INVALID, "secret_file", key=key, where=str(path), detail=detail
        ) from None
    except UnicodeDecodeError:
        raise AnswersError(
            Code.ANSWERS_INVALID, "secret_file_not_text", key=key, where=str(path)
        ) from None
    return _not_empty(text, key, "secret_file_empty", where=str(path))


async def hub_from_keyring(where: str, key: str, ports: Ports) -> Secret:
    """The connection string that is kept for ``where``: a host, or ``host/policy``.

    The list of saved hubs knows a host's policies. Raises KeyringError, and AnswersError that names
    ``key`` where there is none, or more than one.
    """
    host, _, policy = where.partition("/")
    known = [hub for hub in ports.hubs.load() if hub.host_name.lower() == host.lower()]
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


async def _from_keyring(where: str, key: str, ports: Ports) -> Secret:
    if key == answers_module.HUB_STRING:
        return await hub_from_keyring(where, key, ports)
    found = await ports.secrets.get(SecretRef(where))
    if found is None and key == answers_proxy.PROXY_PASSWORD:
        found = await ports.secrets.get(SecretRef(f"{SERVICE}/{where}"))
    if found is None:
        raise AnswersError(Code.ANSWERS_INVALID, "keyring_entry", key=key, where=where)
    return found


def _not_empty(text: str, key: str, variant: str, **params: str) -> Secret:
    if not text.strip():
        raise AnswersError(Code.ANSWERS_INVALID, variant, key=key, **params)
    return Secret(text)
