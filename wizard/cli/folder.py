"""The commands that work on an agent's folder alone: no hub, no keyring."""

from __future__ import annotations

import argparse
from dataclasses import replace

from wizard import compose
from wizard.cli.console import Console, run_async
from wizard.domain.agent.model import AgentFlavour
from wizard.text.render.assessment import (
    offline_as_json,
    offline_lines,
    repair_as_json,
    repair_lines,
    undo_lines,
)
from wizard.text.render.json import report_as_json
from wizard.upkeep.offline_check import judge_offline
from wizard.upkeep.repair import run_repair
from wizard.upkeep.undo import run_undo


def flavour(options: argparse.Namespace) -> AgentFlavour | None:
    """The agent that was named; None: the files tell."""
    return AgentFlavour(options.flavour) if options.flavour else None


def check_offline(options: argparse.Namespace, out: Console) -> int:
    """``check --offline``: what would the agent do at start?"""

    async def check() -> int:
        directory = options.agent_dir.absolute()
        found = await judge_offline(directory, compose.real(), out.event(), flavour(options))
        found = replace(found, report=out.save(found.report))
        return out.end(found.report, offline_as_json(found), offline_lines(found))

    return run_async(check())


def repair(options: argparse.Namespace, out: Console) -> int:
    """``repair``: set right what can be."""

    async def mend() -> int:
        directory = options.agent_dir.absolute()
        ports, agent = compose.real(), flavour(options)
        found = await run_repair(directory, ports, out.event(), agent, dry_run=options.dry_run)
        return out.end(found.report, repair_as_json(found), repair_lines(found))

    return run_async(mend())


def undo(options: argparse.Namespace, out: Console) -> int:
    """``undo``: put back what the last run changed."""

    async def put_back() -> int:
        report = await run_undo(options.agent_dir.absolute(), compose.real(), out.event())
        return out.end(report, report_as_json(report), undo_lines(report))

    return run_async(put_back())
