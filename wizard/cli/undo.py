"""``undo``: put back what the last run changed in a folder."""

from __future__ import annotations

import argparse

from wizard import compose
from wizard.cli.console import Console, run_async
from wizard.text.render.assessment import undo_lines
from wizard.text.render.json import report_as_json
from wizard.upkeep.undo import run_undo


def run(options: argparse.Namespace, out: Console) -> int:
    """Put the former files back."""
    return run_async(_undo(options, out))


async def _undo(options: argparse.Namespace, out: Console) -> int:
    report = await run_undo(
        options.agent_dir.absolute(),
        compose.real(may_elevate=options.elevate == "auto"),
        out.event(),
    )
    return out.end(report, report_as_json(report), undo_lines(report))
