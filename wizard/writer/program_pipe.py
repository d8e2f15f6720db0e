"""Windows: the pipe to the program that has started the writer, if it is that program's."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import os
    from pathlib import Path
    from typing import Final

    from wizard.infra.elevation.named_pipe import PipeConnection, connect
    from wizard.infra.elevation.windows_processes import program_of

    _PROGRAMS: Final = ("iot-agent-setup.exe", "iot-agent-setup-gui.exe")
    _INTERPRETERS: Final = ("python.exe", "pythonw.exe")

    def open_pipe(pipe_id: str, program: int) -> PipeConnection | None:
        """The pipe, where the process ``program`` serves it and is one of this installation."""
        try:
            pipe = connect(pipe_id)
        except (OSError, ValueError):
            return None
        if pipe.peer == program != 0 and is_of_this_installation(program_of(program)):
            return pipe
        pipe.close()
        return None

    def is_of_this_installation(program: Path | None) -> bool:
        """Whether this is the program beside the writer, or the Python that runs both."""
        if program is None:
            return False
        own = Path(sys.executable)
        if own.stem.lower().startswith("python"):
            names, folders = _INTERPRETERS, [own.parent, Path(sys.base_exec_prefix)]
        else:
            names, folders = _PROGRAMS, [own.parent]
        is_named = program.name.lower() in names
        return is_named and any(_is_same(program.parent, folder) for folder in folders)

    def _is_same(one: Path, other: Path) -> bool:
        first, second = (os.path.normcase(os.path.realpath(path)) for path in (one, other))
        return first == second
