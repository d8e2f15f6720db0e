"""The newest release in CHANGELOG.md as the changelog of a Debian and of an RPM package."""

from __future__ import annotations

import re
import textwrap
import time

from release.project import NAME, Project

MAINTAINER = "The iot-agent-setup contributors <maintainers@users.noreply.example>"


def debian_changelog(changelog: str, project: Project) -> str:
    """One entry with the bullets of the version's section (deb-changelog(5))."""
    date = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(project.epoch))
    head = f"{NAME} ({project.version}) unstable; urgency=medium"
    bullets = "\n".join(_wrapped(changelog, project, "  * "))
    return "\n\n".join([head, bullets, f" -- {MAINTAINER}  {date}"]) + "\n"


def rpm_changelog(changelog: str, project: Project) -> str:
    """The same for the %changelog of a spec file, whose macros begin with a per cent sign."""
    date = time.strftime("%a %b %d %Y", time.gmtime(project.epoch))
    bullets = (bullet.replace("%", "%%") for bullet in _wrapped(changelog, project, "- "))
    return "\n".join([f"* {date} {MAINTAINER} - {project.version}-1", *bullets])


def _wrapped(changelog: str, project: Project, mark: str) -> list[str]:
    return [
        textwrap.fill(
            " ".join(bullet.split()).replace("`", ""),
            width=78,
            initial_indent=mark,
            subsequent_indent=" " * len(mark),
            break_on_hyphens=False,
        )
        for bullet in bullets_of(changelog, project.version)
    ]


def bullets_of(changelog: str, version: str) -> list[str]:
    """The entries of a version, each with its continued lines."""
    section = section_of(changelog, version)
    return re.findall(r"^- (.+(?:\n  .+)*)", section, re.MULTILINE)


def section_of(changelog: str, version: str) -> str:
    """What stands under the heading of a version; empty where there is none."""
    head = re.search(rf"^## \[{re.escape(version)}\].*$", changelog, re.MULTILINE)
    if head is None:
        return ""
    return re.split(r"^## ", changelog[head.end() :], maxsplit=1, flags=re.MULTILINE)[0].strip()
