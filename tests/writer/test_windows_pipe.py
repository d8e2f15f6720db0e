"""Windows: the writer is asked for by User Account Control, and comes to a pipe of the program.

Here nobody is asked: Wine gives the rights without a word. What the real one does is in
packaging/windows-checklist.md.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Never

import pytest

from tests.fakes.files import FakeFiles
from tests.patience import HANG_LIMIT
from tests.writer.test_forged_plans import KEY, rendered
from wizard.agents.csharp.facts import CSHARP
from wizard.domain.errors import Code, FilesError
from wizard.domain.files import FileWrite
from wizard.domain.ports.service import ServiceState
from wizard.infra.elevation.elevated import ElevatedFiles
from wizard.infra.elevation.elevating import ElevatingFiles, ElevatingService
from wizard.infra.elevation.named_pipe import new_pipe_id, pipe_path
from wizard.infra.elevation.system_elevation import SystemElevation
from wizard.infra.service.no_service import NoService

on_windows = pytest.mark.skipif(sys.platform != "win32", reason="these pipes are Windows'")

# Empty modules elsewhere.
pipes: Any = importlib.import_module("wizard.infra.elevation.named_pipe")
windows_access: Any = importlib.import_module("wizard.infra.files.permissions.windows")
processes: Any = importlib.import_module("wizard.infra.elevation.windows_processes")
uac: Any = importlib.import_module("wizard.infra.elevation.uac")
winapi: Any = importlib.import_module("_winapi") if sys.platform == "win32" else None
program_pipe: Any = importlib.import_module("wizard.writer.program_pipe")

CLIENT = """\
import sys
from wizard.infra.elevation.named_pipe import connect
pipe = connect(sys.argv[1])
pipe.sendall(b"hello")
print(pipe.recv(100))
"""
FOLDER = Path("C:\\agent")


@pytest.mark.parametrize("text", ["", "x", f"..\\{'0' * 29}", f"\\\\other\\pipe\\{'0' * 32}"])
def test_a_pipe_of_another_computer_or_name_is_none(text: str) -> None:
    assert pipe_path(new_pipe_id()).startswith("\\\\.\\pipe\\iot-agent-setup-")
    with pytest.raises(ValueError, match="pipe"):
        pipe_path(text)


@pytest.fixture
def pipe_id() -> str:
    return new_pipe_id()


@pytest.fixture
def server(pipe_id: str) -> Iterator[Any]:
    with contextlib.closing(pipes.PipeServer(pipe_id)) as found:
        yield found


def client(pipe_id: str) -> subprocess.Popen[bytes]:
    """Another process that comes to the pipe."""
    return subprocess.Popen(
        [sys.executable, "-c", CLIENT, pipe_id], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def handle_of(process: subprocess.Popen[bytes]) -> int:
    return int(process._handle)  # type: ignore[attr-defined]


@on_windows
def test_only_the_process_that_was_started_is_let_in(pipe_id: str, server: Any) -> None:
    stranger = client(pipe_id)
    came: list[int] = []

    def expects(found: int) -> bool:
        came.append(found)
        return False

    # Who waits for a process that has ended is told so: the stranger came, and was thrown out.
    assert server.accept(handle_of(stranger), HANG_LIMIT, expects) is None
    assert came == [stranger.pid]
    assert b"hello" not in stranger.communicate()[0]
    expected = client(pipe_id)
    connection = server.accept(handle_of(expected), HANG_LIMIT, lambda pid: pid == expected.pid)

    assert connection.recv(100) == b"hello"
    connection.sendall(b"welcome")
    assert b"welcome" in expected.communicate()[0]
    assert connection.recv(1) == b""
    assert not connection.is_open
    connection.close()


@on_windows
def test_nobody_else_serves_or_uses_a_pipe_that_is_there(pipe_id: str, server: Any) -> None:
    with pytest.raises(OSError):
        pipes.PipeServer(pipe_id)
    with contextlib.closing(pipes.connect(pipe_id)) as theirs:
        own = winapi.GetCurrentProcess()
        ours = server.accept(own, HANG_LIMIT, lambda pid: pid == os.getpid())
        with pytest.raises(OSError):
            winapi.CreateFile(pipe_path(pipe_id), 0xC0000000, 0, 0, 3, 0, 0)
        with pytest.raises(OSError):
            pipes.PipeServer(pipe_id)
        assert not ours.wait(0)
        theirs.sendall(b"x" * 5_000)
        assert (ours.recv(1_000), len(ours.recv(70_000))) == (b"x" * 1_000, 4_000)
        ours.close()


@on_windows
@pytest.mark.parametrize("program", [0, 4])
def test_a_pipe_that_another_process_serves_is_left(
    pipe_id: str, server: Any, program: int
) -> None:
    assert program_pipe.open_pipe(pipe_id, program) is None


@on_windows
def test_a_pipe_of_another_program_is_left(
    pipe_id: str, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = Path("C:\\windows\\explorer.exe")
    assert not program_pipe.is_of_this_installation(foreign)
    assert not program_pipe.is_of_this_installation(None)
    assert not program_pipe.is_of_this_installation(Path(sys.executable).with_name("other.exe"))
    assert program_pipe.is_of_this_installation(processes.program_of(os.getpid()))
    monkeypatch.setattr(program_pipe, "program_of", lambda _: foreign)
    assert program_pipe.open_pipe(pipe_id, os.getpid()) is None


@on_windows
def test_a_packaged_writer_obeys_the_programs_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "C:\\Program Files\\x\\iot-agent-setup-writer.exe")
    assert program_pipe.is_of_this_installation(Path("c:\\program files\\x\\iot-agent-setup.exe"))
    assert program_pipe.is_of_this_installation(
        Path("C:\\Program Files\\x\\iot-agent-setup-gui.exe")
    )
    assert not program_pipe.is_of_this_installation(Path("C:\\Temp\\iot-agent-setup.exe"))
    assert not program_pipe.is_of_this_installation(Path("C:\\Program Files\\x\\python.exe"))
    program, words = uac.writer_command(new_pipe_id(), FOLDER)
    assert program == "C:\\Program Files\\x\\iot-agent-setup-writer.exe"
    assert words.endswith(f"--program {os.getpid()} --folder {FOLDER}")


@pytest.fixture
def of_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    """The writer of this checkout, also where the program is not installed in Python's folder."""
    command, root = uac.writer_command, str(Path(__file__).resolve().parents[2])
    code = (
        f"import sys; sys.path.insert(0, {root!r}); "
        "from wizard.writer.__main__ import main; sys.exit(main())"
    )

    def writer_command(pipe_id: str, folder: Path | None) -> tuple[str, str]:
        program, words = command(pipe_id, folder)
        assert words.startswith("-I -m wizard.writer ")
        return program, words.replace("-m wizard.writer", f'-c "{code}"')

    monkeypatch.setattr(uac, "writer_command", writer_command)


class Lacking(FakeFiles):
    """The port of a user who may write nothing."""

    async def write(self, directory: Path, writes: Sequence[FileWrite]) -> Never:
        raise FilesError(Code.FILES_NOT_WRITABLE, "permission", path=str(directory), reason="")

    async def undo(self, directory: Path) -> Never:
        raise FilesError(Code.FILES_NOT_WRITABLE, "permission", path=str(directory), reason="")


@on_windows
@pytest.mark.usefixtures("of_the_checkout")
async def test_write_and_undo_with_one_question_by_a_writer_that_windows_has_started(
    tmp_path: Path,
) -> None:
    if not windows_access.is_elevated():
        pytest.skip("Windows would ask whoever runs the tests")
    folder = tmp_path.resolve() / "agent"
    writes = [FileWrite(folder / name, data) for name, data in rendered(CSHARP, folder).items()]
    writes.append(FileWrite(folder / "azureiotsecurity.key", KEY, secret=True))
    started: list[Any] = []

    def start(confirmed: Path | None) -> Any:
        started.append(uac.start_by_uac(confirmed))
        return started[-1]

    elevation = SystemElevation(Lacking(), start=start)
    files = ElevatingFiles(Lacking(), elevation)

    unit = await files.write(folder, writes)
    await unit.commit()
    key = await files.read(folder / "azureiotsecurity.key")
    with pytest.raises(FilesError) as refused:
        await ElevatedFiles(started[0]).read(tmp_path / "Authentication.config")
    status = await ElevatingService(NoService(), elevation).status(CSHARP)
    undone = await files.undo(folder)

    assert all(result.elevated for result in (*unit.results, *undone))
    assert (unit.results[-1].readers[0], key) == ("SYSTEM", KEY)
    assert refused.value.variant == "folder"
    assert status.state is ServiceState.NOT_INSTALLED
    assert not folder.exists()
    (channel,) = started
    writer = channel._connection.peer
    assert writer != os.getpid()
    assert processes.parent_of(writer) == os.getpid()
    has_ended = end_of(writer)
    elevation.close()
    assert has_ended()
    assert not channel.is_alive


def end_of(process: int) -> Callable[[], bool]:
    """Waits for the end of a process that is not ours."""
    handle = winapi.OpenProcess(0x100000, False, process)
    return lambda: bool(winapi.WaitForSingleObject(handle, int(HANG_LIMIT * 1000)) == 0)


class Refusing:
    """ShellExecuteExW that fails with a number of Windows."""

    def __init__(self, number: int) -> None:
        self.number = number

    def ShellExecuteExW(self, _asked: object) -> int:  # noqa: N802 - Windows' name
        import ctypes

        ctypes.set_last_error(self.number)  # type: ignore[attr-defined]
        return 0


@on_windows
@pytest.mark.parametrize(
    ("number", "variant"), [(1223, "rights_refused"), (5, "rights_windows"), (2, "rights_windows")]
)
def test_what_windows_says_is_told(
    monkeypatch: pytest.MonkeyPatch, number: int, variant: str
) -> None:
    monkeypatch.setattr(processes, "_shell", Refusing(number))

    with pytest.raises(FilesError) as caught:
        uac.start_by_uac(FOLDER)

    assert caught.value.variant == variant
    assert caught.value.params["words"]


@on_windows
@pytest.mark.parametrize("code", ["pass", "import sys; sys.exit(3)"])
def test_a_writer_that_does_not_come(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        handle = int(winapi.OpenProcess(0x101000, False, process.pid))
        monkeypatch.setattr(uac, "start_as_administrator", lambda *_: handle)

        with pytest.raises(FilesError) as caught:
            uac.start_by_uac(FOLDER)

    assert caught.value.variant == "rights_no_answer"


@on_windows
def test_by_hand_it_does_nothing() -> None:
    for words in ([], ["--pipe", "x"], ["--pipe", new_pipe_id(), "--program", str(os.getpid())]):
        from wizard.writer.__main__ import _open_channel, _options

        with _open_channel(_options(words)) as channel:
            assert channel is None
