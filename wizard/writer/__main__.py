"""How the writer is started, and when it ends.

It is the program that pkexec, sudo or Windows is asked for. Requests come over the socket that is
its standard input and output, on Windows over the pipe of the program that it is told; it ends when
that ends, or when nothing comes for five minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import select
import socket
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, Protocol

from wizard.protocols.elevated.frames import VERSION, FrameError, frame, read_frame
from wizard.writer.environment import forget_the_callers_environment
from wizard.writer.server import Server

IDLE_SECONDS: Final = 300.0


class Channel(Protocol):
    """A stream of bytes to the program. `recv` and `sendall` raise OSError."""

    def wait(self, seconds: float, /) -> bool:
        """Whether something comes within this time, or the other end is closed."""
        ...

    def recv(self, count: int, /) -> bytes:
        """At most so many bytes; none when the other end is closed."""
        ...

    def sendall(self, data: bytes, /) -> None:
        """Send all of it."""
        ...


class SocketChannel:
    """One end of a socket pair; what is sent has to be taken within ``seconds``."""

    def __init__(self, connection: socket.socket, seconds: float = IDLE_SECONDS) -> None:
        connection.settimeout(seconds)
        self._connection: Final = connection
        self.recv: Final = connection.recv
        self.sendall: Final = connection.sendall

    def wait(self, seconds: float) -> bool:
        """Whether something comes within this time, or the other end is closed."""
        return bool(select.select([self._connection], [], [], seconds)[0])


def main(argv: Sequence[str] | None = None) -> int:
    """Serve one program. The result is the exit code: 2 where it was not started by one."""
    options = _options(sys.argv[1:] if argv is None else argv)
    forget_the_callers_environment()
    with _open_channel(options) as channel:
        if channel is None:
            print("iot-agent-setup starts this program itself.", file=sys.stderr)  # noqa: T201
            return 2
        return serve(channel, make_server(options.folder))


def make_server(confirmed: Sequence[Path]) -> Server:
    """A server with the real parts."""
    from wizard.agents import AGENTS
    from wizard.infra.files.agent_files import DiskFiles
    from wizard.infra.service import system_service
    from wizard.writer.folders import Folders
    from wizard.writer.judge import Judge

    return Server(Judge(AGENTS, Folders(AGENTS, confirmed)), DiskFiles(), system_service())


def serve(channel: Channel, server: Server, idle: float = IDLE_SECONDS) -> int:
    """Answer until the other side ends, is silent for ``idle`` seconds, or speaks otherwise."""

    def read(count: int) -> bytes:
        if not channel.wait(idle):
            raise TimeoutError  # in the middle of a message
        return channel.recv(count)

    return answer_all(lambda: channel.wait(idle), read, channel.sendall, server)


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
    if sys.platform == "win32":
        parser.add_argument("--pipe", default="", help="the pipe on which the program waits")
        parser.add_argument("--program", type=int, default=0, help="the program's process")
    return parser.parse_args(argv)


@contextlib.contextmanager
def _open_channel(options: argparse.Namespace) -> Iterator[Channel | None]:
    """What the program has given to speak through; None where no program has."""
    if sys.platform == "win32":
        from wizard.writer.program_pipe import open_pipe

        pipe = open_pipe(options.pipe, options.program)
        try:
            yield pipe
        finally:
            if pipe is not None:
                pipe.close()
    elif stat.S_ISSOCK(os.fstat(0).st_mode):
        with socket.socket(fileno=os.dup(0)) as connection:
            yield SocketChannel(connection)
    else:
        yield None


if __name__ == "__main__":
    sys.exit(main())
