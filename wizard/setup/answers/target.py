"""The answers file's keys about where the agent runs: ``target``, ``os``, ``stage`` and the others.

Without them it is this computer. With them ``directory`` is a path of the agent's computer, judged
by that computer's operating system, and files are written somewhere else.
"""

from __future__ import annotations

import ntpath
import posixpath
import re
from collections.abc import MutableMapping
from pathlib import Path, PurePath
from typing import Final

from wizard.domain.agent.model import AgentFlavour
from wizard.domain.agent.target_folder import (
    THIS_SYSTEM,
    OtherComputer,
    TargetKind,
    TargetSystem,
    is_ssh_name,
)
from wizard.setup.answers.table import SecretSource, Table

TARGET_KEYS: Final = ("target", "os", "stage", "bundle", "bundle_passphrase", "ssh")
BUNDLE_PASSPHRASE: Final = "agent.bundle_passphrase"  # noqa: S105 - the name of a key

_WINDOWS_PATH: Final = re.compile(r"[A-Za-z]:|\\\\")


def read_other_computer(
    agent: Table, flavour: AgentFlavour, sources: MutableMapping[str, SecretSource]
) -> OtherComputer | None:
    """The computer that the agent runs on; None: this one. Raises AnswersError."""
    kind = TargetKind.COMPUTER
    if "target" in agent:
        kind = TargetKind(agent.word("target", tuple(one.value for one in TargetKind)))
    _refuse_others_keys(agent, kind)
    system = _system(agent, flavour)
    if kind is TargetKind.COMPUTER and "stage" not in agent:
        if system is not THIS_SYSTEM and "os" in agent:
            agent.invalid("os", "os_needs_stage", value=system.value)
        return None
    if kind is not TargetKind.SSH and agent.boolean("restart", False):
        agent.invalid("restart", "restart_elsewhere")
    bundle = agent.path("bundle") if kind is TargetKind.BUNDLE else None
    if bundle is not None and bundle.suffix.lower() != ".zip":
        agent.invalid("bundle", "bundle_name", value=bundle.name)
    if "bundle_passphrase" in agent:
        sources[BUNDLE_PASSPHRASE] = agent.secret_source("bundle_passphrase")
    ssh = _ssh(agent) if kind is TargetKind.SSH else ""
    return OtherComputer(_directory(agent, flavour, system, kind), system, kind, bundle, ssh)


def _refuse_others_keys(agent: Table, kind: TargetKind) -> None:
    """Refuse what belongs to another kind of target: it would be ignored silently."""
    if kind is not TargetKind.COMPUTER:
        agent.refuse(("stage",), "only_stage")
    if kind is not TargetKind.BUNDLE:
        agent.refuse(("bundle", "bundle_passphrase"), "only_bundle")
    if kind is not TargetKind.SSH:
        agent.refuse(("ssh",), "only_ssh")


def written_to(agent: Table, other: OtherComputer) -> Path:
    """Where the files for another computer are written, or are said to be while they are packed
    or sent: the stage, the bundle, or the folder there."""
    match other.kind:
        case TargetKind.COMPUTER:
            return agent.path("stage")
        case TargetKind.BUNDLE if other.bundle is not None:
            return other.bundle
        case _:
            return Path(str(other.directory))


def target_file_name(agent: Table, key: str, system: TargetSystem) -> str:
    """The name or path of a file on the agent's computer. Raises AnswersError."""
    name = agent.text(key)
    is_other = system is TargetSystem.LINUX and "\\" in name
    if name != name.strip() or name.endswith(("/", "\\")) or is_other:
        agent.invalid(key, "key_file", value=name.replace("\0", ""))
    return _normal(agent, key, name, system)


def _system(agent: Table, flavour: AgentFlavour) -> TargetSystem:
    """As it is said; else as the folder is spelt; else this computer's, or Linux for a bundle."""
    directory = agent.values.get("directory", "")
    if "os" in agent:
        system = agent.choice("os", TargetSystem)
    elif isinstance(directory, str) and _WINDOWS_PATH.match(directory):
        system = TargetSystem.WINDOWS
    elif "stage" in agent or "target" in agent:
        system = TargetSystem.LINUX
    else:
        system = THIS_SYSTEM
    if "os" in agent and system is TargetSystem.WINDOWS and flavour.windows is None:
        agent.invalid("os", "os_flavour", agent=flavour.name)
    return system


def _directory(
    agent: Table, flavour: AgentFlavour, system: TargetSystem, kind: TargetKind
) -> PurePath:
    if kind is not TargetKind.COMPUTER and "directory" not in agent:
        usual = flavour.installation(windows=system is TargetSystem.WINDOWS).folder
        return system.path(str(usual) if system is TargetSystem.WINDOWS else usual.as_posix())
    text = agent.text("directory")
    path = system.path(_normal(agent, "directory", text, system))
    if not path.is_absolute():
        variant = "not_absolute_windows" if system is TargetSystem.WINDOWS else "not_absolute"
        agent.invalid("directory", variant, value=text)
    return path


def _normal(agent: Table, key: str, text: str, system: TargetSystem) -> str:
    agent.refuse_control_characters(key, text)
    if text.startswith("~"):
        agent.invalid(key, "home_elsewhere", value=text)
    if system is TargetSystem.WINDOWS:
        return ntpath.normpath(text)
    return posixpath.normpath(text)


def _ssh(agent: Table) -> str:
    name = agent.text("ssh")
    if not is_ssh_name(name):
        agent.invalid("ssh", "ssh_name", value=name)
    return name
