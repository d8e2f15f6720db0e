#!/usr/bin/env python3
"""Both commands of the README on a machine that has never seen the program.

It makes a bare Debian (its smallest set of packages, python3 and sudo) in a temporary folder, puts
a clone of this checkout's last commit into it, and runs bootstrap.py there: as an ordinary user who
has sudo, and as root, each on a machine of its own. It needs Linux, root, git and mmdebstrap.
Where the packages come from, and how the network is reached, is what apt and pip are configured
for here. Nothing is left behind: the machine's processes and mounts end with it.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO

RELEASES = ("bookworm", "trixie")
UNSTABLE = "sid"  # has the newest Python, and neither updates nor security fixes of its own
COMMANDS = ("demo", "test")
ACCOUNTS = {"user": ("tester", "/home/tester"), "root": ("root", "/root")}
CHECKOUT = Path(__file__).resolve().parent.parent
FOLDER = "iot-agent-setup"
NEEDED = {"mmdebstrap": "mmdebstrap", "git": "git", "unshare": "util-linux"}
VERSIONS = "import platform, ssl; print(platform.python_version(), ssl.OPENSSL_VERSION, sep=', ')"
PROXIES = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")

# What of pip's configuration says where packages come from; the rest is this machine's own affair.
PIP_OPTIONS = ("index-url", "extra-index-url", "trusted-host", "proxy", "cert", "default-timeout")
PIP_CERTIFICATES = "/etc/pip-cert.pem"

# Of apt's: proxies, time-outs, which signatures and dates are good. Not what it downloads.
APT_OPTIONS = re.compile(r"Acquire::(http|https|Retries|Check-|ForceIP|Queue-Mode)")

# What is run gets its own processes and mounts.
APART = ("unshare", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child")

# The machine's first process. It waits for the command and takes in what that leaves behind; when
# it ends, the kernel ends every process of the machine and drops the mounts.
FIRST_PROCESS = """
set -e
mount -t proc proc "$1/proc"
mkdir -p "$1/dev/pts" "$1/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts "$1/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$1/dev/shm"
code=0
chroot "$1" runuser --login "$2" --command "$3" </dev/null || code=$?
exit "$code"
"""


class FreshMachineError(Exception):
    """Ends the run with a message for the user."""


@dataclass(frozen=True)
class Surroundings:
    """How this machine reaches its packages: what a machine made here is given."""

    sources: tuple[str, ...]
    apt: str
    pip: Mapping[str, str]
    proxies: Mapping[str, str]


def say(text: str) -> None:
    """Print at once: the output of child processes must not overtake it."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def check_needs() -> None:
    """Raises FreshMachineError for what this machine lacks."""
    if sys.platform != "linux" or os.geteuid() != 0:
        raise FreshMachineError("Run this as root on Linux: it makes a system of its own (chroot).")
    missing = [package for command, package in NEEDED.items() if not shutil.which(command)]
    if missing:
        raise FreshMachineError(f"Missing here: apt-get install {' '.join(missing)}")


# --- What is configured here -----------------------------------------------------------------


def surroundings(release: str) -> Surroundings:
    """This machine's own configuration of apt, pip and the network."""
    proxies = {name: os.environ[name] for name in PROXIES if os.environ.get(name)}
    return Surroundings(tuple(apt_sources(release)), apt_options(), pip_options(), proxies)


def apt_sources(release: str) -> Iterator[str]:
    """Lines of a sources.list: the release and its updates, from where apt gets Debian here.

    None where apt knows no Debian archive: mmdebstrap then takes Debian's own.
    """
    form = "$(REPO_URI) $(LABEL)"
    answer = output(["apt-get", "indextargets", "--format", form, "Created-By: Packages"])
    archives: dict[str, str] = {}
    for line in answer.splitlines():
        address, _, label = line.partition(" ")
        archives.setdefault(label, address)
    if "Debian" in archives:
        yield f"deb {archives['Debian']} {release} main"
        if release == UNSTABLE:
            return
        yield f"deb {archives['Debian']} {release}-updates main"
        if "Debian-Security" in archives:
            yield f"deb {archives['Debian-Security']} {release}-security main"


def apt_options() -> str:
    """Lines of an apt.conf."""
    lines = output(["apt-config", "dump", "Acquire"]).splitlines(keepends=True)
    chosen = (line for line in lines if APT_OPTIONS.match(line) and "Auto-Detect" not in line)
    return "".join(chosen)


def pip_options() -> dict[str, str]:
    """Options by name. The environment counts before the files, a command's section before all."""
    answer = output([sys.executable, "-m", "pip", "config", "list"])
    found: dict[str, str] = {}
    for section in ("global", "install", ":env:"):
        for line in answer.splitlines():
            key, _, value = line.partition("=")
            name = key[len(section) + 1 :]
            if key.startswith(f"{section}.") and name in PIP_OPTIONS:
                found[name] = str(ast.literal_eval(value))
    # A folder of this machine is none of the new one's.
    for name in ("index-url", "extra-index-url"):
        kept = [url for url in found.pop(name, "").split() if not url.startswith("file:")]
        if kept:
            found[name] = " ".join(kept)
    return found


def output(command: Sequence[str]) -> str:
    """What a command prints; nothing where it fails or is not there."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""


# --- The machine -----------------------------------------------------------------------------


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder with room for a system, removed at the end with what is mounted in it."""
    # Not /tmp, which may lie in memory: a system, the environment and pip's downloads are 2 GB.
    parent = os.environ.get("TMPDIR", "/var/tmp")  # noqa: S108 - mkdtemp makes a name of its own
    path = Path(tempfile.mkdtemp(prefix="iot-agent-setup-", dir=parent))
    try:
        yield path
    finally:
        for mounted in mounts_below(path, Path("/proc/self/mountinfo").read_text("utf-8")):
            subprocess.run(["umount", mounted], check=True)
        shutil.rmtree(path)


def mounts_below(folder: Path, mountinfo: str) -> list[str]:
    """What is mounted in a folder, innermost first (proc(5): the fifth field, escaped)."""
    points = (line.split()[4] for line in mountinfo.splitlines())
    plain = (re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), one) for one in points)
    return sorted((one for one in plain if folder in Path(one).parents), key=len, reverse=True)


def make_system(root: Path, release: str, found: Surroundings) -> None:
    """A bare Debian in ``root``."""
    options = root.with_suffix(".apt.conf")
    options.touch(mode=0o600)
    options.write_text(found.apt, encoding="utf-8")
    packages = "python3,sudo"
    if any(" https:" in line for line in found.sources):
        packages += ",ca-certificates"
    command = ["mmdebstrap", "--variant=minbase", f"--include={packages}", f"--aptopt={options}"]
    log = root.with_suffix(".log")
    with log.open("wb") as written:
        code = run_apart([*command, release, str(root), *found.sources], log=written)
    if code:
        end = "\n".join(log.read_text("utf-8", "replace").splitlines()[-15:])
        raise FreshMachineError(f"{end}\n\nmmdebstrap could not make the system.")


def furnish(root: Path, account: str, found: Surroundings) -> None:
    """The network as here, an ordinary user with sudo, and the clone in the account's home."""
    for name in ("resolv.conf", "hosts"):
        shutil.copyfile(f"/etc/{name}", root / "etc" / name)
    pip = dict(found.pip)
    if "cert" in pip:
        shutil.copyfile(pip["cert"], root / PIP_CERTIFICATES.lstrip("/"))
        pip["cert"] = PIP_CERTIFICATES
    lines = ["[global]", *(f"{name} = {value}" for name, value in pip.items())]
    write(root / "etc/pip.conf", lines)
    proxies = [f"export {name}={shlex.quote(value)}" for name, value in found.proxies.items()]
    write(root / "etc/profile.d/proxies.sh", proxies)
    run(["chroot", str(root), "useradd", "--create-home", "--shell", "/bin/bash", "tester"])
    write(root / "etc/sudoers.d/tester", ["tester ALL=(ALL) NOPASSWD: ALL"])
    name, home = ACCOUNTS[account]
    clone = root / home.lstrip("/") / FOLDER
    run(["git", "clone", "--quiet", "--no-hardlinks", str(CHECKOUT), str(clone)])
    run(["chroot", str(root), "chown", "-R", f"{name}:", f"{home}/{FOLDER}"])


def write(path: Path, lines: Sequence[str]) -> None:
    """A file of lines that every account may read."""
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    path.chmod(0o644)


def run(command: Sequence[str]) -> None:
    """Raises FreshMachineError where the command fails."""
    if subprocess.call(command):
        raise FreshMachineError(f"This failed: {shlex.join(command)}")


def run_inside(root: Path, account: str, line: str) -> int:
    """Run a line of shell in the machine, in the clone."""
    name, home = ACCOUNTS[account]
    line = f"cd {home}/{FOLDER} || exit\n{line}"
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
    return run_apart(["sh", "-c", FIRST_PROCESS, "sh", str(root), name, line], env=environment)


def run_apart(
    command: Sequence[str], *, env: Mapping[str, str] | None = None, log: IO[bytes] | None = None
) -> int:
    """Run a command; its processes and mounts end with it, however it ends."""
    process = subprocess.Popen(
        [*APART, *command], env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log
    )
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            # `unshare` waits for the first process; with that the kernel ends all the others.
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii")
            for child in children.split():
                os.kill(int(child), signal.SIGKILL)
            process.wait()


# --- The commands ----------------------------------------------------------------------------


def try_account(
    release: str, account: str, commands: Sequence[str], found: Surroundings
) -> dict[str, int]:
    """One machine, and the commands in it one after the other. Gives their exit codes."""
    with temporary_folder() as folder:
        root = folder / release
        say(f"\n== {release}, as {account}: making the system (a minute or two)")
        make_system(root, release, found)
        furnish(root, account, found)
        run_inside(root, account, f"python3 -c {shlex.quote(VERSIONS)}")
        codes = {}
        for command in commands:
            say(f"\n== {release}, as {account}: python3 packaging/bootstrap.py {command}")
            codes[command] = run_inside(root, account, f"python3 packaging/bootstrap.py {command}")
        return codes


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """What is to be tried."""
    parser = argparse.ArgumentParser(
        prog="fresh_machine.py", description=__doc__, allow_abbrev=False
    )
    parser.add_argument("release", choices=(*RELEASES, UNSTABLE))
    parser.add_argument("command", choices=COMMANDS, nargs="?", help="one of the two; else both")
    parser.add_argument("--account", choices=tuple(ACCOUNTS), help="one of the two; else both")
    return parser.parse_args(arguments)


def end(number: int, _frame: FrameType | None) -> None:
    """A signal that ends the program ends it in order: with everything taken away."""
    raise SystemExit(128 + number)


def main(arguments: Sequence[str]) -> int:
    """Try what is asked for. 0: each command ended with 0; 1: not so; 2: it could not be tried."""
    chosen = parse(arguments)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    results = []
    try:
        check_needs()
        if changed := output(["git", "-C", str(CHECKOUT), "status", "--porcelain"]):
            say(f"Not tried, as they are in no commit: {len(changed.splitlines())} changed files")
        found = surroundings(chosen.release)
        for account in [chosen.account] if chosen.account else ACCOUNTS:
            commands = [chosen.command] if chosen.command else COMMANDS
            for command, code in try_account(chosen.release, account, commands, found).items():
                results.append((code, f"{chosen.release}, as {account}, {command}: exit {code}"))
    except FreshMachineError as error:
        sys.stdout.flush()
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        return 130
    say("\n" + "\n".join(text for _, text in results))
    return 1 if any(code for code, _ in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
