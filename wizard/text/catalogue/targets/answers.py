"""Sentences about an answers file's other computer, and about files prepared for one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

TEXTS: Final[Mapping[str, Text]] = {
    "answers.invalid/only_stage": Text(
        "{key} says where files for another computer are written, and they are packed or sent.",
        "Remove {key}, or remove agent.target.",
    ),
    "answers.invalid/only_bundle": Text(
        "{key} belongs to a bundle, and no bundle is to be made.",
        'Remove {key}, or set agent.target = "bundle".',
    ),
    "answers.invalid/only_ssh": Text(
        "{key} belongs to a computer that is set up over SSH, and this one is not.",
        'Remove {key}, or set agent.target = "ssh".',
    ),
    "answers.invalid/os_needs_stage": Text(
        'With agent.os = "{value}" the agent runs on another computer, but nothing says where its '
        "files are to be written here.",
        "Name a folder in agent.stage, or remove {key}.",
    ),
    "answers.invalid/os_flavour": Text(
        "The {agent} does not run on Windows.",
        'Set agent.os = "linux", or choose another agent.flavour.',
    ),
    "answers.invalid/not_absolute_windows": Text(
        'The folder "{value}" is not an absolute path of Windows.',
        "Write the whole path with its drive, such as 'C:\\ASCIoTAgent', in single quotes.",
    ),
    "answers.invalid/home_elsewhere": Text(
        '"{value}" begins with a home folder, which is not known of another computer.',
        "Write the whole path.",
    ),
    "answers.invalid/bundle_name": Text(
        'The bundle "{value}" is not the whole path of a file whose name ends with .zip.',
        "Name it such as cam-03.zip, in a folder of your own.",
    ),
    "answers.invalid/ssh_name": Text(
        '"{value}" is not what the ssh program can connect to.',
        "Write it as pi@10.0.0.17, or as a Host of ~/.ssh/config.",
    ),
    "answers.invalid/restart_elsewhere": Text(
        "{key} restarts an agent of this computer, and this one runs on another.",
        "Remove {key}, and restart the agent where it runs.",
    ),
    "files.unreadable/target": Text(
        "{path} says that the files beside it are for another computer, but it cannot be "
        "understood.",
        "Prepare the files again, or remove {name} if this is the agent's own folder.",
    ),
}
