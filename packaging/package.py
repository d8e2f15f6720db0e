#!/usr/bin/env python3
"""Builds and tries the packages: what `bootstrap.py package` and `test --packages` call."""

from __future__ import annotations

import argparse
import errno
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from release import checksums, signing, source
from release.project import ROOT, BuildError, MissingError, Project, say

KINDS = ("wheel", "deb", "rpm", "windows")
ROOM = "All packages and what they are made from need about 1 GB in build/ and dist/."


def builder(kind: str) -> Callable[[Project], Sequence[Path]]:
    """The build of one kind of package: it gives the files that it made in ``dist/``."""
    from release import deb, rpm, wheel, windows

    builds = {"wheel": wheel.build, "deb": deb.build, "rpm": rpm.build, "windows": windows.build}
    return builds[kind]


def trial(kind: str) -> Callable[[Project], None]:
    """The test of one kind of package. Raises BuildError."""
    from release import trial_linux, trial_wheel, trial_windows

    return {
        "wheel": trial_wheel.try_out,
        "deb": trial_linux.try_deb,
        "rpm": trial_linux.try_rpm,
        "windows": trial_windows.try_out,
    }[kind]


def build(kinds: Sequence[str] | None) -> None:
    """Into ``dist/``; the wheel always, as the others are made from it.

    None: all that this machine can build. A kind that is named has to succeed.
    """
    project = source.read_project()
    if signing.is_wanted():
        source.check_release()
        signing.check_keys()
    if changed := source.uncommitted(ROOT):
        say(f"In the packages, and in no commit: {len(changed)} changed files")
    checksums.clear(packages=not kinds)
    date = time.strftime("%Y-%m-%d", time.gmtime(project.epoch))
    say(f"iot-agent-setup {project.version}, dated {date}")
    made: list[Path] = []
    for kind in dict.fromkeys(["wheel", *(kinds or KINDS)]):
        began = time.monotonic()
        try:
            made += builder(kind)(project)
        except MissingError as error:
            if kinds:
                raise
            say(f"{kind}: left out. {error}")
            continue
        say(f"{kind}: {time.monotonic() - began:.0f} s")
    sums = checksums.write_checksums(project, made)
    for signature in signing.sign_checksums(sums):
        say(f"signed: {signature.name}")


def try_all(kinds: Sequence[str]) -> None:
    """Install, run and remove each."""
    project = source.read_project()
    for kind in kinds:
        say(f"\n== {kind}")
        began = time.monotonic()
        trial(kind)(project)
        say(f"{kind}: passed in {time.monotonic() - began:.0f} s")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """What is to be done."""
    parser = argparse.ArgumentParser(prog="package.py", description=__doc__, allow_abbrev=False)
    parser.add_argument("command", choices=("build", "test"))
    parser.add_argument("--only", action="append", choices=KINDS, help="one kind; may be repeated")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """0: done; 1: not so, and why stands on standard error."""
    chosen = parse(arguments)
    os.umask(0o022)  # the modes in the packages are not those of the account that builds
    try:
        if chosen.command == "build":
            build(chosen.only)
        else:
            try_all(chosen.only or KINDS)
    except BuildError as error:
        sys.stdout.flush()
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        sys.stdout.flush()
        sys.stderr.write(f"The disk is full ({error.filename}). {ROOM}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
