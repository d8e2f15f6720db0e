"""Sentences about the network on the way to the hub: names, ports, TLS, proxies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_INSPECTED: Final = (
    "If a proxy or firewall inspects TLS, choose its CA certificate as CA file under Advanced."
)
_NAME: Final = (
    "Check the host name in the connection string; it usually ends with .azure-devices.net."
)

TEXTS: Final[Mapping[str, Text]] = {
    "hub.name_not_resolved": Text("The host name {host} does not exist.", _NAME),
    "hub.name_not_resolved/no_name_server": Text(
        "The name {host} could not be resolved, because no DNS server answered.",
        "Check this computer's network connection and its DNS settings.",
    ),
    "hub.unreachable": Text(
        "{host} cannot be reached on port {port} from this computer.",
        "Check this computer's network connection, and whether a firewall or VPN blocks the hub.",
    ),
    "hub.unreachable/refused": Text(
        "{host} refuses connections on port {port}.",
        "Check the host name and port; a firewall may refuse the connection instead of the hub.",
    ),
    "hub.connection_lost": Text(
        "The connection to the hub was closed before it answered.",
        "Try again. If the problem persists, ask whether a firewall closes connections to the hub.",
    ),
    "hub.connection_lost/tls": Text(
        "{host} closed the connection during the TLS handshake.",
        "Ask whether a firewall or proxy blocks the hub. Try again from another network.",
    ),
    "hub.connection_lost/cut": Text(
        "The answer of {host} is incomplete.",
        "Try again. If the problem persists, ask whether a proxy truncates answers.",
    ),
    "hub.tls_untrusted": Text(
        "The issuer of the certificate of {host} is not trusted by this computer.", _INSPECTED
    ),
    "hub.tls_untrusted/self_signed": Text(
        "The certificate of {host} is self-signed, so it proves nothing.",
        "Check the host name. If this server is meant, choose its certificate as CA file under "
        "Advanced.",
    ),
    "hub.tls_untrusted/no_agreement": Text(
        "No TLS connection to {host} could be established: it does not support TLS 1.2 or later "
        "on this port.",
        "Check the port. If there is a proxy or firewall, ask whether it supports TLS 1.2.",
    ),
    "hub.tls_expired": Text(
        "The certificate of {host} has expired.",
        "Check this computer's clock. If it is correct, the server's certificate must be renewed.",
    ),
    "hub.tls_expired/not_yet_valid": Text(
        "The certificate of {host} is not valid yet.",
        "Check this computer's clock; it is probably slow.",
    ),
    "hub.tls_wrong_name": Text(
        "The certificate of {host} is for another name.",
        "Check the host name. If this network has a sign-in page, sign in with a web browser "
        "first.",
    ),
    "hub.proxy": Text(
        "The proxy does not allow the connection.",
        "Check the proxy under Advanced, or the system's proxy settings.",
    ),
    "hub.proxy/unreachable": Text(
        "The proxy {proxy} ({rule}) cannot be reached.",
        "Check its host and port. If no proxy is needed, enter none as proxy under Advanced.",
    ),
    "hub.proxy/silent": Text(
        "The proxy {proxy} ({rule}) did not answer.",
        "Check its host and port. If no proxy is needed, enter none as proxy under Advanced.",
    ),
    "hub.proxy/broken": Text(
        "{proxy} is set as the proxy ({rule}), but it does not answer like a proxy.",
        "Check the host and port in the proxy settings.",
    ),
    "hub.proxy/page": Text(
        "The proxy {proxy} ({rule}) answered with a web page instead of a connection to the hub.",
        "Open any page in a web browser; a sign-in page may appear. Otherwise, ask your network "
        "administrator.",
    ),
    "hub.proxy/login": Text(
        "The proxy {proxy} ({rule}) requires a user name and password ({offered}), but none "
        "is set.",
        "Enter them under Advanced.",
    ),
    "hub.proxy/login_refused": Text(
        "The proxy {proxy} ({rule}) refused the user name and password ({offered}).",
        "Check both. Write a Windows domain before the user name: DOMAIN\\user.",
    ),
    "hub.proxy/current_user": Text(
        "The proxy {proxy} ({rule}) refused the account that runs this program ({offered}).",
        "Enter a user name and password under Advanced.",
    ),
    "hub.proxy/schemes": Text(
        "The proxy {proxy} ({rule}) supports only the login method {offered}, which this "
        "program does not support.",
        "Ask your network administrator to allow Negotiate, NTLM or Basic, or access to the "
        "hub without a login.",
    ),
    "hub.proxy/closes": Text(
        "The proxy {proxy} ({rule}) closed the connection during sign-in.",
        "Ask your network administrator: NTLM and Negotiate require that the connection "
        "stays open.",
    ),
    "hub.proxy/in_between": Text(
        "A proxy answered instead of {proxy} and requires a login (HTTP {status}).",
        "Ask your network administrator how programs sign in, or enter the proxy under Advanced.",
    ),
    "hub.proxy/refused": Text(
        "The proxy {proxy} ({rule}) refused to connect to the hub (HTTP {status}).",
        "Ask whether the proxy allows connections to the hub on port 443.",
    ),
    "hub.proxy/malformed": Text(
        "The proxy setting ({rule}) is not an address.",
        "Write it as http://HOST:PORT.",
    ),
    "hub.proxy/sign": Text(
        "The user name or the password in the proxy setting ({rule}) contains {sign}, which "
        "cuts off the address.",
        "Write {sign} as {encoded} there. Likewise, # is %23, / is %2F, ? is %3F and @ is %40.",
    ),
    "hub.proxy/kind": Text(
        "The proxy setting ({rule}) specifies {scheme}. Only HTTP proxies are supported.",
        "Set it to http://HOST:PORT.",
    ),
    "hub.proxy/pac": Text(
        "The script that chooses the proxy ({rule}) cannot be loaded, or it failed.",
        "Enter the proxy under Advanced.",
    ),
    "hub.proxy/pac_unsupported": Text(
        "A script chooses the proxy ({rule}), but it cannot be run on this computer.",
        "Install the package glib-networking-services, or enter the proxy under Advanced.",
    ),
    "hub.proxy/pac_useless": Text(
        "The script that chooses the proxy ({rule}) returns no HTTP proxy.",
        "Enter the proxy under Advanced.",
    ),
    "check.agent_proxy": Text(
        "This check used the proxy {proxy}. The {agent} may not use it.",
        "Check which proxy the agent's service uses.",
    ),
    "check.agent_proxy/libcurl": Text(
        "This check used the proxy {proxy}. For the hub ({transports}), the {agent} uses no "
        "proxy; for HTTPS it uses the proxy in its service's environment.",
        "Ask your network administrator to open port {port} towards the hub. For HTTPS: run "
        "systemctl edit {service}, and under [Service] add the line "
        "Environment=HTTPS_PROXY=http://{proxy}",
    ),
    "check.agent_proxy/dotnet": Text(
        "This check used the proxy {proxy}. For HTTPS, the {agent} uses the proxy in its "
        "service's environment; for the hub ({transports}) it uses no proxy by default.",
        "Ask your network administrator to open port {port} towards the hub. For HTTPS: run "
        "systemctl edit {service}, and under [Service] add the line "
        "Environment=HTTPS_PROXY=http://{proxy}",
    ),
    "check.agent_proxy/local_system": Text(
        "This check used the proxy {proxy}. The {agent} runs as LocalSystem: for HTTPS it uses "
        "that account's Internet settings, not yours; for the hub ({transports}) it "
        "uses no proxy by default.",
        "Ask your network administrator to open port {port} towards the hub. For HTTPS, run as "
        'administrator: bitsadmin /util /setieproxy LOCALSYSTEM MANUAL_PROXY {proxy} "<local>"',
    ),
}
