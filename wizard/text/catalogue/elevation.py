"""Sentences about administrator rights: asking for them, and what the writer refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_FAULT: Final = "Nothing was changed. If you did not modify this program, report this as an error."
# The commands are those of a bundle's README.txt.
_ELSEWHERE: Final = (
    "Choose a folder that this account can write to, or make a bundle, which someone with "
    "administrator rights unpacks and installs here: `sudo sh ./install.sh`, on Windows "
    "`powershell -ExecutionPolicy Bypass -File .\\install.ps1` as administrator."
)

TEXTS: Final[Mapping[str, Text]] = {
    "files.not_writable/rights_refused": Text(
        "Administrator rights are required to write {path}, but they were not given. Nothing "
        "was changed.",
        f"Try again and allow it. {_ELSEWHERE}",
    ),
    "files.not_writable/rights_unavailable": Text(
        "Administrator rights are required to write {path}, but there is no way to ask for "
        "them: neither pkexec in a desktop session nor sudo in a terminal. Nothing was changed.",
        "Start the program in a terminal in which sudo can ask. In a script, set SUDO_ASKPASS or "
        f"allow iot-agent-setup-writer without a password. {_ELSEWHERE}",
    ),
    "files.not_writable/rights_windows": Text(
        "Administrator rights are required to write {path}, but Windows did not start "
        "iot-agent-setup-writer with them ({words}). Nothing was changed.",
        _ELSEWHERE,
    ),
    "files.not_writable/rights_no_answer": Text(
        "Administrator rights are required to write {path}. iot-agent-setup-writer was started "
        "with them but did not answer. Nothing was changed.",
        "Try again, and check whether a virus scanner blocks iot-agent-setup-writer. Otherwise "
        "choose a folder that this account can write to.",
    ),
    "files.not_writable/writer_ended": Text(
        "The process with administrator rights has ended. Everything that was not completed "
        "was undone.",
        "Try again; you are asked for administrator rights once more.",
    ),
    "files.plan_refused": Text(
        "The process with administrator rights refused the request for {path}.",
        _FAULT,
    ),
    "files.plan_refused/request": Text(
        "The process with administrator rights received an unknown request.",
        _FAULT,
    ),
    "files.plan_refused/path": Text(
        "{path} is not an absolute path in its shortest form.",
        'Use the full path of the folder, without "..".',
    ),
    "files.plan_refused/agent": Text(
        "The process with administrator rights knows no agent {path} and restarts no other "
        "service.",
        _FAULT,
    ),
    "files.plan_refused/folder": Text(
        "{path} is neither the folder of an installed agent nor the folder that was confirmed "
        "when administrator rights were given.",
        "Close the program, start it again, and confirm the correct folder.",
    ),
    "files.plan_refused/system_folder": Text(
        "{path} belongs to the system. With administrator rights, nothing is written there.",
        "Choose a folder that belongs only to the agent, such as /var/ASCIoTAgent.",
    ),
    "files.plan_refused/link": Text(
        "A part of {path} is a link, or its spelling differs from the disk. With administrator "
        "rights, no link is followed.",
        "Choose the folder to which it leads.",
    ),
    "files.plan_refused/place": Text(
        "{path} is not directly in the agent's folder. With administrator rights, only files "
        "directly in it are written.",
        "Use a file name without folders for the key file.",
    ),
    "files.plan_refused/name": Text(
        "{path} is not the name of a file of an agent. With administrator rights, only the "
        "agent's configuration and a key or certificate file are written, whose name ends with "
        ".key, .txt, .pem, .pfx or .p12.",
        "Choose such a name for the key file.",
    ),
    "files.plan_refused/twice": Text(
        "{path} would be written twice.",
        _FAULT,
    ),
    "files.plan_refused/secrets": Text(
        "More than one key or certificate file would be written to {path}.",
        _FAULT,
    ),
    "files.plan_refused/size": Text(
        "{path} would be larger than any file of an agent.",
        "Check the key or certificate.",
    ),
    "files.plan_refused/group": Text(
        "{path} would become readable for a group that does not belong to an agent.",
        _FAULT,
    ),
    "files.plan_refused/content": Text(
        "No agent would accept its configuration in {path} with these files. With administrator "
        "rights, only configurations that an agent accepts are written.",
        "Repair the configuration, or write to the folder as its owner.",
    ),
}
