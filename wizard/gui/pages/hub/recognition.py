"""What stands in the field for the connection string, in clear beside its dots."""

from __future__ import annotations

from typing import Final

from wizard.domain.errors import ConnectionStringError, Problem
from wizard.domain.hub.connection_string import (
    parse_connection_string,
    parse_own_connection_string,
)
from wizard.domain.secret import Secret
from wizard.text.language import _

UNFINISHED: Final = ("missing", "unknown_part", "empty", "host", "no_dot", "key", "host_alone", "")
"""What is said of a string whose end has not been typed yet."""


def recognized_words(string: Secret) -> str:
    """Hub and policy, or hub and device, without the key; else where such a string is found."""
    text = string.reveal()
    try:
        hub = parse_connection_string(text)
    except ConnectionStringError:
        pass
    else:
        words = _("Hub {host}, policy {policy}.")
        return words.format(host=hub.address.host_name, policy=hub.policy)
    try:
        own = parse_own_connection_string(text)
    except ConnectionStringError:
        return _("In the Azure portal: your IoT hub > Shared access policies.")
    words = _("Hub {host}, device {device}.")
    return words.format(host=own.address.host_name, device=own.device_id)


def problem_of_string(string: Secret) -> Problem | None:
    """Why the string is neither a hub's nor a device's; None where it is, or is empty."""
    text = string.reveal()
    if not text:
        return None
    try:
        parse_connection_string(text)
    except ConnectionStringError as error:
        try:
            parse_own_connection_string(text)
        except ConnectionStringError:
            return error.problem
    return None
