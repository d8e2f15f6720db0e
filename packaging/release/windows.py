"""All that is given to users of Windows: the set-up program, the MSI, the manifests of winget."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from release import msi, nsis, winget
from release.project import Project


def build(project: Project) -> Sequence[Path]:
    """From one folder."""
    return [*nsis.build(project), *msi.build(project), *winget.build(project)]
