"""``repair``: correct what the agent in a folder would not accept."""

from __future__ import annotations

import argparse

from wizard import compose
from wizard.cli.console import Console, run_async
from wizard.text.render.assessment import repair_as_json, repair_lines
from wizard.upkeep.repair import run_repair


def run(options: argparse.Namespace, out: Console) -> int:
    """Repair the folder, or show what would change."""
    return run_async(_repair(options, out))


async def _repair(options: argparse.Namespace, out: Console) -> int:
    found = await run_repair(
        options.agent_dir.absolute(),
        compose.real(may_elevate=options.elevate == "auto"),
        out.event(),
        compose.flavour_of(options.flavour),
        dry_run=options.dry_run,
        transport=options.transport or "",
    )
    return out.end(found.report, repair_as_json(found), repair_lines(found))
