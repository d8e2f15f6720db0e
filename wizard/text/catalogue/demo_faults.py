"""What each of the demo hub's faults shows: one sentence, for ``--help``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.domain.demo_fault import DemoFault

SENTENCES: Final[Mapping[DemoFault, str]] = {
    DemoFault.WRONG_CLOCK: "The hub's clock is three hours ahead of yours.",
    DemoFault.NO_READ_RIGHT: "No policy may read the registry.",
    DemoFault.SIGN_IN_PAGE: "A guest network's sign-in page answers.",
    DemoFault.BROKEN_ANSWER: "The hub's answers break off in the middle.",
    DemoFault.EXPIRED_CERTIFICATE: "The hub's certificate has expired.",
    DemoFault.UNTRUSTED_CERTIFICATE: "An unknown CA issued the certificate.",
    DemoFault.WRONG_NAME_CERTIFICATE: "The certificate is for another name.",
    DemoFault.THROTTLED: "The hub takes no more requests for a minute.",
    DemoFault.SLOW_HUB: "The hub answers later than the wizard waits.",
    DemoFault.DISABLED_DEVICE: "Every device is disabled.",
    DemoFault.MODULE_MISSING: "No device has the security module.",
    DemoFault.DISABLED_MODULE: "Every security module is disabled.",
    DemoFault.PORT_CLOSED: "Nothing listens on the ports of AMQP and MQTT.",
    DemoFault.ROLLED_KEY: "The key changes before the agent connects.",
    DemoFault.KEYS_FORBIDDEN: "The hub lets no device or module use keys.",
    DemoFault.UNAVAILABLE_HUB: "The hub turns modules away for now.",
    DemoFault.CONNECTION_CUT: "The hub cuts modules off right after connecting.",
    DemoFault.BAD_TWIN: "A twin setting is one that the agent rejects.",
    DemoFault.TWIN_WARNING: "A twin setting is unknown; the check warns.",
}
