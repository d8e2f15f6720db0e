"""What people paste or pipe instead of the bare string: each is taken, or named as what it is."""

from __future__ import annotations

import asyncio
import base64
import json
from pathlib import Path

import pytest

from tests.fakes.ports import PortsOfTest
from wizard.compose import flavours
from wizard.domain.errors import AnswersError, Code, ConnectionStringError
from wizard.domain.hub.connection_string import (
    parse_connection_string,
    parse_key,
    parse_own_connection_string,
)
from wizard.setup.answers.file import parse_answers
from wizard.setup.answers.secret_source import read_at_hand, with_secrets
from wizard.text.lookup import text_of

KEY = base64.b64encode(b"a made up key of thirty-two byte").decode()
HUB = f"HostName=plant.azure-devices.net;SharedAccessKeyName=registryRead;SharedAccessKey={KEY}"
DEVICE = f"HostName=plant.azure-devices.net;DeviceId=pump-7;SharedAccessKey={KEY}"
TOKEN = "SharedAccessSignature sr=plant.azure-devices.net&sig=c2ln&se=1893456000&skn=registryRead"


@pytest.mark.parametrize(
    "printed",
    [
        json.dumps({"connectionString": HUB}, indent=2),
        json.dumps({"connectionString": [HUB]}),
        json.dumps([{"connectionString": [HUB], "name": "plant"}]),
        json.dumps({"outputs": {"connectionString": {"type": "String", "value": HUB}}}),
        json.dumps({"value": HUB}),
        json.dumps({"primaryConnectionString": HUB, "name": "plant"}),
        json.dumps([HUB]),
        json.dumps(HUB) + "\n",
        f"connectionString: {HUB}\n",
        f"ConnectionString\n-----------------\n{HUB}\n",
        f'export HUB="{HUB}"',
        f"HUB={HUB}",
        f'$env:HUB = "{HUB}"',
        f"\u201c{HUB}\u201d",
        f"\u2018{HUB}\u2019\r\n",
        f"\u00ab{HUB}\u00bb",
    ],
)
def test_what_a_command_printed_around_the_string_is_taken_off(printed: str) -> None:
    assert parse_connection_string(printed).connection_string().reveal() == HUB


@pytest.mark.parametrize(
    ("pasted", "variant", "said"),
    [
        (TOKEN, "token_until", "expires on 2030-01-01 00:00 UTC"),
        (f"HostName=plant.azure-devices.net;SharedAccessSignature={TOKEN}", "token_until", "token"),
        (f"HostName=plant.azure-devices.net;DeviceId=a;SharedAccessSignature={TOKEN}", "", "token"),
        (
            "SharedAccessSignature sr=0b1c2d3e-0000-4000-8000-00000000abcd&sig=c2ln&skn=t",
            "iot_central_token",
            "IoT Central",
        ),
        (
            f"Endpoint=sb://ihsuprodweures001.servicebus.windows.net/;SharedAccessKeyName=service;"
            f"SharedAccessKey={KEY};EntityPath=iothub-ehub-plant-1",
            "built_in_endpoint",
            "built-in endpoint",
        ),
        (
            f"Endpoint=sb://plant.servicebus.windows.net/;SharedAccessKeyName=RootManage;"
            f"SharedAccessKey={KEY}",
            "service_bus",
            "Event Hubs or Service Bus",
        ),
        (
            f"DefaultEndpointsProtocol=https;AccountName=plant;AccountKey={KEY};"
            "EndpointSuffix=core.windows.net",
            "storage",
            "storage account",
        ),
        (f"AccountName=plant;AccountKey={KEY}", "storage", "storage account"),
        ("BlobEndpoint=https://p.blob.core.windows.net/;SharedAccessSignature=sv=1&sig=x", "", ""),
        (
            f"HostName=plant.azure-devices-provisioning.net;SharedAccessKeyName=p;"
            f"SharedAccessKey={KEY}",
            "provisioning",
            "provisioning service",
        ),
        (f"HostName=p.azureiotcentral.com;SharedAccessKey={KEY}", "iot_central", "IoT Central"),
        (
            f"AccountEndpoint=https://p.documents.azure.com:443/;AccountKey={KEY}",
            "cosmos",
            "Cosmos",
        ),
        ("InstrumentationKey=0b1c2d3e;IngestionEndpoint=https://x", "insights", "Insights"),
        (f"Endpoint=https://p.service.signalr.net;AccessKey={KEY};Version=1.0", "signalr", "Sig"),
        (f"Endpoint=https://p.azconfig.io;Id=x;Secret={KEY}", "app_configuration", "App Conf"),
        ("Server=tcp:p.database.windows.net,1433;Initial Catalog=x;Password=y", "sql", "SQL"),
        (f"p.redis.cache.windows.net:6380,password={KEY},ssl=True", "redis", "Redis"),
        (KEY, "key", "only a key"),
        ("plant.azure-devices.net", "host_alone", "only a host name"),
        (json.dumps({"name": "plant", "sku": "S1"}), "json", "without a connection string"),
        (json.dumps({"connectionString": [HUB, DEVICE]}), "several", "more than one"),
        (HUB.replace("plant", "<hub>"), "placeholder", "HostName"),
        (HUB.replace(KEY, "{key}"), "placeholder", "SharedAccessKey "),
        (HUB.replace(KEY, "****"), "placeholder", "placeholder"),
    ],
)
def test_what_is_no_hubs_string_is_named_as_what_it_is(
    pasted: str, variant: str, said: str
) -> None:
    with pytest.raises(ConnectionStringError) as caught:
        parse_connection_string(pasted)

    text = text_of(caught.value.problem)
    assert caught.value.code is Code.CS_MALFORMED
    assert not variant or caught.value.variant == variant
    assert said in text.cause + text.remedy
    assert KEY not in text.cause + text.remedy
    assert "c2ln" not in text.cause + text.remedy


@pytest.mark.parametrize(
    ("given", "variant", "said"),
    [
        (DEVICE, "whole_string_device", "part after SharedAccessKey="),
        (DEVICE + ";ModuleId=azureiotsecurity", "whole_string_module", "of a module"),
        (HUB, "whole_string_hub", "must not be stored on a device"),
        (
            HUB.replace("azure-devices", "azure-devices-provisioning"),
            "",
            "must not be stored on a device",
        ),
        (HUB.replace("HostName=", "Endpoint=sb://"), "whole_string_other", "another service"),
        ("not a key", "key_not_base64", "not base64"),
        (json.dumps({"a": {"primaryKey": KEY}, "b": {"primaryKey": "b"}}), "key_json", "JSON"),
    ],
)
def test_a_whole_string_where_a_key_is_asked_for(given: str, variant: str, said: str) -> None:
    with pytest.raises(AnswersError) as caught:
        parse_key(given, "authentication.key")

    text = text_of(caught.value.problem)
    assert not variant or caught.value.variant == variant
    assert said in text.cause + text.remedy
    assert KEY not in text.cause + text.remedy


@pytest.mark.parametrize(
    "given",
    [
        f' "{KEY}"\n',
        json.dumps(KEY),
        json.dumps({"attestation": {"symmetricKey": {"primaryKey": KEY, "secondaryKey": "c2Vj"}}}),
        json.dumps({"primaryKey": KEY}),
    ],
)
def test_a_key_is_taken_out_of_what_is_around_it(given: str) -> None:
    assert parse_key(given, "authentication.key").reveal() == KEY


def test_a_gateway_is_not_dropped_silently() -> None:
    assert (
        parse_own_connection_string(DEVICE + ";GatewayHostName=edge.local").gateway == "edge.local"
    )
    assert parse_own_connection_string(DEVICE).gateway == ""


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_secret_file_is_read_however_windows_saved_it(tmp_path: Path, codec: str) -> None:
    mark = b"\xfe\xff" if codec == "utf-16-be" else b""
    (tmp_path / "cs.txt").write_bytes(mark + (HUB + "\r\n").encode(codec))
    answers = parse_answers(_answers('{ file = "cs.txt" }'), tmp_path, flavours())

    state = asyncio.run(with_secrets(answers, read_at_hand(answers), PortsOfTest(tmp_path, ())))

    assert state.credentials is not None
    assert state.credentials.key.reveal() == KEY


def test_what_is_no_text_at_all_says_how_to_save_it(tmp_path: Path) -> None:
    (tmp_path / "cs.txt").write_bytes(b"\x93\xff\x00\x01\x02")
    answers = parse_answers(_answers('{ file = "cs.txt" }'), tmp_path, flavours())

    with pytest.raises(AnswersError) as caught:
        read_at_hand(answers)

    assert "-Encoding ascii" in text_of(caught.value.problem).remedy


@pytest.mark.parametrize(
    ("directory", "variant", "said"),
    [
        (r'"C:\Program Files\ASC"', "toml_backslash", "in single quotes"),
        (r'"C:\Users\x"', "toml_backslash", "in single quotes"),
        (r'"D:\agents\ASC"', "toml_backslash", "every backslash twice"),
        ('"\\\\server\\share\\ASC"', "toml_backslash", "in single quotes"),
        (r'"C:\temp"', "path_escape", "single quotes"),
        ("\u201c/var/ASCIoTAgent\u201d", "toml_quotes", "straight quotes"),
        ("/var/ASCIoTAgent", "toml", "Correct the file"),
    ],
)
def test_a_windows_path_in_the_answers_file(
    tmp_path: Path, directory: str, variant: str, said: str
) -> None:
    with pytest.raises(AnswersError) as caught:
        parse_answers(_answers('{ env = "HUB" }', directory), tmp_path, flavours())

    text = text_of(caught.value.problem)
    assert caught.value.variant == variant
    assert said in text.cause + text.remedy


def _answers(source: str, directory: str = '"/var/ASCIoTAgent"') -> str:
    return f"""
[hub]
connection_string = {source}
[device]
id = "pump-7"
[authentication]
identity = "SecurityModule"
[agent]
flavour = "csharp"
directory = {directory}
"""
