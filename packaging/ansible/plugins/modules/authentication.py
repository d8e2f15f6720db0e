#!/usr/bin/python
# SPDX-License-Identifier: MIT
"""Set up how the Azure IoT security agent of a machine authenticates."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: authentication
short_description: Set up how an Azure IoT security agent authenticates
description:
  - Writes the configuration and key file of the C or C# agent with the program iot-agent-setup, and
    proves them by connecting as the agent will.
  - The options are the keys of the program's answers file. A secret is handed to the program in
    memory; it is in no argument, environment or file on a disk.
  - Runs where the program is installed, on the machine itself or on the controller
    (O(agent.stage)).
version_added: 1.0.0
author:
  - The iot-agent-setup contributors (@iot-agent-setup)
attributes:
  check_mode:
    description: In check mode nothing is written, on the machine or in the hub.
    support: full
  diff_mode:
    description: Secrets are masked in what is shown.
    support: full
options:
  program:
    description:
      - The installed program, by its path or by a name on C(PATH).
    type: str
    default: iot-agent-setup
  action:
    description:
      - V(apply) sets up and proves it; V(check) only does what the agent does at its start.
    type: str
    choices: [apply, check]
    default: apply
  check:
    description:
      - When to connect as the agent does, which cuts a running agent off for a moment.
      - With V(changed) that is only where something was changed or has not passed since, so a
        second run over a fleet that works disturbs no agent. With O(action=check) V(never) and
        V(changed) do all but connecting.
    type: str
    choices: [always, changed, never]
    default: changed
# generated: options
  hub:
    description:
      - 'The table [hub] of the answers file.'
    type: dict
    suboptions:
      connection_string:
        description:
          - 'That of a shared access policy; not needed with --demo.'
        type: str
      ca_file:
        description:
          - 'The same as ''network.ca_file''.'
        type: str
      amqp_port:
        description:
          - 'The same as ''network.amqp_port''.'
        type: int
      mqtt_port:
        description:
          - 'The same as ''network.mqtt_port''.'
        type: int
      patience:
        description:
          - 'Seconds to wait while the hub is throttling; default 12, for fleets 600.'
        type: int
  device:
    description:
      - 'The table [device] of the answers file.'
    type: dict
    suboptions:
      id:
        description:
          - 'The device ID; case-sensitive.'
        type: str
      create_module:
        description:
          - 'True: create the module with a symmetric key if it is missing.'
        type: bool
      convert_module:
        description:
          - 'True: change a module with a certificate to a symmetric key.'
        type: bool
      connection_string:
        description:
          - 'The device''s or the module''s own, instead of ''[hub]''.'
        type: str
  authentication:
    description:
      - 'The table [authentication] of the answers file.'
    type: dict
    suboptions:
      identity:
        description:
          - '''SecurityModule'', ''Device'' or ''DPS''.'
        type: str
        choices: [SecurityModule, Device, DPS]
      method:
        description:
          - '''SymmetricKey'' (default) or ''SelfSignedCertificate''.'
        type: str
        choices: [SymmetricKey, SelfSignedCertificate]
      certificate:
        description:
          - 'File with the certificate: PEM in any order, DER, PKCS#12.'
        type: str
      certificate_key:
        description:
          - 'File with its private key, if that is another file.'
        type: str
      passphrase:
        description:
          - 'Decrypts the private key; it is not stored.'
        type: str
      id_scope:
        description:
          - 'ID scope of the provisioning service (DPS).'
        type: str
      registration_id:
        description:
          - 'Registration ID of the device (DPS).'
        type: str
      key:
        description:
          - 'The symmetric key of the enrollment (DPS).'
        type: str
      group_key:
        description:
          - 'The enrollment group''s key instead of ''key'' (DPS); the device''s key is derived
            from it; it is not written, saved or sent.'
        type: str
      register:
        description:
          - 'True: register the device if it never registered, and create its module (DPS); no
            agent does that.'
        type: bool
      dps_host:
        description:
          - 'Endpoint for the check of this program only (DPS).'
        type: str
      generate:
        description:
          - 'A table: create a certificate.'
        type: dict
        suboptions:
          kind:
            description:
              - '''ec'' (P-256, default) or ''rsa'' (2048 bits).'
            type: str
            choices: [ec, rsa]
          days:
            description:
              - 'Days that it is valid; default 365.'
            type: int
          register:
            description:
              - 'Which thumbprint it becomes: ''secondary'' (default) or ''primary''.'
            type: str
            choices: [secondary, primary]
      store:
        description:
          - 'A table: the certificate is in a store of Windows; C# agent, identity ''Device''.'
        type: dict
        suboptions:
          location:
            description:
              - '''LocalMachine'' (default); the agent''s service does not see ''CurrentUser''.'
            type: str
            choices: [LocalMachine]
          thumbprint:
            description:
              - 'Its SHA-1 thumbprint, as Windows shows it.'
            type: str
  agent:
    description:
      - 'The table [agent] of the answers file.'
    type: dict
    suboptions:
      flavour:
        description:
          - '''c'' or ''csharp''.'
        type: str
        choices: [c, csharp]
      directory:
        description:
          - 'The agent''s folder; with --demo optional.'
        type: str
      key_file:
        description:
          - 'Default ''azureiotsecurity.key'', or ''device.key'' for the identity ''Device''.'
        type: str
      certificate_file:
        description:
          - 'The agent''s certificate file; its ending: ''.pfx'' or ''.pem'' (C agent); ''.pfx''
            (C# agent).'
        type: str
      restart:
        description:
          - 'True: the same as ''--restart''; default false.'
        type: bool
      transport:
        description:
          - 'C agent only: ''amqp'' (default), or ''mqtt'' if it was built for it.'
        type: str
        choices: [amqp, mqtt]
      os:
        description:
          - 'System of the other computer: ''linux'' or ''windows''; default: as ''directory''
            is written.'
        type: str
        choices: [linux, windows]
      stage:
        description:
          - 'Staging folder on this computer; ''directory'' is the folder on the other one.'
        type: str
  secrets:
    description:
      - 'The table [secrets] of the answers file.'
    type: dict
    suboptions:
      keep_hub:
        description:
          - 'Save the hub''s connection string in the keyring.'
        type: bool
      keep_agent_key:
        description:
          - 'Save the agent''s key in the keyring.'
        type: bool
      keyring:
        description:
          - 'False: save neither; nothing is left after this run. true: fail where they cannot
            be saved, also under sudo; without it the user''s keyring is then left out.'
        type: bool
  network:
    description:
      - 'The table [network] of the answers file.'
    type: dict
    suboptions:
      ca_file:
        description:
          - 'CA certificates (PEM) to trust in addition to the system''s.'
        type: str
      amqp_port:
        description:
          - 'Instead of 5671.'
        type: int
      mqtt_port:
        description:
          - 'Instead of 8883.'
        type: int
      proxy:
        description:
          - '''system'', ''none'' or ''http://HOST:PORT''; for HTTPS, never for MQTT or AMQP.'
        type: str
      proxy_user:
        description:
          - 'User of the proxy; in a Windows domain ''DOMAIN\user''.'
        type: str
      proxy_password:
        description:
          - 'The password of the proxy.'
        type: str
# end of the generated options
"""

EXAMPLES = r"""
- name: Set up the agent with the module's own connection string
  iot_agent.setup.authentication:
    device:
      connection_string: "{{ module_connection_string }}"
    agent:
      flavour: c
      directory: /var/ASCIoTAgent
  become: true
  notify: Restart the agent

- name: Register a device of a DPS group with its derived key, and set it up
  iot_agent.setup.authentication:
    authentication:
      identity: DPS
      register: true
      id_scope: 0ne00ABCDEF
      registration_id: "{{ inventory_hostname }}"
      key: "{{ group_key | iot_agent.setup.dps_device_key(inventory_hostname) }}"
    agent:
      flavour: csharp
      directory: /var/ASCIoTAgent
  become: true

- name: Make the files of another machine on the controller
  iot_agent.setup.authentication:
    hub:
      connection_string: "{{ policy }}"
      patience: 600
    device:
      id: cam-03
    agent:
      flavour: c
      directory: /var/ASCIoTAgent
      stage: /run/user/1000/fleet/cam-03
    check: never
  delegate_to: localhost

- name: Would the agent start with what is there, and is its port open
  iot_agent.setup.authentication:
    action: check
    check: never
    agent:
      directory: /var/ASCIoTAgent
"""

RETURN = r"""
result:
  description: What the program has reported, as its C(--json) prints it. It has no secrets.
  returned: where the program has reported something
  type: dict
  sample: {"result": "ok", "exit_code": 0, "device": "cam-03", "error": null}
code:
  description: The code of the first failure, for grouping; null where there was none.
  returned: always
  type: str
  sample: check.unauthorized
rc:
  description:
    - The program's exit code. 2 and 4 are for the operator to correct, 3 and 7 may be repeated.
  returned: always
  type: int
  sample: 0
seconds:
  description: How long the program has run.
  returned: always
  type: float
  sample: 1.8
"""

import os
import time
from pathlib import Path

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.iot_agent.setup.plugins.module_utils import answers, outcome
from ansible_collections.iot_agent.setup.plugins.module_utils.options import OPTIONS


def argument_spec():
    """All options of the module."""
    return {
        "program": {"type": "str", "default": "iot-agent-setup"},
        "action": {"type": "str", "choices": ["apply", "check"], "default": "apply"},
        "check": {"type": "str", "choices": ["always", "changed", "never"], "default": "changed"},
        **OPTIONS,
    }


def check_arguments(params):
    """The arguments of `check`. Raises AnswersError."""
    agent = params["agent"] or {}
    network = {**answers.given(params["hub"]), **answers.given(params["network"])}
    if not agent.get("directory"):
        raise answers.AnswersError("action=check needs agent.directory, the agent's folder.")
    arguments = ["--agent-dir", agent.get("stage") or agent["directory"]]
    named = (
        ("--flavour", agent.get("flavour")),
        ("--transport", agent.get("transport")),
        ("--ca-file", network.get("ca_file")),
        ("--amqp-port", network.get("amqp_port")),
        ("--mqtt-port", network.get("mqtt_port")),
        ("--proxy", network.get("proxy")),
        ("--dps-host", (params["authentication"] or {}).get("dps_host")),
    )
    for option, value in named:
        if value is not None:
            arguments += [option, str(value)]
    return arguments if params["check"] == "always" else [*arguments, "--no-connect"]


def start(module, arguments, descriptors=()):
    """Run the program; the result is its report, its exit code, and how long it took."""
    program = module.params["program"]
    command = [program if os.sep in program else module.get_bin_path(program, required=True)]
    begun = time.monotonic()
    code, output, errors = module.run_command(
        [*command, *arguments, "--json"], pass_fds=tuple(descriptors), handle_exceptions=False
    )
    seconds = round(time.monotonic() - begun, 1)
    reports = outcome.read_reports(output)
    if not reports:
        words = outcome.without_report(command[0], code, errors)
        module.fail_json(msg=words, rc=code, code=None, seconds=seconds)
    return reports[-1], code, seconds


def apply(module, dry_run):
    """Run `apply` with the module's options as its answers file."""
    sections = answers.chosen(module.params)
    # The keyring is a person's; root and a service account have none that would be unlocked.
    sections.setdefault("secrets", {}).setdefault("keyring", False)
    path = Path(module.tmpdir, "answers.toml")
    with answers.MemoryFiles() as files:
        text = answers.as_toml(sections, files.holding)
        path.write_text(text, encoding="utf-8")
        extra = ["--dry-run"] if dry_run else ["--check", module.params["check"]]
        return start(module, ["apply", str(path), *extra], files.descriptors)


def carry_out(module):
    """Do it; the result is what the module returns. Raises AnswersError and OSError."""
    if module.params["action"] == "check":
        report, code, seconds = start(module, ["check", *check_arguments(module.params)])
        return report, code, seconds, []
    shown = []
    if module._diff and not module.check_mode:
        # Only a dry run tells what will change, with the secrets masked.
        shown = outcome.diffs(apply(module, dry_run=True)[0])
    report, code, seconds = apply(module, dry_run=module.check_mode)
    return report, code, seconds, shown or outcome.diffs(report)


def main():
    """The module's entry."""
    module = AnsibleModule(argument_spec=argument_spec(), supports_check_mode=True)
    try:
        report, code, seconds, shown = carry_out(module)
    except (answers.AnswersError, OSError) as error:
        module.fail_json(msg=str(error), rc=2, code="answers.invalid", seconds=0.0)
    for warning in outcome.warnings_of(report):
        module.warn(warning)
    found = {"result": report, "rc": code, "code": outcome.code_of(report), "seconds": seconds}
    if code != 0:
        module.fail_json(msg=outcome.failure_of(report), **found)
    is_apply = module.params["action"] == "apply"
    module.exit_json(changed=is_apply and outcome.is_changed(report), diff=shown, **found)


if __name__ == "__main__":
    main()
