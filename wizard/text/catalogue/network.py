"""Sentences about the network on the way to the hub: names, ports, TLS, proxies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_INSPECTED: Final = (
    "If a proxy or firewall here inspects TLS, name its CA certificate as the CA file "
    "(Advanced, or ca_file)."
)
_NAME: Final = (
    "Check the host name in the connection string; it ends in .azure-devices.net, as a rule."
)

TEXTS: Final[Mapping[str, Text]] = {
    "hub.name_not_resolved": Text("There is no host of the name {host}.", _NAME),
    "hub.name_not_resolved/no_name_server": Text(
        "The name {host} could not be looked up, because no name server answered.",
        "Check this computer's network connection and its DNS setting.",
    ),
    "hub.unreachable": Text(
        "There is no way from here to {host}, port {port}.",
        "Check this computer's network connection, and whether a firewall or VPN stands between.",
    ),
    "hub.unreachable/refused": Text(
        "{host} refuses connections on port {port}.",
        "Check the host name and port; a firewall may refuse in the hub's place.",
    ),
    "hub.connection_lost": Text(
        "The connection to the hub was cut before it had answered.",
        "Try again. If it stays so, ask whether a firewall here cuts connections to the hub.",
    ),
    "hub.connection_lost/tls": Text(
        "{host} closed the connection while it was being secured.",
        "Ask whether a firewall or proxy here blocks the hub; try again from another network.",
    ),
    "hub.connection_lost/cut": Text(
        "The answer of {host} broke off in the middle.",
        "Try again. If it stays so, ask whether a proxy here shortens answers.",
    ),
    "hub.tls_untrusted": Text(
        "The certificate of {host} was issued by nobody whom this computer trusts.", _INSPECTED
    ),
    "hub.tls_untrusted/self_signed": Text(
        "The certificate of {host} is signed by itself, so it proves nothing.",
        "Check the host name. If this server is meant, name its certificate as the CA file "
        "(Advanced, or ca_file).",
    ),
    "hub.tls_untrusted/no_agreement": Text(
        "No secure connection to {host} came about: it does not speak TLS 1.2 or later on this "
        "port.",
        "Check the port. If a proxy or firewall stands between, ask whether it supports TLS 1.2.",
    ),
    "hub.tls_expired": Text(
        "The certificate of {host} has expired.",
        "Check this computer's clock. If it is right, the server's certificate must be renewed.",
    ),
    "hub.tls_expired/not_yet_valid": Text(
        "The certificate of {host} is not valid yet.",
        "Check this computer's clock; it is probably slow.",
    ),
    "hub.tls_wrong_name": Text(
        "The server that answered for {host} shows a certificate for another name.",
        "Check the host name. If this network has a sign-in page, sign in with a web browser "
        "first.",
    ),
    "hub.proxy": Text(
        "The proxy stands in the way.",
        "Check the proxy settings: Advanced, [network] proxy, or HTTPS_PROXY.",
    ),
    "hub.proxy/unreachable": Text(
        "The proxy {proxy} ({rule}) cannot be reached.",
        'Check its host and port, or go without: set [network] proxy to "none", or '
        "name the hub in NO_PROXY.",
    ),
    "hub.proxy/silent": Text(
        "The proxy {proxy} ({rule}) did not answer.",
        'Check its host and port, or go without: set [network] proxy to "none", or '
        "name the hub in NO_PROXY.",
    ),
    "hub.proxy/broken": Text(
        "{proxy} is set as the proxy ({rule}), but does not answer like one.",
        "Check host and port in the proxy settings.",
    ),
    "hub.proxy/page": Text(
        "The proxy {proxy} ({rule}) answered with a page instead of a connection to the hub.",
        "Open any page in a browser here: a sign-in page may be waiting. Else ask who runs the "
        "proxy.",
    ),
    "hub.proxy/login": Text(
        "The proxy {proxy} ({rule}) wants a user name and password ({offered}), and none is set.",
        "Enter them under Advanced, or set proxy_user and proxy_password in [network].",
    ),
    "hub.proxy/login_refused": Text(
        "The proxy {proxy} ({rule}) refused the user name and password ({offered}).",
        "Check both. A Windows domain stands before the name: DOMAIN\\user.",
    ),
    "hub.proxy/current_user": Text(
        "The proxy {proxy} ({rule}) refused the account that this program runs as ({offered}).",
        "Enter a user name and password under Advanced, or set proxy_user and proxy_password.",
    ),
    "hub.proxy/schemes": Text(
        "The proxy {proxy} ({rule}) takes no login but {offered}, which this program cannot make.",
        "Ask that the proxy offers Negotiate, NTLM or Basic, or lets the hub through without one.",
    ),
    "hub.proxy/closes": Text(
        "The proxy {proxy} ({rule}) closed the connection in the middle of signing in.",
        "Ask who runs the proxy: NTLM and Negotiate need the connection to stay open.",
    ),
    "hub.proxy/in_between": Text(
        "A proxy answered in the place of {proxy} and wants a login (HTTP {status}).",
        "Ask who runs the network here how programs sign in, or name the proxy under Advanced.",
    ),
    "hub.proxy/refused": Text(
        "The proxy {proxy} ({rule}) refused to connect to the hub (HTTP {status}).",
        "Ask whether the proxy may reach the hub on port 443.",
    ),
    "hub.proxy/malformed": Text(
        "The proxy setting ({rule}) is not an address.",
        "Write it as http://HOST:PORT.",
    ),
    "hub.proxy/sign": Text(
        "The user name or the password in the proxy setting ({rule}) has a {sign}, which "
        "cuts the address.",
        "Write {sign} as {encoded} there; in the same way # is %23, / is %2F, ? is %3F "
        "and @ is %40.",
    ),
    "hub.proxy/kind": Text(
        "The proxy setting ({rule}) asks for {scheme}, and only HTTP proxies are supported.",
        "Set it to http://HOST:PORT.",
    ),
    "hub.proxy/pac": Text(
        "The script that chooses the proxy ({rule}) cannot be loaded, or has failed.",
        'Name the proxy yourself: Advanced, or [network] proxy = "http://HOST:PORT".',
    ),
    "hub.proxy/pac_unsupported": Text(
        "A script chooses the proxy ({rule}), and nothing here can run it.",
        "Install the package glib-networking-services, or name the proxy yourself: Advanced, or "
        '[network] proxy = "http://HOST:PORT".',
    ),
    "hub.proxy/pac_useless": Text(
        "The script that chooses the proxy ({rule}) names none that is an HTTP proxy.",
        'Name the proxy yourself: Advanced, or [network] proxy = "http://HOST:PORT".',
    ),
    "check.agent_proxy": Text(
        "This check went through the proxy {proxy}; the {agent} may not.",
        "See how the agent's service finds its proxy.",
    ),
    "check.agent_proxy/libcurl": Text(
        "This check went through the proxy {proxy}. The {agent} uses none for its connection to "
        "the hub (AMQP, port 5671); its HTTPS requests use what its service's environment names.",
        "Ask that port 5671 to the hub be opened. For HTTPS: systemctl edit {service}, and under "
        "[Service] the line Environment=HTTPS_PROXY=http://{proxy}",
    ),
    "check.agent_proxy/dotnet": Text(
        "This check went through the proxy {proxy}. The {agent} uses for HTTPS what its service's "
        "environment names, and as it is shipped no proxy for its connection to the hub (AMQP, "
        "port 5671, then WebSocket).",
        "Ask that port 5671 to the hub be opened. For HTTPS: systemctl edit {service}, and under "
        "[Service] the line Environment=HTTPS_PROXY=http://{proxy}",
    ),
    "check.agent_proxy/local_system": Text(
        "This check went through the proxy {proxy}. The {agent} runs as LocalSystem: for HTTPS it "
        "uses that account's Internet settings, not yours, and as it is shipped no proxy for its "
        "connection to the hub (AMQP, port 5671, then WebSocket).",
        "Ask that port 5671 to the hub be opened. For HTTPS, as administrator: bitsadmin /util "
        '/setieproxy LOCALSYSTEM MANUAL_PROXY {proxy} "<local>"',
    ),
}
