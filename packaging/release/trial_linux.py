"""The Debian and the RPM package on bare machines: installed, run by an ordinary user, removed.

The checkers come first, as they are quick. RPM is tried on Debian, with Debian's own libraries in
place of what the package asks for by RPM's names: nothing else can be made here.
"""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from pathlib import Path

import fresh_machine

from release import deb, lint, linux_tree, rpm
from release.project import NAME, BuildError, Project, capture, say
from release.trial_language import SPEAK
from release.trial_wheel import ANSWERS

INSTALL_DEB = """\
set -e
export DEBIAN_FRONTEND=noninteractive
apt-get -q update >/dev/null
apt-get -q install -y --no-install-recommends /root/package >/root/apt.log 2>&1 || {
    tail -20 /root/apt.log; exit 1; }
dpkg --verify @NAME@
"""
INSTALL_RPM = """\
set -e
# Without plugins: the one that separates the scripts' mounts wants a root that is a mount itself.
export DEBIAN_FRONTEND=noninteractive
apt-get -q update >/dev/null
apt-get -q install -y --no-install-recommends rpm @DEPENDS@ >/root/apt.log 2>&1 || {
    tail -20 /root/apt.log; exit 1; }
rpm --noplugins --install --nodeps /root/package
rpm --noplugins --verify --nodeps @NAME@
"""
AS_INSTALLED = """\
@NAME@ check --agent-dir /nowhere --offline >/dev/null || test $? = 6
test -d /var/log/@NAME@
test -d /opt/@NAME@/lib/wizard/__pycache__
for page in /usr/share/man/man[18]/@NAME@*.gz; do gzip -t "$page"; done
test -f /usr/share/man/man8/@NAME@-writer.8.gz -a -f /usr/share/man/man8/@NAME@-askpass.8.gz
bash -n /usr/share/bash-completion/completions/@NAME@
grep -q /usr/bin/@NAME@-writer /usr/share/polkit-1/actions/@NAME@.policy
python3 -m json.tool /usr/share/doc/@NAME@/sbom.cdx.json >/dev/null
"""
USE = """\
set -e
version=$(@NAME@ --version)
test "$version" = "@NAME@ @VERSION@"
@NAME@ apply /home/tester/answers.toml --demo --json >run.json
export QT_QPA_PLATFORM=offscreen
@NAME@ --tour pictures >/dev/null
code=0; @NAME@-writer 2>said </dev/null || code=$?
test "$code" = 2 && grep -q 'starts this program itself' said
code=0; @NAME@-askpass question 2>said || code=$?
test "$code" = 2 && grep -q 'started by ssh' said
@NAME@ --lang de check --help | grep -q Aufruf
@NAME@ --lang de --tour german >/dev/null
spoken=$(python3 -IS /home/tester/speak.py)
python3 -c "@MEASURE@" /usr/bin/@NAME@ >start
echo "$version; apply --demo: exit 0; tour: $(ls pictures | wc -l) pictures; $spoken"
echo "tour in German: $(ls german | wc -l) pictures; writer and askpass by hand: exit 2"
"""
FIND = f"import sys; sys.path.insert(0, '/opt/{NAME}/lib')"
MEASURE = """\
import os, subprocess, sys
def once():
    before = os.times()
    subprocess.run([sys.argv[1], '--version'], stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    return sum(after[2:4]) - sum(before[2:4])
once()
print(min(once() for _ in range(9)))
"""
REMOVE = {
    "deb": "DEBIAN_FRONTEND=noninteractive apt-get -q purge -y @NAME@ >/root/purge.log 2>&1\n",
    # RPM has no purge: root's log stays.
    "rpm": "rpm --noplugins --erase --nodeps @NAME@ && rm -r /var/log/@NAME@\n",
}
NOTHING_LEFT = """\
elsewhere='-path /proc -o -path /home -o -path /root'
left=$(find / -xdev \\( $elsewhere \\) -prune -o -name '*@NAME@*' -print)
test -z "$left" || { echo "left after removal: $left"; exit 1; }
test -s /home/tester/@NAME@/run.json
echo "removed; nothing of it is left but the user's own files"
"""


def try_deb(project: Project) -> None:
    """On every Debian that the README names. Raises BuildError."""
    package = deb.path_of(project)
    lint.lint_desktop(linux_tree.ROOT_FOLDER)
    lint.lint_deb(package)
    for release in fresh_machine.RELEASES:
        _try(project, "deb", release, package)


def try_rpm(project: Project) -> None:
    """On the newest Debian. Raises BuildError."""
    package = rpm.path_of(project)
    lint.lint_rpm(package)
    _try(project, "rpm", fresh_machine.RELEASES[-1], package)


def _try(project: Project, kind: str, release: str, package: Path) -> None:
    """One bare machine, removed at the end."""
    install = INSTALL_DEB if kind == "deb" else INSTALL_RPM
    try:
        fresh_machine.check_needs()
        found = fresh_machine.surroundings(release)
        with fresh_machine.temporary_folder() as folder:
            root = folder / release
            say(f"{release}: making the system (a minute or two)")
            fresh_machine.make_system(root, release, found)
            fresh_machine.furnish(root, "user", found)
            shutil.copyfile(package, root / f"root/package.{kind}")
            fresh_machine.write(root / "home/tester/answers.toml", ANSWERS.splitlines())
            fresh_machine.write(root / "home/tester/speak.py", [FIND, *SPEAK.splitlines()])
            (root / "root" / fresh_machine.FOLDER).mkdir()
            install = install.replace("/root/package", f"/root/package.{kind}")
            _run(root, "root", install + AS_INSTALLED, project)
            _run(root, "user", USE.replace("@MEASURE@", MEASURE), project)
            _compare_start(root)
            _run(root, "root", f"set -e\n{REMOVE[kind]}{NOTHING_LEFT}", project)
    except fresh_machine.FreshMachineError as error:
        raise BuildError(f"{release}: {error}") from None


def _run(root: Path, account: str, script: str, project: Project) -> None:
    values = {"NAME": NAME, "VERSION": project.version, "DEPENDS": " ".join(depends())}
    for key, value in values.items():
        script = script.replace(f"@{key}@", value)
    if fresh_machine.run_inside(root, account, f"sh -c {shlex.quote(script)}"):
        raise BuildError(f"{root.name}, as {account}: the script above failed")


def depends() -> list[str]:
    """What the Debian package needs, without versions."""
    found = re.search(r"^Depends: (.+)$", linux_tree.filled("control"), re.MULTILINE)
    names = found[1].split(", ") if found else []
    return sorted({name.partition(" ")[0] for name in names})


def _compare_start(root: Path) -> None:
    """``--version`` takes at most twice the processor time that it takes in ``.venv``."""
    inside = root / "home/tester" / fresh_machine.FOLDER / "start"
    package = float(inside.read_text(encoding="ascii"))
    program = Path(sys.executable).with_name(NAME)
    environment = float(capture([sys.executable, "-c", MEASURE, program]))
    say(f"--version: {package:.3f} s of CPU in the package, {environment:.3f} s in .venv")
    if package > 2 * environment:
        raise BuildError("--version takes more than twice as long as in .venv")
