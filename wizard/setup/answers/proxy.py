"""The answers file's proxy: ``proxy``, ``proxy_user``, ``proxy_password`` of ``[network]``."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import replace
from typing import Final

from wizard.domain.hub.proxy import (
    NO_PASSWORD,
    SYSTEM_PROXY,
    ProxyChoice,
    ProxyLogin,
    ProxyMode,
    login_of,
    parse_choice,
)
from wizard.domain.secret import Secret
from wizard.setup.answers.table import SecretSource, Table

PROXY_KEYS: Final = ("proxy", "proxy_user", "proxy_password")
PROXY_PASSWORD: Final = "network.proxy_password"  # noqa: S105 - the name of a key


def read_proxy(network: Table, sources: MutableMapping[str, SecretSource]) -> ProxyChoice:
    """The choice without its password, whose source is added to ``sources``.

    A user name without a password is one with an empty password.
    """
    choice = SYSTEM_PROXY
    if "proxy" in network:
        choice = parse_choice(network.text("proxy"), "network.proxy")
    if choice.mode is ProxyMode.NONE:
        network.refuse(("proxy_user", "proxy_password"), "proxy_none")
    if "proxy_password" in network:
        sources[PROXY_PASSWORD] = network.secret_source("proxy_password")
    if "proxy_user" not in network:
        return choice
    return replace(choice, login=ProxyLogin(network.text("proxy_user"), NO_PASSWORD))


def with_password(choice: ProxyChoice, secret: Secret) -> ProxyChoice:
    """The choice with its whole login. Raises AnswersError."""
    user = choice.login.user if choice.login else ""
    return replace(choice, login=login_of(user, secret, PROXY_PASSWORD))
