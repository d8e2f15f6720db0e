"""``apply --each``: a table of devices, each set up as the answers file says."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from wizard import compose
from wizard.cli.apply import configured, demo_answers, read_text
from wizard.cli.console import Console, run_async
from wizard.cli.device_table import STANDARD_INPUT, read_table, table_name
from wizard.domain.agent.target_folder import TargetKind
from wizard.domain.errors import AnswersError, Code, Exit, SetupError
from wizard.domain.ports.ports import Ports
from wizard.domain.report import Result
from wizard.domain.secret import Secret
from wizard.domain.state import CheckWhen, SetupState
from wizard.runs.step_runner import as_problem
from wizard.setup.answers.file import Answers, read_answers
from wizard.setup.answers.rows import Row, missing_value, read_rows, with_row
from wizard.setup.answers.secret_source import read_at_hand, with_secrets
from wizard.setup.answers.syntax import load_toml
from wizard.setup.answers.table import SecretSource
from wizard.setup.fleet.device import FleetDevice, Outcome, refuse_twins
from wizard.setup.fleet.run import Fleet
from wizard.text.render.fleet import outcome_as_json, summary_lines

_AT_ONCE: Final = 4
"""Devices that are set up at the same time, unless the option says otherwise."""


def run(options: argparse.Namespace, out: Console) -> int:
    """Set up every device of the table. Raises SetupErrors of the files themselves.

    One line of JSON a device goes to standard output as it ends, the summary to standard error. The
    exit code is that of the first device that failed.
    """
    text = read_text(options.answers)
    content = load_toml(text)
    rows = read_rows(read_table(options.each), table_name(options.each))
    with contextlib.ExitStack() as stack:
        demo = stack.enter_context(compose.demo(fault=options.fault)) if options.demo else None
        ports = demo.ports if demo else compose.real(may_elevate=options.elevate == "auto")
        base = options.answers.absolute().parent
        maker = _Devices(content, text, base, options, ports, demo)
        devices = [maker.device(row) for row in rows]
        refuse_twins(devices)
        progress = compose.fleet_progress(options.state) if options.state else None
        is_check = options.check != CheckWhen.NEVER
        done = progress.done(checked=is_check) if progress else frozenset()

        def tell(outcome: Outcome) -> None:
            out.object(outcome_as_json(outcome))
            is_done = outcome.report is not None and outcome.report.result is Result.OK
            if progress and is_done and not options.dry_run:
                progress.add(outcome.device.fingerprint, outcome.name, checked=is_check)

        at_once = options.at_once or _AT_ONCE
        fleet = Fleet(ports, tell, at_once=at_once, dry_run=options.dry_run, done=done)
        outcomes = run_async(fleet.run(devices))
    for line in summary_lines(outcomes, dry_run=options.dry_run, noted_in=options.state):
        out.note(line)
    failed = (one.report.exit_code for one in outcomes if one.report and one.report.error)
    return int(next(failed, Exit.OK))


@dataclass
class _Devices:
    """Makes each row's device. A secret that several rows name is read once."""

    content: Mapping[str, Any]
    text: str
    base: Path
    options: argparse.Namespace
    ports: Ports
    demo: compose.Demo | None
    _secrets: dict[SecretSource, Secret] = field(default_factory=dict)

    def device(self, row: Row) -> FleetDevice:
        """The device of this row; what is wrong with the row is the device's failure."""
        mark = row.fingerprint(self.text)
        try:
            answers = self._answers(row)
            at_hand = self._at_hand(answers)
        except SetupError as error:
            named = row.values.get("device.id", "")
            problem = missing_value(as_problem(error), row, table_name(self.options.each))
            return FleetDevice(row.line, mark, problem=problem, row_id=named)
        return FleetDevice(row.line, mark, answers.state, self._loader(answers, at_hand))

    def _answers(self, row: Row) -> Answers:
        folder_of = compose.demo_directory if self.demo else None
        answers = read_answers(
            with_row(self.content, row), self.base, compose.flavours(), demo_directory=folder_of
        )
        agent = answers.state.agent
        if agent and agent.elsewhere and agent.elsewhere.kind is TargetKind.SSH:
            raise AnswersError(Code.ANSWERS_INVALID, "each_ssh", key="agent.ssh")
        if self.options.each == STANDARD_INPUT:
            for key, source in answers.sources.items():
                if source.kind == "stdin":
                    raise AnswersError(Code.ANSWERS_INVALID, "each_stdin", key=key)
        return demo_answers(answers, self.demo) if self.demo else answers

    def _at_hand(self, answers: Answers) -> Mapping[str, Secret]:
        found: dict[str, Secret] = {}
        for key, source in answers.sources.items():
            if source not in self._secrets:
                read = read_at_hand(Answers(answers.state, {key: source}))
                if key not in read:
                    continue  # it is in the keyring
                self._secrets[source] = read[key]
            found[key] = self._secrets[source]
        return found

    def _loader(self, answers: Answers, at_hand: Mapping[str, Secret]) -> Callable[[], Any]:
        async def load() -> SetupState:
            state = await with_secrets(answers, at_hand, self.ports)
            return await configured(state, self.options, self.ports)

        return load
