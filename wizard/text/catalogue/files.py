"""Sentences about the agent's folder and its files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_NOT_WRITABLE: Final[Mapping[str, Text]] = {
    "files.not_writable": Text(
        "{path} could not be written: {reason}. Nothing was changed.",
        "Remove the cause, then write again.",
    ),
    "files.not_writable/permission": Text(
        "{path} could not be written: this account has no permission to. Nothing was changed.",
        "Allow the program to ask for administrator rights, or choose a folder that this account "
        "may write to. If it fails with these rights too, it is marked as immutable.",
    ),
    "files.not_writable/disk_full": Text(
        "There is no space left on the disk of {path}, or the quota is used up. Nothing was "
        "changed.",
        "Free some space, then write again.",
    ),
    "files.not_writable/read_only": Text(
        "{path} lies on a disk that is mounted read-only.",
        "Mount it for writing, then write again.",
    ),
    "files.not_writable/not_a_folder": Text(
        "{path} cannot be used because a part of it is a file, not a folder.",
        "Choose another folder for the agent, or another place for its key file.",
    ),
    "files.not_writable/not_a_file": Text(
        "{path} is a folder or a device where a file has to be written.",
        "Move it away, or choose another name for the key file.",
    ),
    "files.not_writable/link": Text(
        "{path} is a link. Nothing is written through a link, because it leads to a file somewhere "
        "else.",
        "Replace the link by a file, or name the folder that it leads to.",
    ),
    "files.not_writable/other_names": Text(
        "{path} is a hard link: the same file has another name, which would keep the old content.",
        "Replace it by a copy of its own, then write again.",
    ),
    "files.not_writable/size": Text(
        "{path} has more than {limit} bytes, which no file of an agent has. Nothing was changed.",
        "Move it away, or name another file.",
    ),
    "files.not_writable/name": Text(
        "{path} is not a name that this system accepts: {reason}.",
        "Choose a shorter or simpler name for the folder and the key file.",
    ),
    "files.not_writable/owner": Text(
        "{path} belongs to another account, which a new file could not be given to. The agent "
        "might not be able to read it any more, so nothing was changed.",
        "Allow the program to ask for administrator rights, or change the owner of the file first.",
    ),
    "files.not_writable/twice": Text(
        "{path} would be written twice: the key file has the name of a configuration file.",
        "Choose another name for the key file.",
    ),
    "files.not_writable/folder_link": Text(
        "On the way to {path}, {link} is a symbolic link that an account other than root could "
        "have made. As root it is not followed, because it could lead anywhere.",
        "Name the folder that it leads to, or let root make the link in a folder that only root "
        "can write to.",
    ),
    "files.not_writable/own_name": Text(
        "{path} is a name that this program uses for its own files, so no key can be kept there.",
        "Choose another name for the key file, such as device.key.",
    ),
    "files.not_writable/backup_changed": Text(
        "{path} is the backup of an interrupted run, but its content was changed since. It is not "
        "put back, because it would get the owner and the rights of the original file.",
        "Compare the files, put right what is wrong, move the backup away, then try again.",
    ),
    "files.not_writable/state_folder": Text(
        "{path} is where this program keeps its records of runs, but another account owns it or "
        "can write to it, so nothing in it is trusted.",
        "Find out who made it and remove it. The program makes it again.",
    ),
    "files.not_writable/journal": Text(
        "{path}, the record of an interrupted run, cannot be understood, so it is not obeyed.",
        "Look at the agent's files and their backups (.bak), then remove the record.",
    ),
    "files.not_writable/former_journal": Text(
        "{path} says that an earlier version of this program was interrupted in this folder. "
        "Anybody who can write to the folder could have made it, so it is not obeyed.",
        "Look at the agent's files and their backups (.bak), put back what is wrong, then remove "
        "{path}.",
    ),
}

_UNREADABLE: Final[Mapping[str, Text]] = {
    "files.unreadable": Text(
        "{path} could not be read: {reason}.",
        "Repair the file, or move it away so that a new one is made.",
    ),
    "files.unreadable/permission": Text(
        "{path} could not be read: this account has no permission to.",
        "Run the program as an account that may read it: with sudo on Linux, as administrator on "
        "Windows.",
    ),
    "files.unreadable/not_a_file": Text(
        "{path} is a folder or a device where a file is expected.",
        "Move it away, or choose another folder for the agent.",
    ),
    "files.unreadable/not_a_folder": Text(
        "{path} cannot be read because a part of it is a file, not a folder.",
        "Check the folder's name.",
    ),
    "files.unreadable/read_only": Text(
        "{path} lies on a disk that is mounted read-only: {reason}.",
        "Mount it for writing, then try again.",
    ),
    "files.unreadable/disk_full": Text(
        "{path} could not be read, because the disk or its quota is full: {reason}.",
        "Free some space, then try again.",
    ),
    "files.unreadable/link": Text(
        "{path} is a link that leads back to itself.",
        "Replace the link by a file.",
    ),
    "files.unreadable/folder_link": Text(
        "On the way to {path}, {link} is a symbolic link that an account other than root could "
        "have made. As root it is not followed, because it could lead to any file.",
        "Name the folder that it leads to, or let root make the link in a folder that only root "
        "can write to.",
    ),
    "files.unreadable/other_names": Text(
        "{path} has another name elsewhere (a hard link), and another account can write to its "
        "folder. As root it is not read, because it could be any file.",
        "Replace it by a copy of its own.",
    ),
    "files.unreadable/size": Text(
        "{path} has more than {limit} bytes, which no file of an agent has. It was not read.",
        "Move it away, so that a new one is made, or name another file.",
    ),
    "files.unreadable/name": Text(
        "{path} is not a name that this system accepts: {reason}.",
        "Choose a shorter or simpler name for the folder and the key file.",
    ),
}

_OTHERS: Final[Mapping[str, Text]] = {
    "files.busy": Text(
        "{path} is held open by another program, so it could not be replaced. Nothing was changed.",
        "Close the program that has it open, or stop the agent's service, then write again.",
    ),
    "files.busy/run": Text(
        "Another run of {program} (process {pid}, since {since}) is writing to {path}.",
        "Wait until it has ended, then write again.",
    ),
    "files.rejected_by_agent": Text(
        "The agent would not accept the configuration that was written, so the former files were "
        "put back.",
        "Save the report and send it to the makers of this program: this should not happen.",
    ),
    "files.rejected_by_agent/differs": Text(
        "The files in {directory} do not say what was written to them, so the former ones were put "
        "back. Another program may have changed them at the same moment.",
        "Stop the program that manages these files, then write again.",
    ),
    "files.nothing_to_undo": Text(
        "There is no run to undo in {directory}: none has changed anything there, or the last one "
        "was undone already.",
        "Older states are in the backups that lie beside the files (.bak).",
    ),
    "files.nothing_to_undo/record": Text(
        "{path}, the record of the last run in this folder, is not to be trusted or cannot be "
        "understood, so it is not obeyed.",
        "Copy the backups (.bak) beside the agent's files by hand.",
    ),
    "files.nothing_to_undo/former_record": Text(
        "{path} was left by an earlier version of this program. Anybody who can write to the "
        "folder could have made it, so it is not obeyed.",
        "Copy the backups (.bak) beside the agent's files by hand, then remove {path}.",
    ),
    "files.nothing_to_undo/backup_changed": Text(
        "The last run cannot be undone: {backup}, the former content of {path}, was changed since. "
        "Nothing was changed.",
        "Look at both files, and copy by hand what is right.",
    ),
    "files.nothing_to_undo/backup_gone": Text(
        "The last run cannot be undone: the former content of {path} is not in {backup} any more. "
        "Nothing was changed.",
        "Put the backup back in its place, or run the set-up again.",
    ),
    "files.no_agent_here": Text(
        "There is no configured agent in {directory}.",
        "Check the folder. To configure an agent there, run the set-up.",
    ),
    "files.no_agent_here/micro_agent": Text(
        "There is no configured agent in {directory}, but the connection_string.txt of the newer "
        "Defender for IoT micro agent, which this program does not set up.",
        "Name the folder of the classic agent, such as /var/ASCIoTAgent.",
    ),
    "files.folder": Text("Look at the agent's folder {directory}.", "Check the folder."),
    "files.folder/missing": Text(
        "{directory} does not exist yet: it will be made.",
        "If the agent is installed already, name its folder, capitals included.",
    ),
    "files.folder/no_agent": Text(
        "There is no {agent} in {directory} yet.",
        "If the agent is installed already, name its folder, capitals included.",
    ),
    "files.folder/capitals": Text(
        "There is no agent in {directory}. Beside it is {other}, whose name differs in capitals "
        "only.",
        "If that is meant, name {other}.",
    ),
    "files.folder/elsewhere": Text(
        "There is no agent in {directory}; the one that is installed on this computer is in "
        "{other} and reads its configuration there.",
        "If that is meant, name {other}.",
    ),
    "files.folder/other_agent": Text(
        "{directory} has the configuration of the {agent}, not of the {wanted}.",
        "Choose the agent that is installed there, or another folder.",
    ),
    "files.folder/other_device": Text(
        "The agent in {directory} is set up for the device {former}; it will be {device} from then "
        "on, and {former} has no agent there any more.",
        "If {former} is to keep its agent, choose another folder.",
    ),
    "files.folder/micro_agent": Text(
        "{directory} has the connection_string.txt of the newer Defender for IoT micro agent, "
        "which this program does not set up; the classic agents do not read it.",
        "Name the folder of the classic agent, such as /var/ASCIoTAgent.",
    ),
    "files.no_agent_here/two": Text(
        "Both agents are configured in {directory}, so it is not clear which is meant.",
        "Name the agent (--flavour), or move the files of the one that is "
        "not used to another folder.",
    ),
}

TEXTS: Final[Mapping[str, Text]] = {**_NOT_WRITABLE, **_UNREADABLE, **_OTHERS}
