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
    "hub.proxy": Text("The proxy stands in the way.", "Check the proxy settings (HTTPS_PROXY)."),
    "hub.proxy/unreachable": Text(
        "The proxy {proxy} cannot be reached.",
        "Check the proxy settings (HTTPS_PROXY), or name the hub in NO_PROXY to go without.",
    ),
    "hub.proxy/silent": Text(
        "The proxy {proxy} did not answer.",
        "Check the proxy settings (HTTPS_PROXY), or name the hub in NO_PROXY to go without.",
    ),
    "hub.proxy/broken": Text(
        "{proxy} is set as the proxy, but does not answer like one.",
        "Check host and port in the proxy settings (HTTPS_PROXY).",
    ),
    "hub.proxy/login": Text(
        "The proxy {proxy} wants a user name and password, and has none or wrong ones.",
        "Put them into the proxy settings: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT.",
    ),
    "hub.proxy/refused": Text(
        "The proxy {proxy} refused to connect to the hub (HTTP {status}).",
        "Ask whether the proxy may reach the hub on port 443.",
    ),
    "hub.proxy/malformed": Text(
        "The proxy setting is not an address.", "Set HTTPS_PROXY to http://HOST:PORT."
    ),
    "hub.proxy/sign": Text(
        "The user name or the password in the proxy setting has a {sign}, which cuts the address.",
        "Write {sign} as {encoded} in HTTPS_PROXY; in the same way # is %23, / is %2F, ? is %3F "
        "and @ is %40.",
    ),
    "hub.proxy/kind": Text(
        "The proxy setting asks for {scheme}, and only HTTP proxies are supported.",
        "Set HTTPS_PROXY to http://HOST:PORT.",
    ),
}
