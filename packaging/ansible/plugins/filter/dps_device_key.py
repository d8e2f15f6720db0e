# SPDX-License-Identifier: MIT
"""The key of one device of a DPS enrolment group."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

from ansible.errors import AnsibleFilterError

DOCUMENTATION = r"""
---
name: dps_device_key
short_description: The key of one device of a DPS enrolment group
version_added: 1.0.0
description:
  - Derives a device's symmetric key from the key of its enrolment group, on the controller. The
    group key never leaves it.
positional: registration_id
options:
  _input:
    description: The group's primary or secondary key, in base64.
    type: str
    required: true
  registration_id:
    description: The device's registration id.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Show nothing, but hand the derived key to a task
  ansible.builtin.set_fact:
    device_key: "{{ group_key | iot_agent.setup.dps_device_key(inventory_hostname) }}"
  no_log: true
"""

RETURN = r"""
_value:
  description: The device's key, in base64.
  type: str
"""


def dps_device_key(group_key, registration_id):
    """Base64 of HMAC-SHA256 of the registration id in small letters, as DPS derives it."""
    try:
        key = base64.b64decode(group_key, validate=True)
    except (binascii.Error, ValueError, TypeError):
        raise AnsibleFilterError(
            "The group key is not base64. Copy it from the enrolment group."
        ) from None
    if not key:
        raise AnsibleFilterError("The group key is empty.")
    digest = hmac.new(key, str(registration_id).encode("utf-8"), hashlib.sha256).digest()
    return base64.b64encode(digest).decode("ascii")


class FilterModule:
    """The filters of this file."""

    def filters(self):
        """By their names."""
        return {"dps_device_key": dps_device_key}
