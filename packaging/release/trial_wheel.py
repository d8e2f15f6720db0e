"""The wheel as users of an index install it: with pipx and with ``uv tool``."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from release import pins
from release.project import NAME, BuildError, Project, capture, run, say
from release.wheel import path_of


def try_out(project: Project) -> None:
    """Install, ask for the version, set up a demo device, remove. Raises BuildError."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run([sys.executable, "-m", "venv", folder / "tools"])
        tools = folder / "tools" / "bin"
        run([tools / "python", "-m", "pip", "install", "--quiet", "pipx", "uv"])
        pinned = folder / "constraints.txt"
        # Without the digests: pip would then want one of the wheel too.
        lock = pins.read_pins(pins.LOCK.read_text(encoding="ascii"))
        pinned.write_text("".join(f"{name}=={version}\n" for name, version in lock), "ascii")
        constraint = f"--pip-args=--constraint={pinned}"
        wheel = path_of(project)
        installs: dict[str, tuple[list[str | Path], list[str | Path]]] = {
            "pipx": (["install", constraint, wheel], ["uninstall", NAME]),
            "uv": (
                ["tool", "install", "--constraints", pinned, wheel],
                ["tool", "uninstall", NAME],
            ),
        }
        for tool, (install, uninstall) in installs.items():
            home = folder / tool
            env = _environment(home)
            run([tools / tool, *install], env=env)
            program = home / "bin" / NAME
            said = capture([program, "--version"], env=env).strip()
            if said != f"{NAME} {project.version}":
                raise BuildError(f"{tool}: --version printed {said!r}")
            answers = home / "answers.toml"
            answers.write_text(ANSWERS, encoding="utf-8")
            run([program, "apply", answers, "--demo"], env=env)
            if "Aufruf" not in capture([program, "--lang", "de", "--help"], env=env):
                raise BuildError(f"{tool}: --lang de --help is not German")
            run([tools / tool, *uninstall], env=env)
            if program.exists():
                raise BuildError(f"{tool}: {program} is there after removal")
            say(f"{tool}: installed, {said}, apply --demo: exit 0, removed")


ANSWERS = """\
[device]
id = "cam-01"

[authentication]
identity = "SecurityModule"

[agent]
flavour = "c"
"""


def _environment(home: Path) -> dict[str, str]:
    folders = {
        "HOME": home,
        "PIPX_HOME": home / "pipx",
        "PIPX_BIN_DIR": home / "bin",
        "UV_TOOL_DIR": home / "uv",
        "UV_TOOL_BIN_DIR": home / "bin",
    }
    home.mkdir()
    # As pip does, for networks with an authority of their own.
    trust = {"UV_SYSTEM_CERTS": "1"}
    named = {key: str(folder) for key, folder in folders.items()}
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", **trust, **named}
