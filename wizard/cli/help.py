"""What ``--help`` says: plain text, so that it is there before any grammar is built.

A test holds these texts against the grammar: no option is missing here, and none is made up.
Nothing is imported here: `typing` alone would take longer than all the rest of ``--help``.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

_EVERYWHERE: Final = """
everywhere:
  --log-file F       write the log to F instead of the usual folder; it has no
                     secrets
  --verbose          log to standard error too, libraries included
  --version          show the version and exit
  -h, --help         show this help and exit
"""

_FOLDER: Final = """
  --agent-dir D      the agent's folder (required)
"""

_FLAVOUR: Final = """\
  --flavour c|csharp
                     which agent, where both are configured
"""

_JSON: Final = """\
  --json             one JSON object on standard output
"""

_REPORT: Final = """\
  --report F         save a report too: F ends with .html or .json
"""

PROGRAM: Final = (
    """usage: iot-agent-setup [options] [COMMAND ...]

Set up the authentication of an Azure IoT security agent, and prove it live.
Without a command the wizard opens.

commands (each has a --help of its own):
  apply              the wizard's job, without a window
  check              the live check of what is configured in a folder
  repair             set right what the agent in a folder would not accept
  undo               put back what the last run changed in a folder
  demo-hub           the demo hub alone, until Ctrl-C

the wizard:
  --demo             on the embedded demo hub
  --tour DIR         walk it through the demo; a picture of every page into DIR
  --scheme light|dark
                     colours of the tour
  --scale 1.5        scale of the tour
"""
    + _EVERYWHERE
    + """
exit codes: 0 ok, 1 a fault of this program, 2 answers or connection string,
3 hub, 4 device or module, 5 keyring, 6 files, 7 live check, 8 cancelled.
A secret is never an argument: the answers file says where it is.
"""
)

COMMANDS: Final[Mapping[str, str]] = {
    "apply": """usage: iot-agent-setup apply ANSWERS.toml [options]

The wizard's job, without a window: reads the device from the hub, writes the
agent's files, and proves them live.

options:
  --dry-run          show what would change; nothing is touched
  --demo             the demo hub instead of [hub]
"""
    + _JSON
    + _REPORT
    + _EVERYWHERE,
    "check": """usage: iot-agent-setup check --agent-dir D [options]

The live check: does now, from the same files, what the agent does at its
start. Needs no rights on the hub.

options:"""
    + _FOLDER
    + _FLAVOUR
    + """\
  --offline          no network: what would the agent do at start?
  --no-connect       all but connecting as the module, which cuts an agent that
                     is running off for a moment
  --send-test-message
                     also send one message as the module, marked as a test
  --watch N          check again every N seconds and tell what changed, until
                     Ctrl-C; with --json one JSON object a line and change
  --hub-from keyring:NAME
                     explain a failure with the hub's connection string that is
                     kept in the keyring; NAME is host or host/policy
  --ca-file F        CA certificates trusted besides the system's
  --mqtt-port N      instead of 8883
  --dps-host H       a provisioning host for this check only; the agents have
                     the global one built in
"""
    + _JSON
    + _REPORT
    + _EVERYWHERE,
    "repair": """usage: iot-agent-setup repair --agent-dir D [options]

Set right what the agent in a folder would not accept.

options:"""
    + _FOLDER
    + _FLAVOUR
    + """\
  --dry-run          show what would change; nothing is touched
"""
    + _JSON
    + _EVERYWHERE,
    "undo": """usage: iot-agent-setup undo --agent-dir D [options]

Put back what the last run changed in a folder.

options:"""
    + _FOLDER
    + _JSON
    + _EVERYWHERE,
    "demo-hub": """usage: iot-agent-setup demo-hub [options]

The demo hub alone, until Ctrl-C; its addresses are printed as JSON.

options:
  --devices N        generated devices besides
"""
    + _EVERYWHERE,
}


def usage_for(arguments: list[str]) -> str | None:
    """The text, where the arguments plainly ask for it: ``--help`` alone or behind a command.

    Anything else is the grammar's to judge.
    """
    match arguments:
        case ["-h" | "--help"]:
            return PROGRAM
        case [command, "-h" | "--help"]:
            return COMMANDS.get(command)
        case _:
            return None
