# SPDX-License-Identifier: MIT
"""What became of each machine of a fleet, and why."""

from __future__ import annotations

import json
from pathlib import Path

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
---
name: fleet_report
type: aggregate
short_description: What became of each machine of a fleet, and why
version_added: 1.0.0
description:
  - At the end of a run counts the machines and groups those that failed by the code of their first
    failure, because one cause is usually common to many.
  - Writes one JSON object a machine and line into a file, if one is named.
requirements:
  - "enable it: C(callbacks_enabled = iot_agent.setup.fleet_report)"
options:
  path:
    description: The file for the results, one JSON object a line. It has no secrets.
    type: path
    env:
      - name: IOT_AGENT_FLEET_REPORT
    ini:
      - section: callback_fleet_report
        key: path
  names:
    description: How many machines are named for each code.
    type: int
    default: 10
    env:
      - name: IOT_AGENT_FLEET_NAMES
    ini:
      - section: callback_fleet_report
        key: names
"""

MODULE = "iot_agent.setup.authentication"


class Machine:
    """What is known of one machine."""

    def __init__(self):
        self.result = "unchanged"
        self.code = None
        self.message = None
        self.device = None
        self.seconds = 0.0

    def failed(self, result, code, message):
        """Keep the first failure."""
        if self.result not in ("failed", "unreachable"):
            self.result, self.code, self.message = result, code, message

    def as_row(self, host):
        """The machine as an object of the report."""
        return {
            "machine": host,
            "device": self.device,
            "result": self.result,
            "code": self.code,
            "seconds": round(self.seconds, 1),
            "message": self.message,
        }


def grouped(machines):
    """The failed machines by their code, the most frequent first."""
    groups = {}
    for host, machine in sorted(machines.items()):
        if machine.code:
            groups.setdefault(machine.code, []).append(host)
    return sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))


def summary(machines, most_names):
    """The lines at the end of a run."""
    counts = {}
    for machine in machines.values():
        counts[machine.result] = counts.get(machine.result, 0) + 1
    order = ("changed", "unchanged", "failed", "unreachable")
    words = ", ".join(f"{counts[name]} {name}" for name in order if name in counts)
    lines = [f"{len(machines)} machines: {words}"]
    for code, hosts in grouped(machines):
        more = len(hosts) - most_names
        names = ", ".join(hosts[:most_names]) + (f" and {more} more" if more > 0 else "")
        lines.append(f"{code} ({len(hosts)}): {names}")
        lines.append(f"    {machines[hosts[0]].message}")
    return lines


class CallbackModule(CallbackBase):
    """Listens to the results of a run."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "iot_agent.setup.fleet_report"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self):
        super().__init__()
        self.machines = {}

    def v2_runner_on_ok(self, result):
        """A task went well."""
        if self._is_ours(result):
            self._note(result)
        if result._task.action == MODULE or self._is_of_role(result):
            machine = self._machine(result)
            if result._result.get("changed") and machine.result == "unchanged":
                machine.result = "changed"

    def v2_runner_on_failed(self, result, ignore_errors=False):
        """A task failed; outside of the role the code is the task's name."""
        if ignore_errors:
            return
        found = result._result
        if self._is_ours(result):
            self._note(result)
        code = found.get("code") or "ansible: {}".format(
            result._task.get_name().rpartition(" : ")[2]
        )
        message = str(found.get("msg") or "").splitlines()
        self._machine(result).failed("failed", code, message[0] if message else "")

    def v2_runner_on_unreachable(self, result):
        """Ansible did not get to the machine."""
        message = str(result._result.get("msg") or "").splitlines()
        words = message[0] if message else ""
        self._machine(result).failed("unreachable", "ansible: unreachable", words)

    def v2_playbook_on_stats(self, stats):  # noqa: ARG002 - Ansible's signature
        """The run is over."""
        if not self.machines:
            return
        self._display.banner("FLEET")
        for words in summary(self.machines, self.get_option("names")):
            self._display.display(words)
        if path := self.get_option("path"):
            self._save(path)

    def _machine(self, result):
        return self.machines.setdefault(result._host.get_name(), Machine())

    def _is_ours(self, result):
        return result._task.action == MODULE

    def _is_of_role(self, result):
        role = getattr(result._task, "_role", None)
        return role is not None and role.get_name() == MODULE

    def _note(self, result):
        machine, found = self._machine(result), result._result
        machine.seconds += found.get("seconds") or 0.0
        report = found.get("result") or {}
        machine.device = report.get("device") or machine.device

    def _save(self, path):
        rows = (machine.as_row(host) for host, machine in sorted(self.machines.items()))
        try:
            with Path(path).expanduser().open("w", encoding="utf-8") as file:
                file.writelines(json.dumps(row) + "\n" for row in rows)
        except OSError as error:
            self._display.warning(f"The fleet's report could not be written: {error}")
