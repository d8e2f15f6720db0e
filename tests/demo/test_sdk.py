"""azure-iot-hub 2.7.0 works against the demo hub unchanged."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from msrest.exceptions import HttpOperationError
from requests.adapters import HTTPAdapter

from tests.demo.clients import trusting
from wizard.demo.hub import DemoHub
from wizard.domain.hub.model import MODULE_ID

pytest.importorskip("uamqp", reason="the SDK as it is wants uamqp, which is not for this Python")
from azure.iot.hub import IoTHubRegistryManager
from azure.iot.hub.protocol.models import QuerySpecification


class _Trusting(HTTPAdapter):
    """Carries a TLS context into the SDK's session (hub.md, "azure-iot-hub 2.7.0")."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=self._context, **kwargs)

    def cert_verify(self, *args: Any, **kwargs: Any) -> None:
        """The context verifies."""


@pytest.fixture
def manager(hub: DemoHub) -> Iterator[Any]:
    made = IoTHubRegistryManager.from_connection_string(
        hub.connection_string("iothubowner").reveal()
    )
    config = made.protocol.config
    config.retry_policy.retries = 0
    config.connection.timeout = 10
    session: requests.Session = config.pipeline._sender.driver.session
    session.trust_env = False
    session.mount("https://", _Trusting(trusting(hub)))
    yield made
    session.close()


def test_reads_identities_with_odd_names(manager: Any) -> None:
    for name in ("cam-01", "press#4", "line%41", "valve?9", "operator's-panel", "pump(left)"):
        assert manager.get_device(name).device_id == name
    module = manager.get_module("line%41", MODULE_ID)
    assert (module.device_id, module.module_id) == ("line%41", MODULE_ID)
    assert [one.module_id for one in manager.get_modules("plc-09")] == ["historian", "opcua"]
    assert len(manager.get_devices(7)) == 7


def test_creates_updates_and_deletes_a_module(manager: Any) -> None:
    made = manager.create_module_with_sas("cam-02", MODULE_ID, "", None, None)
    keys = made.authentication.symmetric_key

    assert made.authentication.type == "sas"
    assert keys.primary_key
    assert manager.get_module("cam-02", MODULE_ID).etag == made.etag
    updated = manager.update_module_with_sas(
        "cam-02", MODULE_ID, "", made.etag, keys.secondary_key, keys.primary_key
    )
    assert updated.authentication.symmetric_key.primary_key == keys.secondary_key
    manager.update_module_with_sas(
        "cam-02", MODULE_ID, "", None, keys.primary_key, keys.secondary_key
    )
    manager.delete_module("cam-02", MODULE_ID)
    with pytest.raises(HttpOperationError) as caught:
        manager.get_module("cam-02", MODULE_ID)
    assert caught.value.response.status_code == 404


def test_creates_and_updates_devices_of_every_kind(manager: Any) -> None:
    print_of_certificate = "AB" * 20
    manager.create_device_with_sas("new-1", None, None, "enabled")
    manager.create_device_with_x509("new-2", print_of_certificate, None, "enabled")
    manager.create_device_with_certificate_authority("new-3", "disabled")
    manager.update_device_with_certificate_authority("new-3", None, "enabled")

    kinds = [manager.get_device(f"new-{number}").authentication.type for number in (1, 2, 3)]
    assert kinds == ["sas", "selfSigned", "certificateAuthority"]
    assert manager.get_device("new-3").status == "enabled"


@pytest.mark.parametrize(
    ("device_id", "etag", "status"), [("cam-01", None, 409), ("nope", None, 404)]
)
def test_refusals_come_with_their_status(
    manager: Any, device_id: str, etag: str | None, status: int
) -> None:
    with pytest.raises(HttpOperationError) as caught:
        manager.create_module_with_sas(device_id, MODULE_ID, "", None, None)

    assert caught.value.response.status_code == status
    assert "iothub-errorcode" in caught.value.response.headers


def test_pages_through_a_query(manager: Any) -> None:
    specification = QuerySpecification(query="SELECT * FROM devices")
    found: list[str] = []
    token = None
    while True:
        page = manager.query_iot_hub(specification, token, 15)
        found += [twin.device_id for twin in page.items]
        assert page.type == "twin"
        token = page.continuation_token
        if not token:
            break

    assert found == sorted(set(found))
    assert "cam-01" in found
    assert len(found) > 30


def test_reads_twins_and_statistics(manager: Any) -> None:
    assert manager.get_twin("cam-01").tags["kind"] == "camera"
    assert manager.get_module_twin("plc-08", MODULE_ID).status == "disabled"
    assert manager.get_device_registry_statistics().disabled_device_count == 2
    assert manager.get_service_statistics().connected_device_count > 0
