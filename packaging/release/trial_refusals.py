"""What the Windows set-up refuses under Wine; whoever had something there still has it."""

from __future__ import annotations

from release.project import NAME, BuildError, say, write
from release.wine import Windows, windows_path

ENTRY = rf"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\{NAME}"


def refuse_foreign_folder(windows: Windows, setup: str) -> None:
    """Removal takes the folder ``runtime`` away, so that it must not be somebody's."""
    folder = windows.drive / "A place of its own"
    theirs = folder / "runtime" / "theirs.txt"
    write(theirs, "theirs")
    windows.expect_unquoted(5, f'"{on_drive_z(setup)}" /S /CurrentUser /D={windows_path(folder)}')
    if theirs.read_text("ascii") != "theirs" or len(list(folder.rglob("*"))) != 2:
        raise BuildError(f"The set-up has changed {folder}, where it found another's runtime")
    say("NSIS: a folder 'runtime' of something else is refused: exit 5, nothing touched")


def refuse_unusable_folders(windows: Windows, setup: str) -> None:
    """One that leads through a file, one in quotes, and one where a file cannot be written."""
    file = windows.drive / "a-file"
    write(file, "theirs")
    silent = [setup, "/S", "/CurrentUser"]
    windows.expect(5, [*silent, f"/D={windows_path(file)}\\inside"])
    windows.expect(5, [*silent, r"/D=C:\in quotes, as it has blanks"])
    theirs = windows.drive / "Occupied" / "sbom.cdx.json" / "theirs.txt"
    write(theirs, "theirs")
    windows.expect(5, [*silent, r"/D=C:\Occupied"])
    left = [path for path in (windows.drive / "Occupied").rglob("*") if path.is_file()]
    if left != [theirs] or windows.registry(ENTRY, "DisplayName"):
        raise BuildError(f"The set-up has failed, and left {left} or an entry in the registry")
    say("NSIS: folders that cannot be used: exit 5, nothing written or registered")


def on_drive_z(path: str) -> str:
    """A path of this machine as Wine's programs see it."""
    return "Z:" + path.replace("/", "\\")
