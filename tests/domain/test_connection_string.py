"""What people paste, and what is said to it."""

from __future__ import annotations

import base64

import pytest

from wizard.domain.errors import Code, ConnectionStringError, Exit
from wizard.domain.hub.connection_string import (
    parse_connection_string,
    parse_host,
    parse_own_connection_string,
)

KEY = base64.b64encode(b"k" * 32).decode()
GOOD = f"HostName=plant.azure-devices.net;SharedAccessKeyName=registryRead;SharedAccessKey={KEY}"


def test_the_portal_form_is_read() -> None:
    found = parse_connection_string(GOOD)
    assert found.address.host_name == "plant.azure-devices.net"
    assert found.policy == "registryRead"
    assert found.key.reveal() == KEY
    assert found.connection_string().reveal() == GOOD


@pytest.mark.parametrize(
    "pasted",
    [
        f"  {GOOD}\n",
        f'"{GOOD}"',
        f"'{GOOD}';".replace("';", "'"),
        GOOD.replace(";", ";\r\n"),
        GOOD + ";",
        "\ufeff" + GOOD,
        GOOD.replace("HostName", "hostname").replace("SharedAccessKey=", "sharedaccesskey="),
        GOOD.replace(";SharedAccessKeyName", " ; SharedAccessKeyName"),
    ],
)
def test_blanks_quotes_and_line_breaks_are_forgiven(pasted: str) -> None:
    assert parse_connection_string(pasted).connection_string().reveal() == GOOD


@pytest.mark.parametrize(
    ("text", "code", "variant"),
    [
        ("", Code.CS_MALFORMED, "empty"),
        ("   \n", Code.CS_MALFORMED, "empty"),
        (KEY, Code.CS_MALFORMED, "key"),
        ("HostName=a.b;Nonsense=1", Code.CS_MALFORMED, "unknown_part"),
        (GOOD.replace("SharedAccessKeyName=registryRead;", ""), Code.CS_MALFORMED, "missing"),
        (GOOD.replace(KEY, ""), Code.CS_MALFORMED, "missing"),
        (GOOD + ";" + GOOD, Code.CS_MALFORMED, "twice"),
        (GOOD.replace("plant.", "https://plant."), Code.CS_MALFORMED, "scheme"),
        (GOOD.replace("plant.azure-devices.net", "plant"), Code.CS_MALFORMED, "no_dot"),
        (GOOD.replace("plant.", "pl ant."), Code.CS_MALFORMED, "host"),
        (GOOD.replace(".net", ".net:99999"), Code.CS_MALFORMED, "host"),
        (GOOD.replace(".net", ".net/"), Code.CS_MALFORMED, "host"),
        (GOOD.replace(".net", ".net:443"), Code.CS_MALFORMED, "port"),
        (GOOD.replace(KEY, KEY[:-1]), Code.CS_KEY_NOT_BASE64, ""),
        (GOOD.replace(KEY, KEY.replace("=", "-")), Code.CS_KEY_NOT_BASE64, ""),
        (f"HostName=a.b;DeviceId=cam-1;SharedAccessKey={KEY}", Code.CS_FOR_DEVICE, ""),
        (f"HostName=a.b;DeviceId=c;ModuleId=m;SharedAccessKey={KEY}", Code.CS_FOR_MODULE, ""),
        ("HostName=a.b;DeviceId=c;x509=true", Code.CS_FOR_DEVICE, ""),
    ],
)
def test_what_is_wrong_is_named(text: str, code: Code, variant: str) -> None:
    with pytest.raises(ConnectionStringError) as caught:
        parse_connection_string(text)
    assert (caught.value.code, caught.value.variant) == (code, variant)
    assert caught.value.code.exit is Exit.ANSWERS
    assert KEY not in str(caught.value.args) + repr(caught.value.params)


def test_a_port_belongs_to_the_host_name() -> None:
    address = parse_host("127.0.0.1:8443")
    assert (address.name, address.https_port, str(address)) == ("127.0.0.1", 8443, "127.0.0.1:8443")
    assert parse_host("plant.azure-devices.cn").https_port == 443
    assert parse_host("127.0.0.1:443").https_port == 443


def test_a_devices_and_a_modules_own_string() -> None:
    device = parse_own_connection_string(f"HostName=a.b:8443;DeviceId=c;SharedAccessKey={KEY}")
    assert (device.address.host_name, device.device_id, device.module_id) == ("a.b:8443", "c", None)
    module = parse_own_connection_string(
        f" 'HostName=a.b;DeviceId=c;ModuleId=azureiotsecurity;SharedAccessKey={KEY}'\n"
    )
    assert (module.module_id, module.key.reveal()) == ("azureiotsecurity", KEY)


@pytest.mark.parametrize(
    ("text", "code", "variant"),
    [
        (GOOD, Code.CS_MALFORMED, "not_own"),
        ("HostName=a.b;DeviceId=c;x509=true", Code.CS_MALFORMED, "x509"),
        ("HostName=a.b;DeviceId=c", Code.CS_MALFORMED, "missing"),
        ("HostName=a.b;DeviceId=c;SharedAccessKey=###", Code.CS_KEY_NOT_BASE64, ""),
    ],
)
def test_what_is_no_own_string(text: str, code: Code, variant: str) -> None:
    with pytest.raises(ConnectionStringError) as caught:
        parse_own_connection_string(text)
    assert (caught.value.code, caught.value.variant) == (code, variant)
