"""Sentences about what `wizard.diagnosis` has found out: the cause instead of the symptom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_WRITE_AGAIN: Final = "Write the configuration again, with the key that the hub has now."
_ENABLE: Final = "Enable it in the hub, then try again."
_NEW_MODULE: Final = "Set the device up again and let the module be created."
_CHOOSE_DEVICE: Final = (
    "Check the id in the agent's configuration, capitals included, or set the agent up for a "
    "device that is there."
)
_REGISTERED: Final = (
    "Set the agent up with what the device is registered with, or change the device's "
    "authentication in the hub."
)
_SIGN_IN: Final = "Open a web browser, sign in to this network, then try again."
_DNS: Final = "Check this computer's network connection, VPN and DNS setting."
_CA_FILE: Final = (
    "Add its certificate under Advanced (ca_file, --ca-file), or ask that the hub be let through "
    "unopened. The agent needs that certificate in the system's own store."
)

_REFUSED: Final = {
    "device_gone": Text("The hub {host} has no device {device}.", _CHOOSE_DEVICE),
    "device_disabled": Text(
        "The device {device} is disabled in the hub, which refuses it and its modules.", _ENABLE
    ),
    "device_disabled_reason": Text(
        "The device {device} is disabled in the hub, which refuses it and its modules. The reason "
        "given there: {reason}",
        _ENABLE,
    ),
    "module_gone": Text("The device {device} has no module {module} in the hub.", _NEW_MODULE),
    "module_disabled": Text("The module {module} of {device} is disabled in the hub.", _ENABLE),
    "module_not_symmetric": Text(
        "The module {module} of {device} is registered without a symmetric key ({auth}), and the "
        "agent can use nothing else.",
        "Set the device up again and let the module get a symmetric key (convert_module).",
    ),
    "device_has_certificate": Text(
        "The device {device} is registered without a symmetric key ({auth}), and {file} has one.",
        _REGISTERED,
    ),
    "device_has_key": Text(
        "The device {device} is registered with a symmetric key, and {file} is a certificate.",
        _REGISTERED,
    ),
    "device_ca_signed": Text(
        "The device {device} is not registered with a self-signed certificate ({auth}), and the "
        "agent supports no other.",
        _REGISTERED,
    ),
    "thumbprint": Text(
        "The certificate in {file} is not registered for {device}: its thumbprint is {thumbprint}, "
        "the hub has {registered}.",
        "Register this thumbprint for the device in the hub, or set the agent up with a "
        "certificate that is registered.",
    ),
    "key_of_device": Text(
        "The key in {file} is the key of the device {device} itself; the agent is set up as its "
        "module and needs the module's.",
        "Write the configuration again: with the module's key, or with the identity Device.",
    ),
    "key_of_module": Text(
        "The key in {file} is the key of the module {module}; the agent is set up as the device "
        "{device} and needs the device's.",
        "Write the configuration again: with the device's key, or with the identity Security "
        "module.",
    ),
    "key_of_former": Text(
        "The key in {file} belongs to {former}, for which this agent was set up before, not to "
        "{identity}.",
        _WRITE_AGAIN,
    ),
    "key_elsewhere": Text(
        "The key in {file} is not that of {identity}, but the key in {other} is.",
        "Name that file in the agent's configuration, or write the configuration again.",
    ),
    "key_rolled": Text(
        "The key in {file} is neither the primary nor the secondary key of {identity}: the keys "
        "were made anew in the hub since it was written.",
        _WRITE_AGAIN,
    ),
    "keys_off_device": Text(
        "The key is the {place} key of {device}, the device is enabled and the clock is right: "
        "this hub does not let devices use keys (disableDeviceSAS).",
        "Allow keys for devices in the hub's settings, or give the device a certificate.",
    ),
    "keys_off_module": Text(
        "The key is the {place} key of {identity}, device and module are enabled and the clock is "
        "right: this hub does not let modules use keys (disableModuleSAS).",
        "Allow keys for modules in the hub's settings; the agents have no other way to connect.",
    ),
    "passed": Text(
        "The hub refused {identity} at first and accepts it now: what is new or changed in a hub "
        "takes a moment to be known everywhere.",
        "Try again.",
    ),
    "hub_gave_key": Text(
        "The hub refused the very key that it has just given for {identity}: the module is "
        "disabled, or this hub does not let modules use keys (disableModuleSAS).",
        "Look at the module and at the hub's settings in the Azure portal; with a policy of the "
        "hub this check tells which of the two it is (--hub-from).",
    ),
    "other_hub": Text(
        "The provisioning service has assigned {device} to {host}, not to {expected}, and there "
        "it is not let in.",
        "Correct the enrolment's linked hubs and let the device register again, or look at the "
        "device in {host}.",
    ),
    "dps_group_key": Text(
        "The key in {file} is that of the enrolment group. Every device has a key of its own, "
        "which is derived from it and from {registration}.",
        "Write the configuration again with the derived key; the group's key does not belong on a "
        "device.",
    ),
}
_NOT_FOUND: Final = {
    "device_gone": _REFUSED["device_gone"],
    "module_gone": _REFUSED["module_gone"],
    "other_hub": _REFUSED["other_hub"],
    "dps_scope": Text(
        "{scope} is no id scope: id scopes begin with 0ne, a zero and two letters.",
        "Copy the id scope from the overview of the provisioning service in the Azure portal.",
    ),
}
_NO_LINE: Final = {
    "only_https": Text(
        "{host} answers on port {other}, but port {port} is closed from here: a firewall lets web "
        "traffic through and stops the agent, which has no other way.",
        "Ask that port {port} be opened towards {host}.",
    ),
    "portal": Text(
        "Port {port} of {host} is closed from here, and on port {other} something other than the "
        "hub answers: this network wants somebody to sign in.",
        _SIGN_IN,
    ),
    "no_way": Text(
        "Neither port {port} nor port {other} of {host} can be reached from here.",
        "Check this computer's network connection and VPN, and whether the hub's network rules "
        "let this computer in.",
    ),
}
_TOLD: Final = {
    "forbidden": Text(
        "The hub {host} turns this computer away: its network rules do not let it in.",
        "Add this computer's address to the hub's IP filter, or connect from a network it allows.",
    ),
    "quota": Text(
        "The hub {host} has used up its quota of messages for today.",
        "Wait until midnight UTC, or add units to the hub.",
    ),
    "throttled": Text(
        "The hub has too much to do: it puts requests off, and cuts connections.",
        "Try again in a minute; other programs may be using up the hub's rate.",
    ),
    "out_of_order": Text(
        "The hub has a fault of its own (HTTP {status}).",
        "Try again in a minute. If it stays so, look at the hub's health in the Azure portal.",
    ),
}
_OTHER_SERVER: Final = Text(
    "Something other than the hub answers for {host}: it shows a certificate for {names}, issued "
    "by {issuer}.",
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
        "If that is not intended, correct the linked hubs and the allocation of the enrolment, and "
        "let the device register again.",
    ),
    "check.secondary_key": Text(
        "{file} has the secondary key of {identity}. It works like the primary one.",
        "Write the configuration again before the secondary key is made anew in the hub.",
    ),
    "hub.name_not_resolved/other_suffix": Text(
        "There is no host {host}, but there is {found}: the hub is in another cloud.",
        "Use {found} as the hub's name.",
    ),
    "hub.name_not_resolved/no_such_hub": Text(
        "There is no hub {host}, while other names can be looked up: the name is wrong, or the "
        "hub was deleted.",
        "Compare the name with the hub's overview in the Azure portal.",
    ),
    "hub.name_not_resolved/no_such_suffix": Text(
        "There is no host {host}, nor anything under {suffix}, while other names can be looked up.",
        "Check the end of the name: it is .azure-devices.net for most hubs, .azure-devices.cn in "
        "China, .azure-devices.us for the United States' government.",
    ),
    "hub.name_not_resolved/no_name_at_all": Text(
        "{host} was not found, and neither was any other name, such as {other}: this computer has "
        "no network or no working DNS.",
        _DNS,
    ),
    "hub.tls_untrusted/inspected": Text(
        "Something between here and the hub re-signs the connection: {issuer}.", _CA_FILE
    ),
    "hub.tls_untrusted/private": Text(
        "The certificate of {host} was issued by {issuer}, whom this computer does not trust: "
        "something between here and the hub re-signs the connection, or the hub has a CA of its "
        "own.",
        _CA_FILE,
    ),
    "hub.tls_untrusted/old_store": Text(
        "The certificate of {host} was issued by {issuer}, as is usual for hubs, but this "
        "computer does not know that issuer.",
        "Update this computer's root certificates (on Debian: the package ca-certificates); the "
        "agent needs them as well.",
    ),
    "hub.tls_untrusted/other_server": _OTHER_SERVER,
    "hub.tls_wrong_name/other_server": _OTHER_SERVER,
    "hub.tls_expired/ended": Text(
        "The certificate of {host}, issued by {issuer}, ended on {date}, and today is {today} by "
        "this computer's clock.",
        "Correct the clock if that is not today's date. If it is, the server's certificate must "
        "be renewed.",
    ),
    "hub.tls_expired/begins": Text(
        "The certificate of {host}, issued by {issuer}, begins on {date}, and today is {today} by "
        "this computer's clock.",
        "Correct the clock if that is not today's date. If it is, ask who runs the server.",
    ),
}
