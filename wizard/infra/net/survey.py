"""The port `NetworkSurvey`: names, shown certificates, and who answers at a hub's HTTPS port."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
import time
from typing import TYPE_CHECKING, Final

from wizard.domain.errors import Code, HubError
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import Network
from wizard.domain.hub.network_survey import Meeting, Presented
from wizard.domain.hub.proxy import NO_PROXY, ProxyAddress, ProxyChoice
from wizard.infra.net.blocking_call import blocking_call
from wizard.infra.net.cancellable_socket import CancellableSocket
from wizard.infra.net.https_client import Answer, HttpsClient
from wizard.infra.net.proxy.routes import proxies_without_login
from wizard.infra.net.route import open_route
from wizard.infra.net.tls import start_tls
from wizard.infra.registry.http_answers import clock_skew, is_html, raise_for_status
from wizard.infra.threads import run_blocking

if TYPE_CHECKING:
    from cryptography import x509

_LIMIT: Final = 4.0
"""Seconds for one look; the check that failed has used up most of its time."""

_LONGEST: Final = 120
"""Characters of a name out of a certificate: a stranger wrote it, and it goes to a terminal."""

_ASKED: Final = "/devices?top=1&api-version=2018-06-30"
"""A hub refuses this to who shows no credentials."""

_OF_HUBS: Final = (Code.HUB_UNAUTHORIZED, Code.HUB_THROTTLED, Code.HUB_SERVER_ERROR)
"""What other answers of a hub mean; the rest is not one's."""


class SystemNetworkSurvey:
    """Looks around from this computer. Holds nothing open between calls."""

    async def knows_name(self, name: str) -> bool:
        """Whether the name resolves. Never raises."""

        def look_up() -> bool:
            try:
                return bool(socket.getaddrinfo(name, None, type=socket.SOCK_STREAM))
            except (OSError, UnicodeError):
                return False

        try:
            async with asyncio.timeout(_LIMIT):
                return await run_blocking(look_up)
        except TimeoutError:
            return False

    async def proxies_without_login(
        self, address: HubAddress, proxy: ProxyChoice
    ) -> tuple[ProxyAddress, ...]:
        """The proxies on the way there that have no login. Never raises."""
        name, port = address.name, address.https_port
        try:
            async with asyncio.timeout(_LIMIT):
                return await run_blocking(lambda: proxies_without_login(name, port, proxy))
        except TimeoutError:
            return ()

    async def presented(
        self, host: str, port: int, proxy: ProxyChoice = NO_PROXY
    ) -> Presented | None:
        """The certificate that is shown there; None where none is. Never raises."""

        def read(cancellable: CancellableSocket) -> bytes | None:
            deadline = time.monotonic() + _LIMIT
            sock = open_route(host, port, deadline, cancellable, proxy)
            return _shown(sock, host, cancellable)

        try:
            der = await blocking_call(read, host, seconds=_LIMIT)
            return None if der is None else _read(der, host)
        except (OSError, ValueError, HubError):
            return None

    async def meet(self, address: HubAddress, network: Network) -> Meeting:
        """Ask for what a hub refuses, without credentials. Raises HubError, AnswersError."""

        def ask(cancellable: CancellableSocket) -> Answer:
            client = HttpsClient(address, network)
            try:
                return client.exchange(
                    "GET", _ASKED, {"Accept": "application/json"}, cancellable=cancellable
                )
            finally:
                client.close()

        answer = await blocking_call(ask, address.name, seconds=_LIMIT)
        return _understood(answer, address.host_name)


def _understood(answer: Answer, host: str) -> Meeting:
    try:
        if answer.status != 401 or is_html(answer):
            raise_for_status(answer, host)
    except HubError as error:
        is_hub = error.code in _OF_HUBS
        return Meeting(is_hub, error.problem if is_hub else None)
    skew = clock_skew(answer, host)
    return Meeting(answer.status == 401, skew.problem if skew is not None else None)


def _shown(sock: socket.socket, host: str, cancellable: CancellableSocket) -> bytes | None:
    """The server's certificate, DER, from a handshake after which nothing is sent or read.

    Nothing is verified: this is for looking at what a verifying handshake has refused already.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with start_tls(sock, context, host, cancellable) as secured:
        return secured.getpeercert(binary_form=True)


def _read(der: bytes, host: str) -> Presented:
    from cryptography import x509

    certificate = x509.load_der_x509_certificate(der)
    names = _names(certificate)
    return Presented(
        issuer=_clean(certificate.issuer.rfc4514_string()),
        names=tuple(map(_clean, names)),
        fits=any(_fits(name, host) for name in names),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )


def _names(certificate: x509.Certificate) -> list[str]:
    """The hosts that the certificate is for; without any, its subject's common name."""
    from cryptography import x509

    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        subject = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        return [str(attribute.value) for attribute in subject]
    hosts = extension.value.get_values_for_type(x509.DNSName)
    return [*hosts, *map(str, extension.value.get_values_for_type(x509.IPAddress))]


def _fits(name: str, host: str) -> bool:
    try:
        return ipaddress.ip_address(host) == ipaddress.ip_address(name)
    except ValueError:
        name, host = name.lower(), host.lower()
    return name == host or (name.startswith("*.") and host.partition(".")[2] == name[2:])


def _clean(text: str) -> str:
    shown = "".join(character if character.isprintable() else "?" for character in text)
    return shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "…"
