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
from wizard.domain.state import SetupState
from wizard.runs.step_runner import as_problem
from wizard.setup.answers.file import Answers, parse_answers
from wizard.setup.answers.secret_source import read_at_hand, with_secrets
from wizard.setup.engine import SetupRun
from wizard.setup.proxy_login import overridden, with_kept_login
from wizard.text.catalogue.targets.questions import terminal_prompt


def run(options: argparse.Namespace, out: Console) -> int:
    """Set up and check what the answers file asks for. Raises SetupErrors of the file itself."""
    answers = _read_answers(options.answers, demo=options.demo)
    with contextlib.ExitStack() as stack:
        try:
            if options.demo:
                compose.refuse_installed_agent(answers.state)
                demo = stack.enter_context(compose.demo(fault=options.fault))
                credentials = parse_connection_string(demo.connection_string.reveal())
                network = replace(demo.network, proxy=answers.state.network.proxy)
                state = replace(answers.state, network=network, credentials=credentials)
                answers, ports = replace(answers, state=state), demo.ports
            else:
                ports = compose.real(may_elevate=options.elevate == "auto")
            return run_async(_apply(answers, read_at_hand(answers), ports, options, out))
        except (SetupError, KeyboardInterrupt, asyncio.CancelledError) as error:
            return out.report(failed_before_start(as_problem(error), answers.state))


async def _apply(
    answers: Answers,
    at_hand: Mapping[str, Secret],
    ports: Ports,
    options: argparse.Namespace,
    out: Console,
) -> int:
    state = await with_secrets(answers, at_hand, ports)
    if options.restart and is_carried_over(state):
        raise AnswersError(Code.ANSWERS_INVALID, "restart_elsewhere", key="--restart")
    state = replace(state, restart_agent=state.restart_agent or options.restart)
    network = replace(state.network, proxy=overridden(state.network.proxy, options.proxy))
    network = await with_kept_login(network, ports.secrets, ports.survey, state.address())
    state = replace(state, network=network)
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


def _read_answers(path: Path, *, demo: bool) -> Answers:
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
    directory = compose.demo_directory if demo else None
    return parse_answers(text, path.absolute().parent, compose.flavours(), demo_directory=directory)
