#!/usr/bin/env python3
"""Write the lock of all packages again: exact versions, and the hashes of their files.

``packaging/constraints.txt`` has every package that the tests and the build use,
``packaging/requirements.txt`` those of the program and its build alone; each for Linux and Windows
and Python 3.11 to 3.14. ``packaging/sdk.txt`` has azure-iot-hub, to be installed without what it
requires where the others leave it out. Versions stay as they are, unless ``--upgrade`` is given.
The index is the one that pip is configured for, and is not named in the lock.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Final

PACKAGING: Final = Path(__file__).resolve().parent
PROJECT: Final = PACKAGING.parent / "pyproject.toml"
EVERYTHING: Final = PACKAGING / "constraints.txt"
PROGRAM: Final = PACKAGING / "requirements.txt"
SDK: Final = PACKAGING / "sdk.txt"
BUILD: Final = ("hatchling", "editables")
HEADER: Final = """\
# {about}, with the hashes of their files,
# for Linux and Windows, Python 3.11 to 3.14. Made by packaging/lock.py.
"""
OPTIONS: Final = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-annotate",
    "--no-header",
    "--no-emit-index-url",
    "--quiet",
)


def pins_of(lock: str) -> list[str]:
    """Name and version of each package, without hashes and markers."""
    return re.findall(r"^[A-Za-z0-9._-]+==[^\s;\\]+", lock, re.MULTILINE)


def without_marker(lock: str, name: str) -> str:
    """One package of a lock with its hashes, for every platform."""
    found = re.search(rf"^({name}==\S+)[^\n\\]*(\\\n(?:    --hash.*\n)+)", lock, re.MULTILINE)
    if found is None:
        raise SystemExit(f"The lock does not have {name}.")
    return f"{found[1]} {found[2]}"


def compiled(uv: Path, folder: Path, arguments: list[str]) -> str:
    """What uv resolves the project and its build tools to."""
    build = folder / "build.in"
    build.write_text("\n".join(BUILD), encoding="ascii")
    command = [str(uv), "pip", "compile", *OPTIONS, *arguments, str(PROJECT), str(build)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=folder).stdout.decode()


def main() -> None:
    """Resolve everything, then the program alone within that."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    upgrade = parser.parse_args().upgrade
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        venv.create(folder / "tools", with_pip=True)
        tools = folder / "tools" / ("Scripts" if sys.platform == "win32" else "bin")
        subprocess.run([str(tools / "python"), "-m", "pip", "install", "--quiet", "uv"], check=True)
        kept = folder / "kept.txt"
        kept.write_text(
            "" if upgrade else "\n".join(pins_of(EVERYTHING.read_text(encoding="ascii"))), "ascii"
        )
        everything = compiled(tools / "uv", folder, ["--extra=test", f"--constraint={kept}"])
        kept.write_text("\n".join(pins_of(everything)), "ascii")
        program = compiled(tools / "uv", folder, [f"--constraint={kept}"])
    about = "Every package that the tests, the program and its build use"
    EVERYTHING.write_text(HEADER.format(about=about) + everything, "ascii", newline="\n")
    about = "The packages that the program and its build use"
    PROGRAM.write_text(HEADER.format(about=about) + program, "ascii", newline="\n")
    about = "The hub's SDK alone, where uamqp has no wheel (install it with --no-deps)"
    sdk = HEADER.format(about=about) + without_marker(program, "azure-iot-hub")
    SDK.write_text(sdk, "ascii", newline="\n")


if __name__ == "__main__":
    main()
