"""Starting and stopping: repeatable, and nothing is left behind."""

from __future__ import annotations

import asyncio
import gc
import socket
import ssl
import threading
from pathlib import Path

import pytest

from tests.demo.agent import agent
from tests.demo.clients import call, trusting
from tests.patience import HANG_LIMIT, NEVER, until
from wizard.demo.faults.faults import Silent, SilentBeforeTls
from wizard.demo.hub import POLICIES, DemoHub


def test_stop_can_be_repeated_and_comes_before_start() -> None:
    hub = DemoHub()
    hub.stop()
    hub.start()
    hub.start()
    hub.stop()
    hub.stop()

    with pytest.raises(RuntimeError):
        _ = hub.host_name


def test_can_be_started_again() -> None:
    hub = DemoHub()
    for _ in range(2):
        with hub:
            assert call(hub, "GET", "/devices/cam-01").status == 200


def test_leaves_no_thread_no_file_and_no_open_port() -> None:
    before = threading.active_count()
    with DemoHub() as hub:
        port, ca_file = hub.mqtt_port, hub.ca_file
        assert ca_file.exists()

    until(lambda: threading.active_count() <= before)
    assert not ca_file.parent.exists()
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=HANG_LIMIT)


def test_writes_only_the_certificate_into_a_given_folder(tmp_path: Path) -> None:
    with DemoHub(folder=tmp_path / "new") as hub:
        assert hub.ca_file == tmp_path / "new" / "ca.pem"
        text = hub.ca_file.read_text()

    assert [path.name for path in (tmp_path / "new").iterdir()] == ["ca.pem"]
    assert text.startswith("-----BEGIN CERTIFICATE-----")
    assert "PRIVATE" not in text


@pytest.mark.parametrize("policy", POLICIES)
def test_connection_strings_name_the_policy_and_the_port(hub: DemoHub, policy: str) -> None:
    text = hub.connection_string(policy).reveal()

    assert text.startswith(
        f"HostName=127.0.0.1:{hub.https_port};SharedAccessKeyName={policy};SharedAccessKey="
    )


def test_identities_have_connection_strings_of_their_own(hub: DemoHub) -> None:
    device = hub.device_connection_string("cam-01").reveal()
    module = hub.module_connection_string("cam-01").reveal()

    assert ";DeviceId=cam-01;SharedAccessKey=" in device
    assert ";DeviceId=cam-01;ModuleId=azureiotsecurity;SharedAccessKey=" in module
    with pytest.raises(KeyError):
        hub.device_connection_string("gateway-01")


async def test_works_beside_a_running_loop() -> None:
    with DemoHub() as hub:
        answer = await asyncio.to_thread(call, hub, "GET", "/devices/cam-01")

    assert answer.status == 200


def test_stops_at_once_with_connections_in_every_state(
    recwarn: pytest.WarningsRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its limits are lifted: a stop that waited for a client would hang."""
    monkeypatch.setattr("wizard.demo.tls_transport._SHUTDOWN_SECONDS", NEVER)
    hub = DemoHub()
    hub.start()
    hub.faults.rest.add(SilentBeforeTls(), times=1)
    open_sockets: list[socket.socket] = []
    # One whose handshake is never answered, one that never starts it, one idle after it.
    for port in (hub.https_port, hub.https_port, hub.mqtt_port):
        open_sockets.append(socket.create_connection(("127.0.0.1", port)))
    idle = trusting(hub).wrap_socket(open_sockets[-1], server_hostname="127.0.0.1")
    open_sockets[-1] = idle
    until(lambda: hub.connections == 3)
    hub.faults.rest.add(Silent(), times=1)
    waiting = threading.Thread(target=_call_in_vain, args=(hub,))
    waiting.start()
    until(lambda: len(hub.requests) == 1)
    with agent(hub, "cam-01") as module:
        assert module.expect("connack") == "Success"
        hub.stop()
        assert module.expect("end") != "Success"
    waiting.join()
    for one in open_sockets:
        one.close()
    gc.collect()

    assert not recwarn.list


def _call_in_vain(hub: DemoHub) -> None:
    with pytest.raises((OSError, ssl.SSLError)):
        call(hub, "GET", "/devices/cam-01")
