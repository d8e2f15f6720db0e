"""The live check in module mode beside the least that could do it: TLS, MQTT, one twin read."""

from __future__ import annotations

import asyncio
import ssl
import statistics
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from tests.bench.bench_apply import ANSWERS, DEVICE
from tests.bench.harness import (
    PROGRAM,
    by_turns,
    demo_hub,
    milliseconds,
    private_environment,
    run_child,
    show,
)
from wizard import compose
from wizard.check.run import CheckRun
from wizard.domain.hub.model import MODULE_ID, Network
from wizard.domain.hub.sas_token import module_audience, sas_token
from wizard.domain.hub.transport import Transport
from wizard.domain.report import Result
from wizard.domain.secret import Secret

KEY_FILE: Final = "azureiotsecurity.key"
TIMES: Final = 25


def main() -> None:
    """Measure and print."""
    with (
        private_environment() as environment,
        tempfile.TemporaryDirectory() as folder,
        demo_hub(environment) as hub,
    ):
        directory = Path(folder, "agent")
        _configure(hub, directory, environment)
        key = Secret((directory / KEY_FILE).read_text().strip())
        bare, check = by_turns(
            lambda: milliseconds(lambda: _bare_connection(hub, key)),
            lambda: milliseconds(lambda: asyncio.run(_check(hub, directory))),
            times=TIMES,
        )
    # The least is what the work takes; the median has the machine's other work in it.
    for name, of in (("median", statistics.median), ("least", min)):
        show(
            f"The live check, module mode ({name} of {TIMES})",
            ("", "ms", "ratio", "aim"),
            [
                ("TLS, MQTT, twin with paho alone", f"{of(bare):.1f}", "", ""),
                ("the check", f"{of(check):.1f}", f"{of(check) / of(bare):.2f}", "1.2"),
            ],
        )


def _configure(hub: Mapping[str, Any], directory: Path, environment: Mapping[str, str]) -> None:
    """Let the program itself configure a C agent for the module of a demo device."""
    where = f"""
[hub]
connection_string = {{ env = "HUB" }}
ca_file = "{hub["ca_file"]}"
amqp_port = {hub["amqp_port"]}
mqtt_port = {hub["mqtt_port"]}
"""
    answers = directory.with_suffix(".toml")
    answers.write_text(
        where
        + ANSWERS.format(device=DEVICE, identity="SecurityModule", flavour="c", directory=directory)
    )
    policy = hub["connection_strings"]["registryRead"]
    run_child([*PROGRAM, "apply", str(answers)], {**environment, "HUB": policy})


async def _check(hub: Mapping[str, Any], directory: Path) -> None:
    network = Network(
        Path(hub["ca_file"]), {Transport.AMQP: hub["amqp_port"], Transport.MQTT: hub["mqtt_port"]}
    )
    report = await CheckRun(directory, compose.real(), network, lambda _event: None).run()
    if report.result is not Result.OK:
        raise SystemExit(f"the check failed: {report.error}")


def _bare_connection(hub: Mapping[str, Any], key: Secret) -> None:
    """Connect as the module, read the twin, disconnect: straight-line paho."""
    token = sas_token(
        module_audience(hub["host_name"], DEVICE, MODULE_ID), key, int(time.time()) + 3600
    )
    answered = threading.Event()
    client = mqtt.Client(CallbackAPIVersion.VERSION2, f"{DEVICE}/{MODULE_ID}")
    client.username_pw_set(
        f"{hub['host_name']}/{DEVICE}/{MODULE_ID}/?api-version=2018-06-30", token.reveal()
    )
    # Trusts what the check trusts: the system's certificates too, which take time to load.
    context = ssl.create_default_context()
    context.load_verify_locations(hub["ca_file"])
    client.tls_set_context(context)

    def subscribe(*_: object) -> None:
        client.subscribe("$iothub/twin/res/#")

    def ask(*_: object) -> None:
        client.publish("$iothub/twin/GET/?$rid=1")

    client.on_connect = subscribe
    client.on_subscribe = ask
    client.on_message = lambda *_: answered.set()
    client.connect("127.0.0.1", hub["mqtt_port"])
    client.loop_start()
    if not answered.wait(10):
        raise SystemExit("the demo hub did not answer the bare connection")
    client.disconnect()
    client.loop_stop()


if __name__ == "__main__":
    main()
