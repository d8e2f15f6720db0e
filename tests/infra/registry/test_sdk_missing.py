"""pip leaves azure-iot-hub out where uamqp has no builds: that is told, not a crash."""

from __future__ import annotations

import sys

import pytest

from wizard import compose
from wizard.domain.errors import Code, HubError
from wizard.domain.hub.connection_string import parse_connection_string
from wizard.domain.hub.model import Network
from wizard.infra.registry.client import RegistryClient
from wizard.text.lookup import text_of

CREDENTIALS = "HostName=hub.example;SharedAccessKeyName=registryRead;SharedAccessKey=a2V5"


@pytest.fixture
def no_sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "azure.iot.hub", None)
    monkeypatch.delitem(sys.modules, "wizard.infra.registry.azure_sdk", raising=False)


@pytest.mark.usefixtures("no_sdk")
async def test_a_missing_sdk_is_named_with_what_to_do() -> None:
    client = RegistryClient(parse_connection_string(CREDENTIALS), Network())
    try:
        with pytest.raises(HubError) as raised:
            await client.ask(lambda manager: manager)
    finally:
        await client.close()

    assert (raised.value.code, raised.value.problem.variant) == (Code.INTERNAL, "sdk_missing")
    assert "pip install --no-deps azure-iot-hub" in " ".join(text_of(raised.value.problem))


@pytest.mark.usefixtures("no_sdk")
async def test_the_window_opens_all_the_same() -> None:
    await compose.warm_up(compose.real(), lambda: None)
