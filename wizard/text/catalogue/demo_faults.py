"""What each of the demo hub's faults shows: one sentence, for ``--help``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.domain.demo_fault import DemoFault

SENTENCES: Final[Mapping[DemoFault, str]] = {
    DemoFault.WRONG_CLOCK: "The hub's clock is three hours ahead of yours.",
    DemoFault.NO_READ_RIGHT: "No policy may read the registry.",
    DemoFault.SIGN_IN_PAGE: "A guest network's sign-in page answers.",
    DemoFault.BROKEN_ANSWER: "The hub's answers are incomplete.",
    DemoFault.EXPIRED_CERTIFICATE: "The hub's certificate has expired.",
    DemoFault.UNTRUSTED_CERTIFICATE: "An unknown CA issued the certificate.",
    DemoFault.WRONG_NAME_CERTIFICATE: "The certificate is for another name.",
    DemoFault.THROTTLED: "The hub throttles requests for a minute.",
    DemoFault.SLOW_HUB: "The hub answers too late.",
    DemoFault.DISABLED_DEVICE: "Every device is disabled.",
    DemoFault.MODULE_MISSING: "No device has the security module.",
    DemoFault.DISABLED_MODULE: "Every security module is disabled.",
    DemoFault.PORT_CLOSED: "Nothing listens on the AMQP and MQTT ports.",
    DemoFault.ROLLED_KEY: "The key changes before the agent connects.",
    DemoFault.KEYS_FORBIDDEN: "The hub does not accept keys of devices and modules.",
    DemoFault.UNAVAILABLE_HUB: "The hub is temporarily unavailable for modules.",
    DemoFault.CONNECTION_CUT: "The hub disconnects modules after they connect.",
    DemoFault.BAD_TWIN: "The twin has a setting that the agent rejects.",
    DemoFault.TWIN_WARNING: "The twin has an unknown setting; the check warns.",
}
