"""The entry in PATH under Wine: what else is there stays as it is, letter by letter."""

from __future__ import annotations

from release import windows_folder
from release.project import BuildError, say
from release.wine import USER_ENVIRONMENT, Windows

FOLDER = r"C:\Our place"
LONG = ";".join(rf"%TOOLS%\{number:04}" for number in range(400))
"""Some 5,000 characters with variables."""
CASES = (
    # Kind, before, after it was added, after it was removed.
    ("REG_SZ", r"C:\a;%B%\b", rf"C:\a;%B%\b;{FOLDER}", r"C:\a;%B%\b"),
    ("REG_EXPAND_SZ", LONG, f"{LONG};{FOLDER}", LONG),
    ("REG_SZ", r"C:\a;c:\OUR place\;C:\b", r"C:\a;c:\OUR place\;C:\b", r"C:\a;C:\b"),
    ("REG_SZ", rf'C:\a;"{FOLDER}";C:\b', rf'C:\a;"{FOLDER}";C:\b', r"C:\a;C:\b"),
    ("REG_SZ", r'"C:\a;b";C:\c', rf'"C:\a;b";C:\c;{FOLDER}', r'"C:\a;b";C:\c'),
    ("REG_SZ", r'C:\lost";C:\a', rf'C:\lost";C:\a;{FOLDER}', r'C:\lost";C:\a'),
    ("REG_EXPAND_SZ", "", FOLDER, ""),
)


def try_out(windows: Windows) -> None:
    """Added and removed where PATH has each of the CASES. Raises BuildError."""
    for kind, before, added, removed in CASES:
        if before:
            given = ["/v", "Path", "/t", kind, "/d", before, "/f"]
            windows.expect(0, ["reg", "add", USER_ENVIRONMENT, *given])
        _edit(windows, "add", kind, added)
        _edit(windows, "remove", kind, removed)
        windows.run(["reg", "delete", USER_ENVIRONMENT, "/v", "Path", "/f"])
    say(f"PATH: the entry comes and goes, in {len(CASES)} cases, and nothing else changes")


def _edit(windows: Windows, verb: str, kind: str, wanted: str) -> None:
    windows.expect(0, [str(windows_folder.path_entry()), verb, "user", FOLDER])
    found = windows.registry(USER_ENVIRONMENT, "Path")
    if found != wanted or (wanted and not _is_of_kind(windows, kind)):
        raise BuildError(f"PATH after {verb}: {found!r}, not {wanted!r} of the kind {kind}")


def _is_of_kind(windows: Windows, kind: str) -> bool:
    said = windows.expect(0, ["reg", "query", USER_ENVIRONMENT, "/v", "Path"])
    return f" {kind} " in said
