"""What ssh starts to ask for a password: hands its question to the program that has started ssh.

Standard library only: it is started for every question. The address of the program is in the
environment; the question is ssh's own argument; the answer goes to standard output, a pipe to ssh.
"""

from __future__ import annotations

import os
import sys
from multiprocessing.connection import Client
from typing import Final

ADDRESS: Final = "IOT_AGENT_SETUP_ASKPASS"
DISMISSED: Final = b"\0"
"""What the program sends where there is no answer; nobody can type it."""


def main() -> int:
    """Ask; 1 where there is no answer, after which ssh gives up."""
    address = os.environ.get(ADDRESS)
    if not address:
        sys.stderr.write("This program is started by ssh, for iot-agent-setup.\n")
        return 2
    question = " ".join(sys.argv[1:])
    try:
        with Client(address) as connection:
            connection.send_bytes(question.encode("utf-8", "surrogateescape"))
            answer = connection.recv_bytes()
    except (OSError, EOFError):
        return 1
    if answer == DISMISSED:
        return 1
    sys.stdout.buffer.write(answer + b"\n")
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
