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
        "{path} could not be written: this account does not have permission. Nothing was changed.",
        "Allow the program to ask for administrator rights, or choose a folder that this "
        "account can write to. If it fails even with these rights, the file is immutable.",
    ),
    "files.not_writable/disk_full": Text(
        "The disk of {path} is full, or the quota is used up. Nothing was changed.",
        "Free some space, then write again.",
    ),
    "files.not_writable/read_only": Text(
        "{path} is on a disk that is mounted read-only.",
        "Mount the disk for writing, then write again.",
    ),
    "files.not_writable/not_a_folder": Text(
        "{path} cannot be used because a part of it is a file, not a folder.",
        "Choose another folder for the agent or for its key file.",
    ),
    "files.not_writable/not_a_file": Text(
        "{path} is a folder or a device, but a file has to be written there.",
        "Move it to another place, or choose another name for the key file.",
    ),
    "files.not_writable/link": Text(
        "{path} is a link. Files are never written through a link, because it leads to another "
        "place.",
        "Replace the link with a file, or choose the folder to which it leads.",
    ),
    "files.not_writable/other_names": Text(
        "{path} is a hard link. Under its other name, the file would keep the old content.",
        "Replace it with a copy, then write again.",
    ),
    "files.not_writable/size": Text(
        "{path} is larger than {limit} bytes, so it is not a file of an agent. Nothing was "
        "changed.",
        "Move it to another place, or choose another file.",
    ),
    "files.not_writable/name": Text(
        "{path} is not a valid name on this system: {reason}.",
        "Choose a shorter or simpler name for the folder and the key file.",
    ),
    "files.not_writable/owner": Text(
        "{path} belongs to another account, and the new file could not be given to it. The "
        "agent might not be able to read it, so nothing was changed.",
        "Allow the program to ask for administrator rights, or change the owner of the file first.",
    ),
    "files.not_writable/twice": Text(
        "{path} would be written twice, because the key file has the name of a configuration file.",
        "Choose another name for the key file.",
    ),
    "files.not_writable/folder_link": Text(
        "The path {path} contains the symbolic link {link}, which an account other than root "
        "could have created. As root, it is not followed, because it could lead anywhere.",
        "Use the folder to which it leads, or let root create the link in a folder that only "
        "root can write to.",
    ),
    "files.not_writable/own_name": Text(
        "{path} is a name that this program uses for its own files. It cannot be the key file.",
        "Choose another name for the key file, such as device.key.",
    ),
    "files.not_writable/no_bundle": Text(
        "{path} exists and is not a bundle. It was not overwritten.",
        "Choose another name for the bundle, or move the file to another place.",
    ),
    "files.not_writable/backup_changed": Text(
        "{path} is the backup of an interrupted run, but its content was changed since then. It "
        "is not restored, because it would get the owner and permissions of the original file.",
        "Compare the files, correct what is wrong, move the backup to another place, then "
        "try again.",
    ),
    "files.not_writable/state_folder": Text(
        "{path}, the folder for this program's records, is owned or writable by another "
        "account. Nothing in it is trusted.",
        "Find out who created it and delete it. The program creates it again.",
    ),
    "files.not_writable/journal": Text(
        "{path}, the record of an interrupted run, cannot be read, so it is ignored.",
        "Check the agent's files and their backups (.bak), then delete the record.",
    ),
    "files.not_writable/former_journal": Text(
        "{path} says that an earlier version of this program was interrupted in this folder. "
        "Anyone who can write to the folder could have created it, so it is ignored.",
        "Check the agent's files and their backups (.bak), restore what is wrong, then delete "
        "{path}.",
    ),
}

_UNREADABLE: Final[Mapping[str, Text]] = {
    "files.unreadable": Text(
        "{path} could not be read: {reason}.",
        "Repair the file, or move it to another place so that a new one is created.",
    ),
    "files.unreadable/permission": Text(
        "{path} could not be read: this account does not have permission.",
        "Ask an administrator for permission to read it. To write the agent's configuration, you "
        "do not need it: the program asks for administrator rights then.",
    ),
    "files.unreadable/not_a_file": Text(
        "{path} is a folder or a device where a file is expected.",
        "Move it to another place, or choose another folder for the agent.",
    ),
    "files.unreadable/not_a_folder": Text(
        "{path} cannot be read because a part of it is a file, not a folder.",
        "Check the name of the folder.",
    ),
    "files.unreadable/read_only": Text(
        "{path} is on a disk that is mounted read-only: {reason}.",
        "Mount the disk for writing, then try again.",
    ),
    "files.unreadable/disk_full": Text(
        "{path} could not be read, because the disk or its quota is full: {reason}.",
        "Free some space, then try again.",
    ),
    "files.unreadable/link": Text(
        "{path} is a link that leads to itself.",
        "Replace the link with a file.",
    ),
    "files.unreadable/folder_link": Text(
        "The path {path} contains the symbolic link {link}, which an account other than root "
        "could have created. As root, it is not followed, because it could lead to any file.",
        "Use the folder to which it leads, or let root create the link in a folder that only "
        "root can write to.",
    ),
    "files.unreadable/other_names": Text(
        "{path} has another name elsewhere (a hard link), and another account can write to its "
        "folder. As root, it is not read, because it could be any file.",
        "Replace it with a copy.",
    ),
    "files.unreadable/size": Text(
        "{path} is larger than {limit} bytes, so it is not a file of an agent. It was not read.",
        "Move it to another place so that a new one is created, or choose another file.",
    ),
    "files.unreadable/name": Text(
        "{path} is not a valid name on this system: {reason}.",
        "Choose a shorter or simpler name for the folder and the key file.",
    ),
}

_OTHERS: Final[Mapping[str, Text]] = {
    "files.busy": Text(
        "{path} is open in another program and could not be replaced. Nothing was changed.",
        "Close the program that has it open, or stop the agent's service, then write again.",
    ),
    "files.busy/run": Text(
        "Another run of {program} (process {pid}, since {since}) is writing to {path}.",
        "Wait until it has ended, then write again.",
    ),
    "files.rejected_by_agent": Text(
        "The agent would not accept the configuration that was written, so the previous files "
        "were restored.",
        "Save the report and send it to the developers of this program.",
    ),
    "files.rejected_by_agent/differs": Text(
        "The files in {directory} differ from what was written, so the previous files were "
        "restored. Another program may have changed them at the same time.",
        "Stop the program that manages these files, then write again.",
    ),
    "files.nothing_to_undo": Text(
        "There is nothing to undo in {directory}: no run has changed anything there, or the "
        "last one was already undone.",
        "Older versions are in the backups (.bak) next to the files.",
    ),
    "files.nothing_to_undo/record": Text(
        "{path}, the record of the last run in this folder, is not trusted or cannot be read, "
        "so it is ignored.",
        "Restore the backups (.bak) next to the agent's files by hand.",
    ),
    "files.nothing_to_undo/former_record": Text(
        "{path} was left by an earlier version of this program. Anyone who can write to the "
        "folder could have created it, so it is ignored.",
        "Restore the backups (.bak) next to the agent's files by hand, then delete {path}.",
    ),
    "files.nothing_to_undo/backup_changed": Text(
        "The last run cannot be undone: {backup}, the backup of {path}, was changed since then. "
        "Nothing was changed.",
        "Compare both files, and copy the correct content by hand.",
    ),
    "files.nothing_to_undo/backup_gone": Text(
        "The last run cannot be undone: {backup}, the backup of {path}, is missing. Nothing was "
        "changed.",
        "Put the backup back in its place, or run the setup again.",
    ),
    "files.no_agent_here": Text(
        "There is no configured agent in {directory}.",
        "Check the folder. To configure an agent there, run the setup.",
    ),
    "files.no_agent_here/micro_agent": Text(
        "There is no configured agent in {directory}, only the connection_string.txt of the "
        "newer Defender for IoT micro agent, which this program does not set up.",
        "Choose the folder of the classic agent, such as /var/ASCIoTAgent.",
    ),
    "files.not_compared": Text(
        "{path} can be read only with administrator rights, so its changes are not shown.",
        "Without --dry-run, the program asks for these rights and reports what it has changed.",
    ),
    "files.folder": Text("Look at the agent's folder {directory}.", "Check the folder."),
    "files.folder/missing": Text(
        "{directory} does not exist yet. It will be created.",
        "If the agent is already installed, choose its folder; the name is case-sensitive.",
    ),
    "files.folder/no_agent": Text(
        "There is no {agent} in {directory} yet.",
        "If the agent is already installed, choose its folder; the name is case-sensitive.",
    ),
    "files.folder/capitals": Text(
        "There is no agent in {directory}. The folder {other} next to it differs only in upper "
        "and lower case.",
        "If that folder is meant, choose {other}.",
    ),
    "files.folder/elsewhere": Text(
        "There is no agent in {directory}. The agent that is installed on this computer reads "
        "its configuration in {other}.",
        "If that folder is meant, choose {other}.",
    ),
    "files.folder/other_agent": Text(
        "{directory} contains the configuration of the {agent}, not of the {wanted}.",
        "Choose the agent that is installed there, or another folder.",
    ),
    "files.folder/other_device": Text(
        "The agent in {directory} was set up for the device {former}. This run sets it up for "
        "{device}, and {former} will no longer have an agent there.",
        "To keep the agent of {former}, choose another folder.",
    ),
    "files.folder/micro_agent": Text(
        "{directory} contains the connection_string.txt of the newer Defender for IoT micro "
        "agent. This program does not set it up, and the classic agents do not read it.",
        "Choose the folder of the classic agent, such as /var/ASCIoTAgent.",
    ),
    "files.no_agent_here/two": Text(
        "Both agents are configured in {directory}.",
        "Choose the agent, or move the files of the unused agent to another folder.",
    ),
}

TEXTS: Final[Mapping[str, Text]] = {**_NOT_WRITABLE, **_UNREADABLE, **_OTHERS}
