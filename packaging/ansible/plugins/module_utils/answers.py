"""The answers file of iot-agent-setup, made from a module's options.

Secrets do not stand in it: each is handed to the program in a file that exists in memory only.
"""

from __future__ import annotations

import json
import os

SECTIONS = ("hub", "device", "authentication", "agent", "secrets", "network")

SECRETS = (
    "hub.connection_string",
    "device.connection_string",
    "authentication.key",
    "authentication.group_key",
    "authentication.passphrase",
    "network.proxy_password",
)
"""The answer keys whose values are secrets; they are `no_log` options of the module."""


class AnswersError(Exception):
    """The options cannot be made into an answers file."""


def chosen(params):
    """The sections of ``params`` without what was left out, and without empty tables."""
    found = {}
    for section in SECTIONS:
        table = given(params.get(section))
        if table:
            found[section] = table
    return found


def given(table):
    """The table without the keys that have no value; in tables within it as well."""
    kept = {}
    for key, value in (table or {}).items():
        if isinstance(value, dict):
            value = given(value)
        if value is not None and value != {} and value != "":
            kept[key] = value
    return kept


def as_toml(sections, secret_file):
    """The text of the answers file; ``secret_file(key, secret)`` says where a secret lies."""
    lines = []
    for name, table in sections.items():
        lines.append(f"[{name}]")
        for key, value in table.items():
            full = f"{name}.{key}"
            if full in SECRETS:
                lines.append(f"{key} = {{ file = {toml_value(secret_file(full, value))} }}")
            elif isinstance(value, dict):
                inner = ", ".join(f"{k} = {toml_value(v)}" for k, v in value.items())
                lines.append(f"{key} = {{ {inner} }}")
            else:
                lines.append(f"{key} = {toml_value(value)}")
        lines.append("")
    return "\n".join(lines)


def toml_value(value):
    """A text, a number or a truth value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    # JSON's escapes are TOML's, but for DEL, which TOML wants escaped as well.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


class MemoryFiles:
    """Files without a name on any disk. A child that inherits the descriptors can open them."""

    def __init__(self):
        self.descriptors = []

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        for descriptor in self.descriptors:
            os.close(descriptor)

    def holding(self, key, secret):
        """The path under which a child finds the secret. Raises AnswersError."""
        try:
            descriptor = os.memfd_create(key, 0)
        except (AttributeError, OSError):
            raise AnswersError(
                f"This machine cannot hand {key} over without writing it to a disk or into an"
                " environment: it needs Linux 3.17 and Python 3.8, or later. Have the files made"
                " on the controller instead (role variable authentication_files: controller)."
            ) from None
        self.descriptors.append(descriptor)
        os.write(descriptor, secret.encode("utf-8"))
        return f"/proc/self/fd/{descriptor}"
