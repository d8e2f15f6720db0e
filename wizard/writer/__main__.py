"""How the writer is started, and when it ends.

It is the program that pkexec, sudo or Windows is asked for. Requests come over the socket that is
its standard input and output; it ends when that ends, or when nothing comes for five minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import select
import socket
import stat
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from wizard.protocols.elevated.frames import VERSION, FrameError, frame, read_frame
from wizard.writer.server import Server

IDLE_SECONDS: Final = 300.0
_PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def main(argv: Sequence[str] | None = None) -> int:
    """Serve one program. The result is the exit code: 2 where it was not started by one."""
    options = _options(sys.argv[1:] if argv is None else argv)
    if not stat.S_ISSOCK(os.fstat(0).st_mode):
        print("iot-agent-setup starts this program itself.", file=sys.stderr)  # noqa: T201
        return 2
    _forget_the_callers_environment()
    with socket.socket(fileno=os.dup(0)) as channel:
        return serve(channel, make_server(options.folder))


def make_server(confirmed: Sequence[Path]) -> Server:
    """A server with the real parts."""
    from wizard.agents import AGENTS
    from wizard.infra.files.agent_files import DiskFiles
    from wizard.infra.service import system_service
    from wizard.writer.folders import Folders
    from wizard.writer.judge import Judge

    return Server(Judge(AGENTS, Folders(AGENTS, confirmed)), DiskFiles(), system_service())


def serve(channel: socket.socket, server: Server, idle: float = IDLE_SECONDS) -> int:
    """Answer until the other side ends, is silent for ``idle`` seconds, or speaks otherwise."""

    def wait() -> bool:
        return bool(select.select([channel], [], [], idle)[0])

    return answer_all(wait, channel.recv, channel.sendall, server)


def answer_all(
    wait: Callable[[], bool],
    read: Callable[[int], bytes],
    send: Callable[[bytes], object],
    server: Server,
) -> int:
    """Greet, then answer one request after the other. What was left open is taken back."""
    with asyncio.Runner() as runner:
        try:
            send(frame({"version": VERSION, "pid": os.getpid()}))
            while wait() and (message := read_frame(read)) is not None:
                send(frame(runner.run(server.answer(message))))
        except (FrameError, OSError):
            return 1
        finally:
            runner.run(server.close())
    return 0


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="iot-agent-setup-writer",
        description="Writes an agent's files for iot-agent-setup, which starts it.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--folder", type=Path, action="append", default=[], help="an agent's folder, confirmed"
    )
    return parser.parse_args(argv)


def _forget_the_callers_environment() -> None:
    """Nothing that the caller has set decides what is run as root, or how files are made."""
    os.environ.clear()
    os.environ.update({"PATH": _PATH, "LC_ALL": "C.UTF-8"})
    os.umask(0o022)
    os.chdir("/")


if __name__ == "__main__":
    sys.exit(main())
