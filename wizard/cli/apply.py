"""``apply``: the wizard's job, from an answers file."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from wizard import compose
from wizard.cli.console import Console, run_async
from wizard.domain.agent.target_folder import TargetKind
from wizard.domain.errors import AnswersError, Code, SetupError
from wizard.domain.hub.connection_string import parse_connection_string
from wizard.domain.limited_file import (
    ANSWERS_LIMIT,
    NotRegularError,
    TooLargeError,
    read_limited,
)
from wizard.domain.ports.ports import Ports
from wizard.domain.report import failed_before_start
from wizard.domain.secret import Secret
from wizard.domain.state import CheckWhen, SetupState
from wizard.runs.step_runner import as_problem
from wizard.setup.answers.file import Answers, parse_answers
from wizard.setup.answers.secret_source import read_at_hand, with_secrets
from wizard.setup.engine import SetupRun
from wizard.setup.proxy_login import overridden, with_kept_login
from wizard.text.catalogue.targets.questions import terminal_prompt


def run(options: argparse.Namespace, out: Console) -> int:
    """Set up and check what the answers file asks for. Raises SetupErrors of the file itself."""
    if options.each is not None:
        from wizard.cli import apply_each

        return apply_each.run(options, out)
    answers = _read_answers(options.answers, demo=options.demo)
    with contextlib.ExitStack() as stack:
        try:
            if options.demo:
                demo = stack.enter_context(compose.demo(fault=options.fault))
                answers, ports = demo_answers(answers, demo), demo.ports
            else:
                ports = compose.real(may_elevate=options.elevate == "auto")
            return run_async(_apply(answers, read_at_hand(answers), ports, options, out))
        except (SetupError, KeyboardInterrupt, asyncio.CancelledError) as error:
            return out.report(failed_before_start(as_problem(error), answers.state))


def demo_answers(answers: Answers, demo: compose.Demo) -> Answers:
    """The answers with the demo hub in the place of theirs. Raises AnswersError."""
    compose.refuse_installed_agent(answers.state)
    credentials = parse_connection_string(demo.connection_string.reveal())
    network = replace(demo.network, proxy=answers.state.network.proxy)
    return replace(answers, state=replace(answers.state, network=network, credentials=credentials))


async def _apply(
    answers: Answers,
    at_hand: Mapping[str, Secret],
    ports: Ports,
    options: argparse.Namespace,
    out: Console,
) -> int:
    state = await configured(await with_secrets(answers, at_hand, ports), options, ports)
    compose.ask_with(ports, compose.terminal_asker(terminal_prompt))
    setup = SetupRun(state, ports, out.event(), dry_run=options.dry_run)
    try:
        return out.report(await setup.run(), setup.previews)
    finally:
        if setup.ports.computer is not None:
            await setup.ports.computer.close()


def is_carried_over(state: SetupState) -> bool:
    """Whether the files come to the agent's computer by something else than this program."""
    other = state.agent.elsewhere if state.agent is not None else None
    return other is not None and other.kind is not TargetKind.SSH


async def configured(state: SetupState, options: argparse.Namespace, ports: Ports) -> SetupState:
    """The state as the options want it. Raises AnswersError and KeyringError."""
    if options.restart and is_carried_over(state):
        raise AnswersError(Code.ANSWERS_INVALID, "restart_elsewhere", key="--restart")
    state = replace(
        state,
        restart_agent=state.restart_agent or options.restart,
        check=CheckWhen(options.check),
    )
    network = replace(state.network, proxy=overridden(state.network.proxy, options.proxy))
    network = await with_kept_login(network, ports.secrets, ports.survey, state.address())
    return replace(state, network=network)


def _read_answers(path: Path, *, demo: bool) -> Answers:
    directory = compose.demo_directory if demo else None
    text, base = read_text(path), path.absolute().parent
    return parse_answers(text, base, compose.flavours(), demo_directory=directory)


def read_text(path: Path) -> str:
    """The text of an answers file. Raises AnswersError."""
    try:
        text = read_limited(path, ANSWERS_LIMIT).decode("utf-8-sig")
    except NotRegularError:
        raise AnswersError(Code.ANSWERS_INVALID, "file_kind", key="", path=str(path)) from None
    except TooLargeError as error:
        raise AnswersError(
            Code.ANSWERS_INVALID, "file_size", key="", path=str(path), limit=error.limit
        ) from None
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise AnswersError(
            Code.ANSWERS_INVALID, "file", key="", path=str(path), detail=detail
        ) from None
    except UnicodeDecodeError:
        raise AnswersError(Code.ANSWERS_INVALID, "utf8", key="", path=str(path)) from None
    if "\0" in text:  # UTF-16 without a mark
        raise AnswersError(Code.ANSWERS_INVALID, "utf8", key="", path=str(path))
    return text
