"""A child of `bench_apply`: the job as one script with azure-iot-hub and paho would do it.

It reads the device and the module, writes the agent's two files, and connects as the module. It
looks at nothing else: no retries, no roll-back, no explanation of what went wrong.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from azure.iot.hub import IoTHubRegistryManager

from tests.bench.bare_connection import read_twin_by_mqtt

MODULE_ID = "azureiotsecurity"


def main() -> None:
    """``sys.argv``: the demo hub's JSON, the device and the agent's folder."""
    hub, device_id, folder = json.loads(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    registry = IoTHubRegistryManager.from_connection_string(os.environ["HUB"])
    registry.get_device(device_id)
    module = registry.get_module(device_id, MODULE_ID)
    key = module.authentication.symmetric_key.primary_key

    folder.mkdir(exist_ok=True)
    key_file = folder / "azureiotsecurity.key"
    descriptor = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
    settings = {
        "Identity": "SecurityModule",
        "AuthenticationMethod": "SymmetricKey",
        "FilePath": str(key_file),
        "DeviceId": device_id,
        "HostName": hub["host_name"],
    }
    configuration = json.dumps({"Configuration": {"Authentication": settings}})
    Path(folder, "LocalConfiguration.json").write_text(configuration)

    read_twin_by_mqtt(hub, device_id, MODULE_ID, key)


if __name__ == "__main__":
    main()
