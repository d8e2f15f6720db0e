"""Sentences about administrator rights: asking for them, and what the writer refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_FAULT: Final = (
    "Nothing was changed. If you did not change anything about this program, report it as a fault."
)

TEXTS: Final[Mapping[str, Text]] = {
    "files.not_writable/rights_refused": Text(
        "Writing to {path} needs administrator rights, and they were not given. Nothing was "
        "changed.",
        "Try again and allow it, choose a folder that this account may write to, or have somebody "
        "who has the rights run iot-agent-setup here.",
    ),
    "files.not_writable/rights_unavailable": Text(
        "Writing to {path} needs administrator rights, and nothing here can ask for them: neither "
        "pkexec in a desktop session, nor sudo on a terminal. Nothing was changed.",
        "Choose a folder that this account may write to, or start the program in a terminal in "
        "which sudo can ask. In a script, set SUDO_ASKPASS or allow iot-agent-setup-writer without "
        "a password.",
    ),
    "files.not_writable/rights_windows": Text(
        "Writing to {path} needs administrator rights, which this program does not ask for on "
        "Windows. Nothing was changed.",
        "Start the program as administrator, or choose a folder that this account may write to.",
    ),
    "files.not_writable/writer_ended": Text(
        "The process with administrator rights has ended. What was not final has been put back.",
        "Try again; you are asked for the rights once more.",
    ),
    "files.plan_refused": Text(
        "The writer refused what it was asked to do with {path}.",
        _FAULT,
    ),
    "files.plan_refused/request": Text(
        "The writer with administrator rights was asked for something that it does not know.",
        _FAULT,
    ),
    "files.plan_refused/path": Text(
        "{path} is no absolute path in its shortest spelling, so the writer does not follow it.",
        'Name the folder by its whole path, without "..".',
    ),
    "files.plan_refused/agent": Text(
        "The writer knows no agent called {path}, and touches no other service.",
        _FAULT,
    ),
    "files.plan_refused/folder": Text(
        "{path} is neither the folder of an installed agent, nor the one that was confirmed when "
        "administrator rights were given.",
        "Close the program, start it again, and confirm the folder that is meant.",
    ),
    "files.plan_refused/system_folder": Text(
        "{path} belongs to the system. With administrator rights nothing is written there.",
        "Choose a folder that is the agent's alone, such as /var/ASCIoTAgent.",
    ),
    "files.plan_refused/link": Text(
        "A part of {path} is a link, or it is written in another form than the disk has it. With "
        "administrator rights no link is followed.",
        "Name the folder that it leads to.",
    ),
    "files.plan_refused/place": Text(
        "{path} does not lie in the agent's folder itself. With administrator rights only files "
        "directly in it are written.",
        "Give the key file a plain name, without folders.",
    ),
    "files.plan_refused/name": Text(
        "{path} has the name of no file of an agent. With administrator rights only the agent's "
        "configuration is written, and a key or certificate file whose name ends with .key, .txt, "
        ".pem, .pfx or .p12.",
        "Choose such a name for the key file.",
    ),
    "files.plan_refused/twice": Text(
        "{path} would be written twice in one plan.",
        _FAULT,
    ),
    "files.plan_refused/secrets": Text(
        "More than one key or certificate file would be written to {path}.",
        _FAULT,
    ),
    "files.plan_refused/size": Text(
        "{path} would be larger than any file of an agent is.",
        "Check what was given as key or certificate.",
    ),
    "files.plan_refused/group": Text(
        "{path} would be opened to a group that no agent belongs to.",
        _FAULT,
    ),
    "files.plan_refused/content": Text(
        "No agent would accept its configuration in {path} with these files. With administrator "
        "rights only what the agent accepts is written.",
        "Repair what check --offline names, or write to the folder as its owner.",
    ),
}
