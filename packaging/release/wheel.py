"""The wheel, for pip, pipx and uv; every other package is made from it."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

from release.project import DIST, ROOT, BuildError, Project, run

INSIDE = (
    "wizard/resources/icons/app.svg",
    "wizard/resources/agent-defaults/",
    "wizard/resources/manual/README.md",
    "wizard/resources/manual/pictures/hub.png",
    "wizard/resources/report/report.css",
    "wizard/resources/ssh/look.sh",
)
OUTSIDE = ("tests/", "packaging/")


def path_of(project: Project) -> Path:
    """Where the wheel of this version lies."""
    return DIST / f"iot_agent_setup-{project.version}-py3-none-any.whl"


def build(project: Project) -> Sequence[Path]:
    """With the pinned hatchling of the environment; byte for byte the same from one commit."""
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    wheel = path_of(project)
    wheel.unlink(missing_ok=True)
    run([*pip, "--wheel-dir", DIST, ROOT], env=project.environment)
    check(zipfile.ZipFile(wheel).namelist())
    return [wheel]


def check(names: Sequence[str]) -> None:
    """The resources are inside, and nothing that is not the program. Raises BuildError."""
    missing = [name for name in INSIDE if not any(one.startswith(name) for one in names)]
    strangers = [one for one in names if any(name in one for name in OUTSIDE)]
    if missing or strangers:
        raise BuildError(f"The wheel lacks {missing} and should not have {strangers}.")
