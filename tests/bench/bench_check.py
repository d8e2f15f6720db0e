"""The live check beside the least that does the same: TLS, MQTT or AMQP, one twin read."""

from __future__ import annotations

import asyncio
import gc
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from tests.bench import bare_connection
from tests.bench.bench_apply import DEVICE, answers_file, benched_hub
from tests.bench.harness import (
    PROGRAM,
    Cost,
    Figure,
    by_turns,
    cost_here,
    forget_variables,
    run_child,
    show_figures,
)
from wizard import compose
from wizard.check.options import CheckOptions
from wizard.check.run import CheckRun
from wizard.domain.hub.model import MODULE_ID, Network
from wizard.domain.hub.transport import Transport
from wizard.domain.report import Result
from wizard.infra.net import tls

TIMES: Final = 25
AIM: Final = 0.6
BARE: Final = {
    Transport.MQTT: bare_connection.read_twin_by_mqtt,
    Transport.AMQP: bare_connection.read_twin_by_amqp,
}
TOLD: Final = {
    "Device, amqp": ("The live check", "TLS with the system's roots, AMQP and one twin"),
}
"""In the README: the dearest of them."""
IDENTITIES: Final = ("SecurityModule", "Device")


def main() -> None:
    """Measure and print."""
    forget_variables()
    with benched_hub() as (hub, environment), tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        measures: list[Callable[[], Cost]] = []
        for identity in IDENTITIES:
            answers = answers_file(hub, folder, identity, "c")
            run_child([*PROGRAM, "apply", str(answers)], environment)
            for transport in BARE:
                measures += _pair(hub, answers.with_suffix(""), transport)
        gc.freeze()
        costs = by_turns(*measures, times=TIMES)
    names = [f"{identity}, {one.value}" for identity in IDENTITIES for one in BARE]
    show_figures(
        "The live check beside TLS with the system's roots, the protocol, one twin",
        [
            Figure(name, check, bare, AIM, TOLD.get(name))
            for name, check, bare in zip(names, costs[::2], costs[1::2], strict=True)
        ],
    )


def _pair(
    hub: Mapping[str, Any], folder: Path, transport: Transport
) -> tuple[Callable[[], Cost], Callable[[], Cost]]:
    """The check of what is configured in the folder, and the bare connection with the same key."""
    key = next(folder.glob("*.key")).read_text().strip()
    is_device = folder.name.startswith("Device")

    def bare() -> None:
        context, module_key = bare_connection.context_for(hub), key
        if is_device:
            module_key = bare_connection.fetch_key(hub, DEVICE, MODULE_ID, key, context)
        BARE[transport](hub, DEVICE, MODULE_ID, module_key, context)

    return (
        lambda: cost_here(lambda: asyncio.run(check(hub, folder, transport))),
        lambda: cost_here(bare),
    )


async def check(
    hub: Mapping[str, Any], folder: Path, transport: Transport, *, forget: bool = True
) -> None:
    """One check; ``forget``: as the process's first, that uses nothing an earlier one has read."""
    if forget:
        tls.forget()
    ports = {Transport.AMQP: hub["amqp_port"], Transport.MQTT: hub["mqtt_port"]}
    network = Network(Path(hub["ca_file"]), ports)
    options = CheckOptions(transport=transport)
    run = CheckRun(folder, compose.real(), network, lambda _event: None, options=options)
    report = await run.run()
    if report.result is not Result.OK:
        raise SystemExit(f"the check failed: {report.error}")


if __name__ == "__main__":
    main()
