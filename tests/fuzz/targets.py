"""Everything that reads what is from outside: what it may raise, and examples to begin with."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from tests.pairs import make_pair
from wizard.agents import AGENTS
from wizard.agents.c.json_scanner import JsonError, parse_json
from wizard.agents.csharp.lenient_json import read_json
from wizard.agents.csharp.xml_encoding import decode_xml
from wizard.agents.csharp.xml_faults import XmlError, XmlFault
from wizard.agents.csharp.xml_scanner import parse_xml
from wizard.agents.shared.certificate_files import c_pem_fault, c_pfx_fault, csharp_file_fault
from wizard.agents.shared.certificate_repair import read_certificate_pair
from wizard.agents.shared.key_files import repaired_key
from wizard.domain.agent.model import AgentSettings, Identity, Method
from wizard.domain.errors import FilesError, SetupError
from wizard.domain.hub.connection_string import (
    parse_connection_string,
    parse_key,
    parse_own_connection_string,
)
from wizard.domain.hub.pasted_text import decode_text
from wizard.domain.ports.agent import Agent
from wizard.domain.resources import resource
from wizard.infra.net.https_client import Answer
from wizard.infra.registry.http_answers import json_of, raise_for_status, says
from wizard.infra.registry.identity_json import device_of, module_of, rows_of, summary_of
from wizard.protocols.amqp.frames import FrameReader, Kind, Layer, frame, header
from wizard.protocols.amqp.values import AmqpProtocolError
from wizard.protocols.key_iterations import iterations_of
from wizard.protocols.mqtt_packets import ProtocolError, read_packet
from wizard.setup.answers.file import parse_answers
from wizard.text.lookup import text_of, text_of_finding

AGENT_ID: Final = "b1a2f4c2-3f5f-4f3e-9d6a-3a0a6f0f4b11"
KEY: Final = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ="
STRING: Final = f"HostName=h.azure-devices.net;SharedAccessKeyName=p;SharedAccessKey={KEY}"
OWN: Final = f"HostName=h.azure-devices.net;DeviceId=d;ModuleId=m;SharedAccessKey={KEY}"
ANSWERS: Final = (
    '[hub]\nconnection_string = { env = "HUB" }\n[device]\nid = "d"\n[authentication]\n'
    'identity = "Device"\nmethod = "SymmetricKey"\n[agent]\nflavour = "c"\ndirectory = "/x"\n'
)


class ChangedUnreadError(Exception):
    """A file that could not be understood was changed all the same."""


@dataclass(frozen=True)
class Target:
    """Examples, and what is done with each change of them.

    ``weight``: how many inputs it gets in comparison; the slow ones get fewer.
    """

    seeds: list[bytes]
    feed: Callable[[bytes], object]
    weight: int = 8


def share(target: Target, chosen: Mapping[str, Target], times: int) -> int:
    """How many of all inputs this target gets."""
    return times * target.weight // sum(one.weight for one in chosen.values()) + 1


def _parses_as_json(data: bytes) -> bool:
    try:
        parse_json(data)
    except JsonError:
        return False
    return True


def _parses_as_xml(data: bytes) -> bool:
    try:
        parse_xml(decode_xml(data).text)
    except XmlError as error:
        return error.fault is XmlFault.FRAGMENT
    return True


def _settings() -> AgentSettings:
    return AgentSettings(
        Identity.DEVICE, Method.SYMMETRIC_KEY, "d", "h.azure-devices.net", "/x/key"
    )


def _agent(agent: Agent, folder: str, parses: Callable[[bytes], bool], weight: int) -> Target:
    shipped = {
        name: resource("agent-defaults", folder, name).read_bytes() for name in agent.file_names
    }
    written = {**shipped, **agent.render(_settings(), dict(shipped), AGENT_ID)}

    def feed(data: bytes) -> None:
        name = agent.file_names[data[0] % len(agent.file_names)] if data else agent.file_names[0]
        files: Mapping[str, bytes | None] = {**written, name: data}

        def read(path: str) -> bytes | None:
            return files.get(path.replace("\\", "/").rpartition("/")[2])

        for finding in agent.assess("/x", read).findings:
            text_of_finding(finding)
        with contextlib.suppress(FilesError):
            agent.repair("/x", read, AGENT_ID)
        try:
            agent.render(_settings(), files, AGENT_ID)
        except FilesError as error:
            text_of(error.problem)
        else:
            if not parses(data) and data.strip():
                raise ChangedUnreadError

    return Target([*written.values()], feed, weight)


def _strings(data: bytes) -> None:
    with contextlib.suppress(UnicodeDecodeError):
        text = decode_text(data)
        for parse in (parse_connection_string, parse_own_connection_string, _as_key):
            try:
                parse(text)
            except SetupError as error:
                text_of(error.problem)


def _as_key(text: str) -> object:
    return parse_key(text, "authentication.key")


def _answers(data: bytes) -> None:
    with contextlib.suppress(UnicodeDecodeError):
        try:
            parse_answers(data.decode("utf-8-sig"), Path("/x"), AGENTS)
        except SetupError as error:
            text_of(error.problem)


def _certificates(data: bytes) -> None:
    iterations_of(data)
    c_pem_fault(data)
    c_pfx_fault(data)
    csharp_file_fault(data)
    read_certificate_pair(data)
    repaired_key(data)


def _certificate_seeds() -> list[bytes]:
    pair = make_pair("d")
    plain, pem = NoEncryption(), pair.certificate.public_bytes(Encoding.PEM)
    key = pair.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, plain)
    lock = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(10).build(b"passphrase")
    made = [
        pkcs12.serialize_key_and_certificates(b"d", pair.key, pair.certificate, None, how)
        for how in (plain, lock)
    ]
    locked = pair.key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"passphrase")
    )
    der = pair.certificate.public_bytes(Encoding.DER)
    return [pem + key, key + pem, pem + locked, der, *made, KEY.encode()]


_LOOP: Final = asyncio.new_event_loop()
_LOOP.close()


def _mqtt(data: bytes) -> None:
    reader = asyncio.StreamReader(loop=_LOOP)
    reader.feed_data(data)
    reader.feed_eof()
    for _ in range(20):
        try:
            read_packet(reader).send(None)
        except StopIteration:
            continue
        except (ProtocolError, asyncio.IncompleteReadError):
            return


def _amqp(data: bytes) -> None:
    with contextlib.suppress(AmqpProtocolError):
        for _ in FrameReader().feed(data):
            pass


def _hub(data: bytes) -> None:
    answer = Answer(200 if len(data) % 2 else 400, {}, data)
    says(answer, "DeviceNotFound")
    for read in (device_of, module_of, summary_of, rows_of):
        try:
            raise_for_status(answer, "h")
            read(json_of(answer, "h"))
        except SetupError as error:
            text_of(error.problem)


def _store(data: bytes) -> None:
    with contextlib.suppress(ValueError):
        read_json(data.decode("utf-8", "replace"))


_DEVICE: Final = {
    "deviceId": "d",
    "etag": "MA==",
    "status": "enabled",
    "authentication": {"type": "sas", "symmetricKey": {"primaryKey": KEY, "secondaryKey": KEY}},
}


def targets() -> Mapping[str, Target]:
    """By name."""
    (c, csharp) = AGENTS.values()
    connect = b"\x10\x1e\0\x04MQTT\x04\xc2\0\x3c\0\x03d/m\0\x01u\0\x02pw\0\0\0\0\0\0"
    publish = b"\x32\x0b\0\x05topic\0\x01ab"
    frames = header(Layer.AMQP) + frame(Kind.OPEN, ["id", "host"]) + frame(Kind.BEGIN, [None, 0])
    return {
        "c": _agent(c, "c", _parses_as_json, 4),
        "csharp": _agent(csharp, "csharp", _parses_as_xml, 1),
        "strings": Target([STRING.encode(), OWN.encode(), json.dumps(OWN).encode()], _strings),
        "answers": Target([ANSWERS.encode()], _answers),
        "certificates": Target(_certificate_seeds(), _certificates, 2),
        "mqtt": Target([connect, publish, b"\x82\x08\0\x01\0\x03a/#\x01\xc0\0"], _mqtt),
        "amqp": Target([frames, header(Layer.SASL)], _amqp),
        "hub": Target([json.dumps(_DEVICE).encode(), json.dumps([_DEVICE]).encode()], _hub),
        "store": Target([b'{"StoreName":"My","StoreLocation":\'a\'}', b"{a:[1,0x1f,],}"], _store),
    }
