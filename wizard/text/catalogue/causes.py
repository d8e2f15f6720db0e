"""Sentences about what `wizard.diagnosis` has found out: the cause instead of the symptom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_WRITE_AGAIN: Final = "Write the configuration again with the current key."
_ENABLE: Final = "Enable it in the hub, then try again."
_NEW_MODULE: Final = "Set up the device again and create the module."
_CHOOSE_DEVICE: Final = (
    "Check the device ID in the agent's configuration (it is case-sensitive), or set up the "
    "agent for an existing device."
)
_REGISTERED: Final = (
    "Set up the agent with the device's registered authentication, or change the authentication "
    "in the hub."
)
_SIGN_IN: Final = "Open a web browser, sign in to this network, then try again."
_DNS: Final = "Check this computer's network connection, VPN and DNS settings."
_CA_FILE: Final = (
    "Add its certificate as CA file under Advanced, or ask your network administrator to exempt "
    "the hub from TLS inspection. The agent needs that certificate in the system's store."
)

_REFUSED: Final = {
    "device_gone": Text("The hub {host} has no device {device}.", _CHOOSE_DEVICE),
    "device_disabled": Text(
        "The device {device} is disabled in the hub. The hub refuses it and its modules.", _ENABLE
    ),
    "device_disabled_reason": Text(
        "The device {device} is disabled in the hub. The hub refuses it and its modules. Reason "
        "given there: {reason}",
        _ENABLE,
    ),
    "module_gone": Text("The device {device} has no module {module} in the hub.", _NEW_MODULE),
    "module_disabled": Text("The module {module} of {device} is disabled in the hub.", _ENABLE),
    "module_not_symmetric": Text(
        "The module {module} of {device} is registered without a symmetric key ({auth}). The "
        "agent supports no other authentication.",
        "Set up the device again and change the module to a symmetric key.",
    ),
    "device_has_certificate": Text(
        "The device {device} is registered without a symmetric key ({auth}), but {file} "
        "contains one.",
        _REGISTERED,
    ),
    "device_has_key": Text(
        "The device {device} is registered with a symmetric key, but {file} is a certificate.",
        _REGISTERED,
    ),
    "device_ca_signed": Text(
        "The device {device} is not registered with a self-signed certificate ({auth}), and the "
        "agent supports no other certificate.",
        _REGISTERED,
    ),
    "thumbprint": Text(
        "The certificate in {file} is not registered for {device}: its thumbprint is "
        "{thumbprint}, but the hub has {registered}.",
        "Register this thumbprint for the device in the hub, or set up the agent with a "
        "registered certificate.",
    ),
    "key_of_device": Text(
        "The key in {file} is the key of the device {device} itself, but the agent is set up as "
        "its module and needs the module's key.",
        "Write the configuration again, with the module's key or with the identity Device.",
    ),
    "key_of_module": Text(
        "The key in {file} is the key of the module {module}, but the agent is set up as the "
        "device {device} and needs the device's key.",
        "Write the configuration again, with the device's key or with the identity Security "
        "module.",
    ),
    "key_of_former": Text(
        "The key in {file} belongs to {former}, for which this agent was set up before, not to "
        "{identity}.",
        _WRITE_AGAIN,
    ),
    "key_elsewhere": Text(
        "The key in {file} is not that of {identity}, but the key in {other} is.",
        "Use that file in the agent's configuration, or write the configuration again.",
    ),
    "key_rolled": Text(
        "The key in {file} is neither the primary nor the secondary key of {identity}: the keys "
        "were regenerated in the hub after the file was written.",
        _WRITE_AGAIN,
    ),
    "keys_off_device": Text(
        "The key is the {place} key of {device}, the device is enabled and the clock is "
        "correct: this hub does not allow keys for devices (disableDeviceSAS).",
        "Allow keys for devices in the hub's settings, or give the device a certificate.",
    ),
    "keys_off_module": Text(
        "The key is the {place} key of {identity}, device and module are enabled and the clock "
        "is correct: this hub does not allow keys for modules (disableModuleSAS).",
        "Allow keys for modules in the hub's settings; the agents cannot connect without them.",
    ),
    "passed": Text(
        "The hub first refused {identity} and now accepts it. Changes in a hub take a moment to "
        "become effective.",
        "Try again.",
    ),
    "hub_gave_key": Text(
        "The hub refused the key that it returned for {identity} a moment ago: the module is "
        "disabled, or this hub does not allow keys for modules (disableModuleSAS).",
        "Check the module and the hub's settings in the Azure portal.",
    ),
    "other_hub": Text(
        "The provisioning service has assigned {device} to {host}, not to {expected}, and "
        "{host} refuses it.",
        "Correct the enrollment's linked hubs and let the device register again, or check the "
        "device in {host}.",
    ),
    "dps_group_key": Text(
        "The key in {file} is that of the enrollment group. Every device has its own key, "
        "derived from it and from {registration}.",
        "Write the configuration again with the derived key. The group's key must not be stored "
        "on a device.",
    ),
}
_NOT_FOUND: Final = {
    "device_gone": _REFUSED["device_gone"],
    "module_gone": _REFUSED["module_gone"],
    "other_hub": _REFUSED["other_hub"],
    "dps_scope": Text(
        "{scope} is not an ID scope. ID scopes start with 0ne (a zero and two letters).",
        "Copy the ID scope from the overview of the provisioning service in the Azure portal.",
    ),
}
_NO_LINE: Final = {
    "only_https": Text(
        "{host} answers on port {other}, but port {port} is closed from here. A firewall allows "
        "web traffic and blocks the agent, which cannot use another port.",
        "Ask your network administrator to open port {port} towards {host}.",
    ),
    "portal": Text(
        "Port {port} of {host} is closed from here, and on port {other} another server answers. "
        "This network requires you to sign in.",
        _SIGN_IN,
    ),
    "no_way": Text(
        "Neither port {port} nor port {other} of {host} can be reached from here.",
        "Check this computer's network connection and VPN, and whether the hub's network rules "
        "allow this computer.",
    ),
    "demo_ended": Text(
        "This configuration belongs to a demo hub, {host}:{other}, that no longer runs.",
        "Set the device up again with a demo hub, or check without connecting.",
    ),
}
_TOLD: Final = {
    "forbidden": Text(
        "The hub {host} blocks this computer by its network rules.",
        "Add this computer's IP address to the hub's IP filter, or connect from an allowed "
        "network.",
    ),
    "quota": Text(
        "The hub {host} has used up today's message quota.",
        "Wait until midnight UTC, or add units to the hub.",
    ),
    "throttled": Text(
        "The hub is throttling: it delays requests and closes connections.",
        "Try again in a minute. Other programs may be using up the hub's request rate.",
    ),
    "out_of_order": Text(
        "The hub has an internal error (HTTP {status}).",
        "Try again in a minute. If the problem persists, check the hub's health in the "
        "Azure portal.",
    ),
}
_OTHER_SERVER: Final = Text(
    "The server at {host} is not the hub: it shows a certificate for {names}, issued by {issuer}.",
    "Check the host name. If this network has a sign-in page, sign in with a web browser first.",
)

TEXTS: Final[Mapping[str, Text]] = {
    **{f"check.unauthorized/{variant}": text for variant, text in _REFUSED.items()},
    **{f"check.link_refused/{variant}": text for variant, text in _REFUSED.items()},
    **{f"check.not_found/{variant}": text for variant, text in _NOT_FOUND.items()},
    **{
        f"check.{code}/{variant}": text
        for code in ("unreachable", "timeout", "connection_lost")
        for variant, text in _NO_LINE.items()
    },
    **{
        f"check.{code}/{variant}": text
        for code in ("unauthorized", "unreachable", "timeout", "connection_lost")
        for variant, text in _TOLD.items()
    },
    "check.dps_other_hub": Text(
        "The provisioning service has assigned {device} to {host}, not to {expected}.",
        "If this is not intended, correct the linked hubs and the allocation policy of the "
        "enrollment, and let the device register again.",
    ),
    "check.secondary_key": Text(
        "{file} contains the secondary key of {identity}. It works like the primary key.",
        "Write the configuration again before you regenerate the secondary key in the hub.",
    ),
    "hub.name_not_resolved/other_suffix": Text(
        "There is no host {host}, but there is {found}. The hub is in another cloud.",
        "Use {found} as the host name.",
    ),
    "hub.name_not_resolved/no_such_hub": Text(
        "There is no hub {host}, although other names can be resolved. The name is wrong, or "
        "the hub was deleted.",
        "Compare the name with the overview of the hub in the Azure portal.",
    ),
    "hub.name_not_resolved/no_such_suffix": Text(
        "There is no host {host} and nothing else under {suffix}, although other names can "
        "be resolved.",
        "Check the end of the name: .azure-devices.net for most hubs, .azure-devices.cn in "
        "China, .azure-devices.us for US government.",
    ),
    "hub.name_not_resolved/no_name_at_all": Text(
        "{host} was not found, and neither was any other name, such as {other}. This computer "
        "has no network connection or no working DNS.",
        _DNS,
    ),
    "hub.tls_untrusted/inspected": Text(
        "A proxy or firewall inspects the TLS connection to the hub and replaces its "
        "certificate: {issuer}.",
        _CA_FILE,
    ),
    "hub.tls_untrusted/private": Text(
        "The certificate of {host} was issued by {issuer}, which this computer does not trust: "
        "TLS is inspected on the way to the hub, or the hub has its own CA.",
        _CA_FILE,
    ),
    "hub.tls_untrusted/old_store": Text(
        "The certificate of {host} was issued by {issuer}, as is usual for hubs, but this "
        "computer does not trust that issuer.",
        "Update this computer's root certificates (on Debian: the package ca-certificates); the "
        "agent needs them too.",
    ),
    "hub.tls_untrusted/other_server": _OTHER_SERVER,
    "hub.tls_wrong_name/other_server": _OTHER_SERVER,
    "hub.tls_expired/ended": Text(
        "The certificate of {host}, issued by {issuer}, expired on {date}; today is {today} by "
        "this computer's clock.",
        "If that is not today's date, correct the clock. Otherwise, the server's certificate "
        "must be renewed.",
    ),
    "hub.tls_expired/begins": Text(
        "The certificate of {host}, issued by {issuer}, is valid from {date}, but today is "
        "{today} by this computer's clock.",
        "If that is not today's date, correct the clock. Otherwise, ask who runs the server.",
    ),
}
