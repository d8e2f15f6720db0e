"""Sentences about a table of devices, ``apply --each``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

TEXTS: Final[Mapping[str, Text]] = {
    "answers.unknown_key/each_column": Text(
        "The table {table} has an unknown column: {key}.",
        "Remove it, or use {nearest} if that was meant. For a secret, add .env, .file or .keyring "
        "to the column's name. Known columns: {known}.",
    ),
    "answers.missing/each_column": Text(
        "Line {line} of the table {table} has no {key}, and the answers file has none either.",
        "Add a column {key} to the table or fill in its cell, or add {key} to the answers file. "
        "Columns of this table: {columns}.",
    ),
    "answers.invalid/each_empty": Text(
        "The table of {key} has no devices.",
        "Write the answer keys into its first line, such as device.id,agent.bundle, and a line for "
        "each device.",
    ),
    "answers.invalid/each_file": Text(
        "The table {path} cannot be read: {detail}.",
        "Check the file name and your permission to read it.",
    ),
    "answers.invalid/each_file_kind": Text(
        "The table {path} is a pipe or a device, not a file.",
        "Save the table in a file, or pipe it into the program with --each -.",
    ),
    "answers.invalid/each_file_size": Text(
        "{path} is larger than {limit} bytes, so it is not a table of devices.",
        "Check the file's name.",
    ),
    "answers.invalid/each_utf8": Text(
        "The table {path} is not UTF-8 text.", "Save it as CSV UTF-8 and try again."
    ),
    "answers.invalid/each_size": Text(
        "The table of {key} has more than {limit} devices.", "Divide it into several tables."
    ),
    "answers.invalid/each_csv": Text(
        "The table of {key} is no CSV: {detail} (line {line}).",
        "Separate the cells by commas, and put a cell that has a comma between double quotes.",
    ),
    "answers.invalid/each_column": Text(
        "The table of {key} has the column {name} twice.", "Remove one of them."
    ),
    "answers.invalid/each_cells": Text(
        "Line {line} of the table of {key} has {cells} cells, and its first line names {columns} "
        "columns.",
        "Write as many cells as there are columns; an empty cell leaves what the answers file "
        "says.",
    ),
    "answers.invalid/each_boolean": Text(
        'On line {line} of the table of {key} the column {name} says "{value}", which is neither '
        "true nor false.",
        "Write true or false.",
    ),
    "answers.invalid/each_device": Text(
        "The lines {other} and {line} of the table of {key} set up the same device, {value}. Two "
        "agents with one identity would cut each other off again and again.",
        "Give each line a device of its own.",
    ),
    "answers.invalid/each_place": Text(
        "The lines {other} and {line} of the table of {key} write to the same place, {value}.",
        "Add a column agent.bundle or agent.stage with a name of its own for each device.",
    ),
    "answers.invalid/each_ssh": Text(
        "{key} names a computer that is set up over SSH, and --each makes bundles and stages only.",
        "Use the Ansible collection for many computers that are reached over SSH.",
    ),
    "answers.invalid/each_stdin": Text(
        "{key} would be read from standard input, where the table of devices comes from.",
        "Name a file with --each, or take the secret from env, file or keyring.",
    ),
    "answers.invalid/state_file": Text(
        "The file {path}, in which done devices are noted, cannot be used: {detail}.",
        "Name another file with {key}, in a folder that is there and that you may write to.",
    ),
    "answers.invalid/state_other": Text(
        "The file {path} has something else in it than the devices that are done. It was not "
        "changed.",
        "Name with {key} a file that is not there yet, or the one of an earlier run.",
    ),
}
