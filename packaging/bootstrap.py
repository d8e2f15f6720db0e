#!/usr/bin/env python3
"""From a fresh checkout to the running program, tests, benchmarks or manual, in one command.

It makes the environment .venv, installs the system packages on Debian, and runs.
"""

# Standard library only, for Debian and Windows. The file has to stay readable for Python 3.6
# (quoted annotations, no newer syntax): an old Python then gives a sentence, not a syntax error.

import argparse
import hashlib
import importlib.util
import os
import platform
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

OLDEST = (3, 11)
NEWEST = (3, 14)
X86_64 = ("x86_64", "amd64")
RUNNING = (sys.version_info[0], sys.version_info[1])
WINDOWS = os.name == "nt"

# desktop.md's lists, tried on a bare Debian 12. Without the window's libraries Qt cannot even load
# its X11 plug-in; without a font every text is a row of boxes.
QT_PACKAGES = (
    "libglib2.0-0",
    "libgl1",
    "libegl1",
    "libxkbcommon0",
    "libdbus-1-3",
    "libfontconfig1",
    "libxcb-cursor0",
    "libxkbcommon-x11-0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
)
# The second font is for the pictures of the window in Chinese: the smallest that Debian has.
SCREEN_PACKAGES = ("xvfb", "xauth", "fonts-dejavu-core", "fonts-wqy-microhei")
# What builds and tries the packages; Wine comes with the test bench.
PACKAGE_PACKAGES = (
    "rpm",
    "nsis",
    "wixl",
    "msitools",
    "gcc-mingw-w64-x86-64-win32",
    "binutils-mingw-w64-x86-64",
    "osslsigncode",
    "minisign",
    "lintian",
    "rpmlint",
    "desktop-file-utils",
    "appstream",
    "mmdebstrap",
)
KEYRING_PACKAGES = ("gnome-keyring", "dbus")
# The bus between the window and a screen reader.
ACCESSIBILITY_PACKAGES = ("at-spi2-core", "dbus")
# For an agent on another computer: a real sshd on loopback.
SSH_PACKAGES = ("openssh-client", "openssh-server")
RIGHTS_PACKAGES = ("sudo",)
# A shell that the bundle's script has to run in besides the system's own.
SHELL_PACKAGES = ("busybox",)

PACKAGES = ("wheel", "deb", "rpm", "windows")
LONG_BENCHES = ("bench_fuzz", "bench_mutation")

# What pip says, and what helps; the first that fits is shown.
PIP_REMEDIES = (
    (
        ("CERTIFICATE_VERIFY_FAILED", "SSLError"),
        "Something between this computer and the package index presents a certificate that pip does"
        " not trust. Set PIP_CERT to the file with your organisation's root certificate.",
    ),
    (
        ("ProxyError", "Tunnel connection failed"),
        "The proxy refused the connection. Set HTTPS_PROXY to the right address.",
    ),
    (
        ("No space left on device",),
        "The disk is full. The environment needs about 500 MB.",
    ),
    (
        ("NewConnectionError", "NameResolutionError", "ConnectTimeout", "Read timed out"),
        "The package index was not reached. Check the network; behind a proxy set HTTPS_PROXY.",
    ),
    (
        ("DO NOT MATCH THE HASHES",),
        "The package index gave a file that is not the one that the tests have passed with."
        " Ask who keeps the index where it comes from, and do not install it.",
    ),
    (
        ("No matching distribution found",),
        "The package index that pip is configured for does not have this package for this Python.",
    ),
)
PIP_REMEDY = "The log above names the cause. Mend it and run the same command again."


class BootstrapError(Exception):
    """Ends the run with a message for the user and an exit code."""

    def __init__(self, message: str, code: int = 2) -> None:
        super().__init__(message)
        self.code = code


def say(text: str) -> None:
    """Print at once: the output of child processes must not overtake it."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


class Checkout:
    """The folders and files of one checkout of the project."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.venv = root / ".venv"
        self.bin = self.venv / ("Scripts" if WINDOWS else "bin")
        self.python = self.bin / ("python.exe" if WINDOWS else "python")
        self.program = self.bin / ("iot-agent-setup.exe" if WINDOWS else "iot-agent-setup")
        self.stamp = self.venv / "bootstrap-stamp.txt"
        self.constraints = root / "packaging" / "constraints.txt"
        self.requirements = root / "packaging" / "requirements.txt"
        self.sdk = root / "packaging" / "sdk.txt"
        self.tour = root / "build" / "tour"
        self.log = root / "build" / "bootstrap.log"
        self.winbench_tools = root / "tests" / "winbench"
        self.winbench = root / "build" / "winbench"

    def fingerprint(self) -> str:
        """What a finished environment was made from; the place too, as scripts contain it."""
        digest = hashlib.sha256()
        for path in (
            self.root / "pyproject.toml",
            self.constraints,
            self.requirements,
            self.sdk,
        ):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        digest.update(f"{platform.python_version()} {self.root}".encode())
        return digest.hexdigest()


# --- The right Python ------------------------------------------------------------------------


def is_supported(version: "tuple[int, int]") -> bool:
    """Whether the program runs with this version of Python."""
    return OLDEST <= version <= NEWEST


def find_supported_python() -> "list[str] | None":
    """A command on this machine that runs a supported Python, the newest first."""
    versions = [f"3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    candidates = [[f"python{version}"] for version in versions]
    if WINDOWS:
        candidates += [["py", f"-{version}"] for version in versions]
    for command in candidates:
        if shutil.which(command[0]) and _says_supported(command):
            return command
    return None


def _says_supported(command: "list[str]") -> bool:
    """Ask it: a version manager puts commands on PATH that only say that they are not set up."""
    probe = "import sys; print(sys.version_info[0], sys.version_info[1])"
    try:
        answer = subprocess.run(
            [*command, "-c", probe], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    words = answer.stdout.decode("ascii", "replace").split()
    return answer.returncode == 0 and is_supported((int(words[0]), int(words[1])))


def hand_over(arguments: "Sequence[str]") -> int:
    """Run this file again with a supported Python."""
    found = find_supported_python()
    running = platform.python_version()
    if found is None:
        raise BootstrapError(
            f"This is Python {running}; iot-agent-setup needs Python 3.11 to 3.14, and none of"
            " them is on PATH. Install one and run the same command with it."
        )
    say(f"This is Python {running}; going on with {' '.join(found)}.")
    return subprocess.call([*found, str(Path(__file__).resolve()), *arguments])


def check_machine(system: str, machine: str, bits: int) -> None:
    """Say now what would otherwise be pip's riddle about a missing wheel."""
    if system not in ("Linux", "Windows"):
        raise BootstrapError(f"iot-agent-setup runs on Linux and Windows; this is {system}.")
    if machine.lower() not in (*X86_64, "aarch64", "arm64") or bits != 64:
        raise BootstrapError(
            "iot-agent-setup needs a 64-bit Python on x86-64 or arm64: Qt has no builds for others."
            f" This one has {bits} bits on {machine}."
        )


def has_uamqp(version: "tuple[int, int]", machine: str) -> bool:
    """Whether azure-iot-hub can be installed with all that it requires; see pyproject.toml."""
    return version < (3, 14) and machine.lower() in X86_64


# --- System packages -------------------------------------------------------------------------


def has_display() -> bool:
    """Whether a window can be opened here."""
    return WINDOWS or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def installed_debian_packages() -> "set[str]":
    """Names of installed packages, and the names they stand in for (``libglib2.0-0t64``)."""
    query = ["dpkg-query", "-W", "-f", "${db:Status-Status}\t${Package}\t${Provides}\n"]
    names = set()
    for line in subprocess.run(query, stdout=subprocess.PIPE).stdout.decode().splitlines():
        status, package, provides = line.split("\t")
        if status == "installed":
            names.add(package)
            names.update(item.split()[0] for item in provides.split(",") if item.strip())
    return names


def has_ensurepip() -> bool:
    """Whether this Python can make an environment with pip in it; Debian packs that apart."""
    return importlib.util.find_spec("ensurepip") is not None


def is_root() -> bool:
    """Whether system packages can be installed without asking."""
    return sys.platform != "win32" and os.geteuid() == 0


def venv_package() -> str:
    """The Debian package that gives this Python its ensurepip."""
    default = Path("/usr/bin/python3").resolve()
    if Path(sys.executable).resolve() == default:
        return "python3-venv"
    return f"python{RUNNING[0]}.{RUNNING[1]}-venv"


def ensure_system_packages(checkout: Checkout, packages: "Iterable[str]") -> None:
    """Install what is missing of these Debian packages, or say how."""
    wanted = list(packages)
    if not has_ensurepip():
        wanted.append(venv_package())
    if WINDOWS or not wanted:
        return
    if not shutil.which("apt-get") or not shutil.which("dpkg-query"):
        if not checkout.stamp.exists():
            say("Not a Debian system. Needed here, under Debian's names: " + " ".join(wanted))
        return
    there = installed_debian_packages()
    missing = [name for name in wanted if name not in there]
    if missing:
        _apt_install(checkout, missing)


def _apt_install(checkout: Checkout, missing: "list[str]") -> None:
    update = ["apt-get", "update"]
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    root = _root_prefix()
    if root is None:
        line = f"{shlex.join(update)} && {shlex.join(install)}"
        raise BootstrapError(
            "Some system packages are missing. As root run this line, then the same command"
            f" again:\n\n    {_as_root_line(line)}\n"
        )
    say(f"Installing system packages: {' '.join(missing)}")
    prefix = [*root, "env", "DEBIAN_FRONTEND=noninteractive"]
    # A failed update is no failure yet: the lists that are there may do.
    run_logged(checkout, [*prefix, *update])
    # Another apt-get, such as the daily one, is waited for.
    code, output = run_logged(checkout, [*prefix, *install, "-o", "DPkg::Lock::Timeout=120"])
    if code:
        raise BootstrapError(f"{tail(output)}\n\napt-get could not install: {' '.join(missing)}")


def _root_prefix() -> "list[str] | None":
    """What makes a command run as root without a question; None where nothing does."""
    if is_root():
        return []
    ask = ["sudo", "-n", "true"]
    if shutil.which("sudo") and subprocess.run(ask, capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def _as_root_line(line: str) -> str:
    command = "sudo sh -c" if shutil.which("sudo") else "su -c"
    return f"{command} {shlex.quote(line)}"


# --- The environment -------------------------------------------------------------------------


def run_logged(checkout: Checkout, command: "Sequence[str]") -> "tuple[int, str]":
    """Run quietly; the output goes to the end of the log and is given back."""
    checkout.log.parent.mkdir(parents=True, exist_ok=True)
    with checkout.log.open("ab+") as log:
        log.write(f"\n$ {shlex.join(command)}\n".encode())
        log.flush()
        start = log.tell()
        code = subprocess.call(
            command,
            cwd=checkout.root,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        log.seek(start)
        return code, log.read().decode("utf-8", "replace")


def tail(output: str, lines: int = 15) -> str:
    """The end of a command's output, where the cause stands."""
    return "\n".join(output.rstrip().splitlines()[-lines:])


def read_stamp(checkout: Checkout) -> "set[str]":
    """The extras of a finished environment that fits this checkout (``base`` is one of them)."""
    if not (checkout.stamp.is_file() and checkout.python.exists()):
        return set()
    made_from, *extras = checkout.stamp.read_text(encoding="ascii").split()
    return set(extras) if made_from == checkout.fingerprint() else set()


def ensure_environment(checkout: Checkout, extra: str = "base") -> None:
    """Make ``.venv``, or what is missing of it; a half-made or outdated one is made anew."""
    extras = read_stamp(checkout)
    if extra in extras:
        return
    if not extras:
        _make_venv(checkout)
    checkout.stamp.unlink(missing_ok=True)
    say("Installing Python packages into .venv (a minute or two; details: build/bootstrap.log)")
    lock = checkout.requirements if extra == "base" else checkout.constraints
    _pip_install(checkout, ["--require-hashes", "--requirement", str(lock)])
    if not has_uamqp(RUNNING, platform.machine()):
        _pip_install(
            checkout, ["--no-deps", "--require-hashes", "--requirement", str(checkout.sdk)]
        )
    # The project is built with locked tools too: without isolation, from the environment itself.
    _pip_install(checkout, ["--no-deps", "--no-build-isolation", "--editable", "."])
    finished = sorted(extras | {"base", extra})
    checkout.stamp.write_text("\n".join([checkout.fingerprint(), *finished]), encoding="ascii")


def _make_venv(checkout: Checkout) -> None:
    # Not simply sys.executable: that may belong to the very environment that is replaced here.
    maker = str(getattr(sys, "_base_executable", sys.executable))
    say(f"Making .venv with Python {platform.python_version()}")
    try:
        if checkout.venv.exists():
            shutil.rmtree(checkout.venv)
    except OSError as error:
        raise BootstrapError(
            f"The old environment cannot be removed ({error}). Close what uses it."
        ) from None
    code, output = run_logged(checkout, [maker, "-m", "venv", str(checkout.venv)])
    if code:
        raise BootstrapError(f"{tail(output)}\n\nThe environment .venv could not be made.")


def _pip_install(checkout: Checkout, what: "list[str]") -> None:
    pip = [
        str(checkout.python),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--no-input",
    ]
    code, output = run_logged(checkout, [*pip, *what])
    if code:
        fits = (text for signs, text in PIP_REMEDIES if any(sign in output for sign in signs))
        raise BootstrapError(f"{tail(output)}\n\npip failed. {next(fits, PIP_REMEDY)}")


# --- The commands ----------------------------------------------------------------------------


def demo(checkout: Checkout, arguments: "list[str]") -> int:
    """Open the wizard on the demo hub; without a display make a tour of it in pictures."""
    window = has_display()
    ensure_system_packages(checkout, QT_PACKAGES if window else (*QT_PACKAGES, *SCREEN_PACKAGES))
    ensure_environment(checkout)
    if window:
        return subprocess.call([str(checkout.program), "--demo", *arguments])
    say("No display here: making the tour in pictures (build/tour) instead of opening a window")
    for picture in checkout.tour.glob("*.png"):
        picture.unlink()
    command = [str(checkout.program), "--tour", str(checkout.tour), *arguments]
    environment = dict(os.environ)
    if shutil.which("xvfb-run"):
        command = ["xvfb-run", "-a", "-s", "-screen 0 1920x1200x24", *command]
    else:
        environment["QT_QPA_PLATFORM"] = "offscreen"
    return subprocess.call(command, env=environment)


def test(
    checkout: Checkout, arguments: "list[str]", windows: bool = False, fleets: bool = False
) -> int:
    """Every check, in the order of their speed; with arguments only pytest, with these."""
    needed = (
        *QT_PACKAGES,
        *SCREEN_PACKAGES,
        *KEYRING_PACKAGES,
        *ACCESSIBILITY_PACKAGES,
        *RIGHTS_PACKAGES,
        *SHELL_PACKAGES,
    )
    # An sshd is installed where root runs the tests; others skip those that need one.
    ensure_system_packages(checkout, (*needed, *SSH_PACKAGES) if is_root() else needed)
    ensure_environment(checkout, "test")
    if windows:
        return test_windows(checkout, arguments)
    if fleets:
        return test_fleets(checkout, arguments)
    python = str(checkout.python)
    checks = [
        [python, "-m", "ruff", "check"],
        [python, "-m", "ruff", "format", "--check"],
        [python, "-m", "mypy"],
        # The branches for Windows as well; a cache of its own keeps both runs quick.
        [python, "-m", "mypy", "--platform=win32", "--cache-dir=.mypy_cache/win32", "wizard"],
        [str(checkout.bin / "lint-imports")],
    ]
    pytest = [python, "-m", "pytest"]
    if arguments:
        checks = [[*pytest, *arguments]]
    else:
        checks.append([*pytest, "-n", "2", "--dist", "loadfile"])
    for command in checks:
        say("\n== " + shlex.join([Path(command[0]).stem, *command[1:]]))
        code = subprocess.call(command, cwd=checkout.root)
        if code:
            return code
    return 0


def test_windows(checkout: Checkout, arguments: "list[str]") -> int:
    """The tests that concern Windows, on a Windows Python under Wine."""
    tools = checkout.winbench_tools
    if not is_root() or not shutil.which("apt-get"):
        raise BootstrapError(
            "test --windows makes a Windows test bench with Wine, for which it needs Debian and"
            " root. On a Windows computer run the plain 'test'."
        )
    say("Preparing the Windows Python (build/winbench; about two minutes the first time)")
    setup = [str(tools / "setup.sh"), str(checkout.winbench)]
    code, output = run_logged(
        checkout, ["bash", *setup, "--require-hashes", "--requirement", str(checkout.constraints)]
    )
    if code:
        raise BootstrapError(f"{tail(output)}\n\nThe Windows test bench could not be made.")
    if not arguments:
        script = checkout.root / "packaging" / "windows_tests.py"
        return subprocess.call([str(checkout.python), str(script)], cwd=checkout.root)
    run = ["bash", str(tools / "run.sh"), str(checkout.winbench), "-m", "pytest"]
    return subprocess.call([*run, *arguments], cwd=checkout.root)


def test_fleets(checkout: Checkout, arguments: "list[str]") -> int:
    """The tests with real Ansible, which has an environment of its own: build/fleets."""
    if WINDOWS:
        raise BootstrapError("Ansible's controller does not run on Windows. Use Linux or WSL.")
    tools = checkout.root / "build" / "fleets"
    wanted = (checkout.root / "packaging" / "fleets.txt").read_bytes()
    stamp = tools / "installed.txt"
    if not (stamp.is_file() and stamp.read_bytes() == wanted):
        say("Installing Ansible into build/fleets (details: build/bootstrap.log)")
        _install_tools(checkout, tools)
        stamp.write_bytes(wanted)
    pytest = [str(checkout.python), "-m", "pytest", *(arguments or ["tests/fleets"])]
    return subprocess.call(pytest, cwd=checkout.root)


def _install_tools(checkout: Checkout, tools: Path) -> None:
    shutil.rmtree(tools, ignore_errors=True)
    pip = [str(tools / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install"]
    listed = str(checkout.root / "packaging" / "fleets.txt")
    made = [str(checkout.python), "-m", "venv", str(tools)]
    for command in (made, [*pip, "--no-input", "--requirement", listed]):
        code, output = run_logged(checkout, command)
        if code:
            raise BootstrapError(f"{tail(output)}\n\nAnsible could not be installed.")


def bench(checkout: Checkout, arguments: "list[str]") -> int:
    """The scripts of tests/bench that are named; else all but those that take many minutes.

    A number is passed on to them: ``bench fuzz 20000``. ``--readme`` runs those whose results
    stand in README.md, and writes them there.
    """
    if "--readme" in arguments:
        ensure_system_packages(checkout, (*QT_PACKAGES, *SCREEN_PACKAGES))
        ensure_environment(checkout, "test")
        script = checkout.root / "packaging" / "speed_table.py"
        return subprocess.call([str(checkout.python), str(script)], cwd=checkout.root)
    ensure_system_packages(checkout, (*QT_PACKAGES, *SCREEN_PACKAGES))
    ensure_environment(checkout, "test")
    scripts = sorted(path.stem for path in (checkout.root / "tests" / "bench").glob("bench_*.py"))
    numbers = [argument for argument in arguments if argument.isdecimal()]
    named = [argument for argument in arguments if not argument.isdecimal()]
    wanted = named or [name[len("bench_") :] for name in scripts if name not in LONG_BENCHES]
    chosen = [name for name in scripts if name[len("bench_") :] in wanted]
    if not chosen:
        names = ", ".join(name[len("bench_") :] for name in scripts)
        raise BootstrapError(f"There is no such benchmark; there are: {names}")
    codes = [
        subprocess.call(
            [str(checkout.python), "-m", f"tests.bench.{name}", *numbers], cwd=checkout.root
        )
        for name in chosen
    ]
    return max(codes)


def manual(checkout: Checkout, arguments: "list[str]") -> int:
    """Write the manual's tables from the code; ``--check`` only says which pages are stale."""
    ensure_environment(checkout)
    scripts = [checkout.root / "packaging" / name for name in ("manual.py", "ansible_options.py")]
    commands = ([str(checkout.python), str(script), *arguments] for script in scripts)
    return max([subprocess.call(command) for command in commands])


def translations(checkout: Checkout, arguments: "list[str]") -> int:
    """Bring the template and the languages' files up to date with the sentences; compile them."""
    ensure_environment(checkout, "test")
    script = checkout.root / "packaging" / "translations.py"
    return subprocess.call([str(checkout.python), str(script), *arguments], cwd=checkout.root)


def pictures(checkout: Checkout, arguments: "list[str]") -> int:
    """Take the pictures of the manual and the README anew; ``--check`` says which are stale."""
    ensure_system_packages(checkout, (*QT_PACKAGES, *SCREEN_PACKAGES))
    ensure_environment(checkout, "test")
    script = checkout.root / "packaging" / "pictures.py"
    return subprocess.call([str(checkout.python), str(script), *arguments], cwd=checkout.root)


def package(checkout: Checkout, arguments: "list[str]") -> int:
    """``build`` the packages into dist/, or ``test`` them."""
    ensure_system_packages(checkout, (*QT_PACKAGES, *SCREEN_PACKAGES, *PACKAGE_PACKAGES))
    ensure_environment(checkout, "test")
    script = checkout.root / "packaging" / "package.py"
    return subprocess.call([str(checkout.python), str(script), *arguments], cwd=checkout.root)


def parse(arguments: "Sequence[str]") -> "tuple[argparse.Namespace, list[str]]":
    """The command and the arguments that are passed on."""
    parser = argparse.ArgumentParser(prog="bootstrap.py", description=__doc__, allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("demo", help="the wizard on the demo hub, or its tour in pictures")
    tests = commands.add_parser("test", help="every check; with arguments: pytest with these")
    tests.add_argument("--windows", action="store_true", help="on a Windows Python under Wine")
    tests.add_argument("--fleets", action="store_true", help="the Ansible collection's, by Ansible")
    tests.add_argument("--packages", action="store_true", help="install, run and remove dist/")
    packages = commands.add_parser("package", help="build the packages into dist/")
    packages.add_argument(
        "--only", action="append", choices=PACKAGES, help="this kind of package; may be repeated"
    )
    commands.add_parser("bench", help="the benchmarks: all, or those that are named")
    commands.add_parser("manual", help="write the tables of resources/manual from the code")
    commands.add_parser("translations", help="extract the sentences, compile their translations")
    commands.add_parser("pictures", help="take the pictures of the manual and the README anew")
    return parser.parse_known_args(arguments)


def main(arguments: "Sequence[str]") -> int:
    """Run one command and return its exit code."""
    try:
        if not is_supported(RUNNING):
            return hand_over(arguments)
        chosen, rest = parse(arguments)
        check_machine(platform.system(), platform.machine(), 64 if sys.maxsize > 2**32 else 32)
        checkout = Checkout(Path(__file__).resolve().parent.parent)
        if chosen.command == "demo":
            return demo(checkout, rest)
        if chosen.command == "bench":
            return bench(checkout, rest)
        if chosen.command == "manual":
            return manual(checkout, rest)
        if chosen.command == "translations":
            return translations(checkout, rest)
        if chosen.command == "pictures":
            return pictures(checkout, rest)
        if chosen.command == "package":
            only = [word for kind in chosen.only or () for word in ("--only", kind)]
            return package(checkout, ["build", *only, *rest])
        if chosen.packages:
            return package(checkout, ["test", *rest])
        return test(checkout, rest, windows=chosen.windows, fleets=chosen.fleets)
    except BootstrapError as error:
        sys.stdout.flush()
        sys.stderr.write(f"{error}\n")
        return error.code
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
