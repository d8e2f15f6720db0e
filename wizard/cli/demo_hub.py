"""``demo-hub``: the demo hub alone, for another program to use."""

from __future__ import annotations

import argparse

from wizard import compose
from wizard.cli.console import Console, until_stopped
from wizard.domain.errors import Exit


def run(options: argparse.Namespace, out: Console) -> int:
    """Start it, print its addresses as JSON, wait for Ctrl-C."""
    with (
        until_stopped() as stopped,
        compose.demo_hub(options.devices, options.fault) as addresses,
    ):
        if not out.object(addresses):
            return Exit.OURS  # nobody can use the hub
        while not stopped.wait(0.5):  # a wait without end would not notice Ctrl-C on Windows
            pass
    return Exit.OK
