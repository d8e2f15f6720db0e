# SPDX-License-Identifier: MIT
"""What the role asks of a whole fleet, and where a file made on the controller belongs."""

from __future__ import annotations

import ntpath
import posixpath
import re

TARGET_FILE = "target.json"
"""Lies beside files that are made for another computer; it stays on the controller."""

_DEVICE = re.compile(r"(?:^|;)\s*DeviceId=([^;]+)", re.IGNORECASE)


def identity_of(variables):
    """The device or registration that these variables name; empty where they name none."""
    named = variables.get("authentication_device_id") or variables.get(
        "authentication_authentication_registration_id"
    )
    if named:
        return str(named)
    found = _DEVICE.search(str(variables.get("authentication_device_connection_string") or ""))
    return found.group(1).strip() if found else ""


def shared_identities(hosts, hostvars):
    """The identities that more than one machine has, each as a sentence."""
    machines = {}
    for host in hosts:
        identity = identity_of(hostvars[host])
        if identity:
            machines.setdefault(identity, []).append(host)
    return [
        "{}: {}".format(identity, ", ".join(names))
        for identity, names in sorted(machines.items())
        if len(names) > 1
    ]


def copies(report, stage, directory, elsewhere=(), windows=False):
    """Where each file that was made in ``stage`` belongs on the machine: a list of ``src``,
    ``dest`` and ``secret``. ``elsewhere`` are the paths of key files outside of the folder."""
    rules = ntpath if windows else posixpath
    outside = {rules.basename(path): path for path in elsewhere if path and rules.isabs(path)}
    found = []
    for file in (report.get("agent") or {}).get("files") or []:
        name = posixpath.relpath(file["path"], stage)
        if name == TARGET_FILE:
            continue
        dest = outside.get(name) or rules.join(directory, name.replace("/", rules.sep))
        is_secret = bool(file.get("readers")) or not name.endswith((".json", ".config"))
        found.append({"src": file["path"], "dest": dest, "secret": is_secret})
    return found


def given(table):
    """The table without the keys that have no value; in tables within it as well."""
    inner = {
        key: given(value) if isinstance(value, dict) else value for key, value in table.items()
    }
    return {key: value for key, value in inner.items() if value is not None and value != {}}


class FilterModule:
    """The filters of this file."""

    def filters(self):
        """By their names."""
        return {"copies": copies, "given": given, "shared_identities": shared_identities}
