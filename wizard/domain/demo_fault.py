"""The faults that the demo hub can be started with, by name."""

from __future__ import annotations

from enum import StrEnum


class DemoFault(StrEnum):
    """What ``--fault NAME`` takes; `wizard.demo.faults.scenarios` sets each of them."""

    WRONG_CLOCK = "wrong-clock"
    NO_READ_RIGHT = "no-read-right"
    SIGN_IN_PAGE = "sign-in-page"
    BROKEN_ANSWER = "broken-answer"
    EXPIRED_CERTIFICATE = "expired-certificate"
    UNTRUSTED_CERTIFICATE = "untrusted-certificate"
    WRONG_NAME_CERTIFICATE = "wrong-name-certificate"
    THROTTLED = "throttled"
    SLOW_HUB = "slow-hub"
    DISABLED_DEVICE = "disabled-device"
    MODULE_MISSING = "module-missing"
    DISABLED_MODULE = "disabled-module"
    PORT_CLOSED = "port-closed"
    ROLLED_KEY = "rolled-key"
    KEYS_FORBIDDEN = "keys-forbidden"
    UNAVAILABLE_HUB = "unavailable-hub"
    CONNECTION_CUT = "connection-cut"
    BAD_TWIN = "bad-twin"
    TWIN_WARNING = "twin-warning"
