"""The settings of the module twin's configuration object, and which agent knows which.

Sources: the C# agent's ``RemoteConfiguration``, ``RemoteIoTConfiguration`` and
``RemoteSecurityModuleConfiguration`` (Azure/Azure-IoT-Security-Agent-CS), the C agent's
``twin_configuration_consts.c``, and the documentation "Configure security agents", which alone has
the limits: neither agent checks them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from wizard.domain.agent.model import AgentFlavour


class Kind(StrEnum):
    """What a setting holds."""

    DURATION = "duration"
    NUMBER = "number"
    PRIORITY = "priority"
    FLAG = "flag"
    TEXT = "text"
    BARE_TEXT = "bare_text"
    """Text that stands there by itself, not as ``{"value": …}``."""


LIMITS: Final[Mapping[str, tuple[int, int]]] = {
    "maxLocalCacheSizeInBytes": (8193, 2**31 - 1),
    "maxMessageSizeInBytes": (8193, 262143),
}
"""The least and the greatest number that is documented; the cache has a documented least one."""

_BOTH: Final[Mapping[str, Kind]] = {
    "highPriorityMessageFrequency": Kind.DURATION,
    "lowPriorityMessageFrequency": Kind.DURATION,
    "snapshotFrequency": Kind.DURATION,
    "maxLocalCacheSizeInBytes": Kind.NUMBER,
    "maxMessageSizeInBytes": Kind.NUMBER,
    "eventPriorityConnectionCreate": Kind.PRIORITY,
    "eventPriorityDiagnostic": Kind.PRIORITY,
    "eventPriorityFirewallConfiguration": Kind.PRIORITY,
    "eventPriorityListeningPorts": Kind.PRIORITY,
    "eventPriorityLocalUsers": Kind.PRIORITY,
    "eventPriorityLogin": Kind.PRIORITY,
    "eventPriorityOSBaseline": Kind.PRIORITY,
    "eventPriorityProcessCreate": Kind.PRIORITY,
    "eventPrioritySystemInformation": Kind.PRIORITY,
    "aggregationEnabledConnectionCreate": Kind.FLAG,
    "aggregationEnabledProcessCreate": Kind.FLAG,
    "aggregationIntervalConnectionCreate": Kind.DURATION,
    "aggregationIntervalProcessCreate": Kind.DURATION,
}

SETTINGS: Final[Mapping[AgentFlavour, Mapping[str, Kind]]] = {
    AgentFlavour.C: {
        **_BOTH,
        "eventPriorityOperational": Kind.PRIORITY,
        "baselineCustomChecksEnabled": Kind.FLAG,
        "baselineCustomChecksFilePath": Kind.TEXT,
        "baselineCustomChecksFileHash": Kind.TEXT,
    },
    AgentFlavour.CSHARP: {
        **_BOTH,
        "eventPriorityConfigurationError": Kind.PRIORITY,
        "eventPriorityConnectedHardware": Kind.PRIORITY,
        "eventPriorityDroppedEventsStatistics": Kind.PRIORITY,
        "eventPriorityMessageStatistics": Kind.PRIORITY,
        "eventPriorityProcessTerminate": Kind.PRIORITY,
        "aggregationEnabledProcessTerminate": Kind.FLAG,
        "aggregationIntervalProcessTerminate": Kind.DURATION,
        "hubResourceId": Kind.BARE_TEXT,
    },
}

ALL_NAMES: Final = frozenset(name for names in SETTINGS.values() for name in names)
