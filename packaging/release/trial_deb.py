"""The Debian package on bare machines: installed, run by an ordinary user, purged."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import fresh_machine

from release.deb import path_of
from release.project import NAME, BuildError, Project, say
from release.trial_wheel import ANSWERS

INSTALL = """\
set -e
export DEBIAN_FRONTEND=noninteractive
apt-get -q update >/dev/null
apt-get -q install -y --no-install-recommends /root/package.deb >/root/apt.log 2>&1 || {
    tail -20 /root/apt.log; exit 1; }
for page in /usr/share/man/man1/@NAME@*.1.gz; do gzip -t "$page"; done
bash -n /usr/share/bash-completion/completions/@NAME@
"""
USE = """\
set -e
version=$(@NAME@ --version)
test "$version" = "@NAME@ @VERSION@"
@NAME@ apply /home/tester/answers.toml --demo --json >run.json
QT_QPA_PLATFORM=offscreen @NAME@ --tour pictures >/dev/null
echo "$version; apply --demo: exit 0; tour: $(ls pictures | wc -l) pictures"
"""
PURGE = """\
set -e
DEBIAN_FRONTEND=noninteractive apt-get -q purge -y @NAME@ >/root/purge.log 2>&1
elsewhere='-path /proc -o -path /home -o -path /root'
left=$(find / -xdev \\( $elsewhere \\) -prune -o -name '*@NAME@*' -print)
test -z "$left" || { echo "left after purge: $left"; exit 1; }
test -s /home/tester/@NAME@/run.json
echo "purged; nothing of it is left but the user's own files"
"""


def try_out(project: Project) -> None:
    """On every Debian that the README names. Raises BuildError."""
    for release in fresh_machine.RELEASES:
        try_release(project, release)


def try_release(project: Project, release: str) -> None:
    """One bare machine, removed at the end."""
    try:
        fresh_machine.check_needs()
        found = fresh_machine.surroundings(release)
        with fresh_machine.temporary_folder() as folder:
            root = folder / release
            say(f"{release}: making the system (a minute or two)")
            fresh_machine.make_system(root, release, found)
            fresh_machine.furnish(root, "user", found)
            shutil.copyfile(path_of(project), root / "root/package.deb")
            answers = root / "home/tester/answers.toml"
            fresh_machine.write(answers, ANSWERS.splitlines())
            for account, script in (("root", INSTALL), ("user", USE), ("root", PURGE)):
                _run(root, account, script, project)
    except fresh_machine.FreshMachineError as error:
        raise BuildError(f"{release}: {error}") from None


def _run(root: Path, account: str, script: str, project: Project) -> None:
    filled = script.replace("@NAME@", NAME).replace("@VERSION@", project.version)
    (root / "root" / fresh_machine.FOLDER).mkdir(exist_ok=True)
    if fresh_machine.run_inside(root, account, f"sh -c {shlex.quote(filled)}"):
        raise BuildError(f"{root.name}, as {account}: the script above failed")
