"""What ``bootstrap.py test --windows`` runs, and why it runs no more."""

from __future__ import annotations

from typing import Final

PARTS: Final = (
    ("tests/end2end/test_[a-c]*.py",),
    ("tests/agents",),
    ("tests/end2end/test_[d-f]*.py",),
    ("tests/text", "tests/setup"),
    ("tests/end2end/test_[g-n]*.py",),
    ("tests/end2end/test_[o-z]*.py",),
    ("tests/bootstrap", "tests/packaging", "tests/test_windowed.py"),
    ("tests/check", "tests/diagnosis", "tests/domain", "tests/runs", "tests/upkeep"),
    ("tests/contracts", "tests/demo/test_client_certificates.py", "tests/demo/test_tls.py"),
    ("tests/writer",),
    (
        *("tests/infra/files", "tests/infra/keyring", "tests/infra/service"),
        "tests/infra/test_windows_services.py",
    ),
)
"""Each runs on a Windows of its own; the long ones begin first."""

LINUX: Final = "about Linux alone"
WINDOW: Final = "the window, which takes hours under Wine; the tour is in the packages' test"
NETWORK: Final = "the same code on every system, over sockets, which are slow under Wine"
EVERYWHERE: Final = "the same code on every system"
FAULTS: Final = "the same code on every system; its 180 faults take long under Wine"

NOT_ON_WINDOWS: Final = ("tests/end2end/test_elevation.py", "tests/end2end/test_polkit.py")
"""These want modules that Python has on Unix alone; tests/end2end/conftest.py obeys."""

LEFT_OUT: Final = {
    "tests/gui": WINDOW,
    "tests/accessibility": LINUX,
    "tests/fleets": LINUX,
    "tests/infra/ssh": LINUX,
    "tests/machine": LINUX,
    **dict.fromkeys(NOT_ON_WINDOWS, LINUX),
    "tests/end2end/test_interruptions.py": LINUX,
    "tests/end2end/test_fault_matrix.py": FAULTS,
    "tests/demo": NETWORK,
    "tests/demo/amqp": NETWORK,
    "tests/demo/mqtt": NETWORK,
    "tests/demo/registry": NETWORK,
    "tests/demo/rest": NETWORK,
    "tests/infra": NETWORK,
    "tests/infra/net": NETWORK,
    "tests/infra/probe": NETWORK,
    "tests/infra/registry": NETWORK,
    "tests": EVERYWHERE,
    "tests/cases": EVERYWHERE,
    "tests/cli": EVERYWHERE,
    "tests/fuzz": EVERYWHERE,
    "tests/infra/bundle": EVERYWHERE,
    "tests/infra/progress": EVERYWHERE,
    "tests/protocols": EVERYWHERE,
    "tests/protocols/amqp": EVERYWHERE,
}
"""Folders and files that do not run, with the reason. Of `tests`, `tests/demo` and
`tests/infra` some files do: see `PARTS`."""
