"""The helpers for other installers, tried with a stand-in for an agent's set-up under Wine.

The stand-in blanks the agent's configuration, as InstallSecurityAgent.ps1 does, and then lets
packaging/companion/iot-agent-setup.nsh do its work. PowerShell does not run under Wine.
"""

from __future__ import annotations

from pathlib import Path

from release import nsis
from release.project import PACKAGING, BuildError, Project, run, say
from release.trial_msi import APP_PATH
from release.trial_wheel import ANSWERS
from release.wine import Windows, windows_path

STAND_IN = r"""
Unicode true
Target amd64-unicode
RequestExecutionLevel admin
SetCompress off
OutFile "{output}"
InstallDir "$PROGRAMFILES64\Agent"
{define}
!include "{companion}/iot-agent-setup.nsh"
Section
  SetOutPath "$INSTDIR"
  FileOpen $9 "$INSTDIR\LocalConfiguration.json" w
  FileClose $9
  File "/oname=answers.toml" "{answers}"
  !insertmacro IotAgentSetup_Apply "{setup}" "$INSTDIR\answers.toml" "$INSTDIR\auth.log" "{options}"
  FileOpen $9 "$INSTDIR\codes.txt" w
  FileWrite $9 "$0 $1"
  FileClose $9
  SetErrorLevel $0
SectionEnd
"""
ENDS_WITH = r"""
Unicode true
Target amd64-unicode
SilentInstall silent
RequestExecutionLevel user
OutFile "{output}"
Section
  SetErrorLevel {code}
SectionEnd
"""
CANCELLED, UNPROVEN = 8, 7
"""The program's own exit codes that `apply` on a healthy demo hub never ends with."""
UNPROVEN_IS_FINE = "!define IOT_AGENT_SETUP_UNPROVEN_IS_FINE"
HUB_TIMES_OUT = 3
ATTEMPTS = 10
"""On a slow machine the demo hub may not answer within the program's own limits."""


def try_out(windows: Windows, project: Project, work: Path) -> None:
    """Install ours from within the stand-in; then a failure. Raises BuildError."""
    agent = windows.drive / "Program Files" / "Agent"
    answers = work / "answers.toml"
    directory = f"directory = '{windows_path(agent)}'\n"
    answers.write_text(ANSWERS + directory, encoding="utf-8")
    # As a program of the user's could: the stand-in, an administrator, must not start that.
    planted = ["/ve", "/d", r"C:\windows\system32\hostname.exe", "/f"]
    windows.expect(0, ["reg", "add", APP_PATH.replace("HKLM", "HKCU", 1), *planted])
    if (codes := _install(windows, _build(project, work, answers, "--demo"), agent)) != (0, 0, 0):
        raise BuildError(f"The companion ended with {codes}")
    if not (agent / "LocalConfiguration.json").read_bytes() or not (agent / "auth.log").exists():
        raise BuildError("The companion has left the agent's configuration blank, or no log")
    say("companion: set-up missing, installed silently, agent configured: exit 0")
    unproven = _build(project, work, answers, "--demo --check never")
    if (codes := _install(windows, unproven, agent)) != (0, 0, 0):
        raise BuildError(f"The companion ended with {codes} without network")
    say("companion: --check never, as without network: exit 0")
    codes = _install(windows, _build(project, work, answers, "--no-such-option"), agent)
    _expect(1603, 2, codes)
    say("companion: a failure of apply (2) becomes 1603")
    plain, accepting = (
        _build(project, work, answers, "", define) for define in ("", UNPROVEN_IS_FINE)
    )
    _register_program(windows, work, CANCELLED)
    _expect(1602, CANCELLED, _install(windows, plain, agent))
    _register_program(windows, work, UNPROVEN)
    _expect(1603, UNPROVEN, _install(windows, plain, agent))
    _expect(0, UNPROVEN, _install(windows, accepting, agent))
    say("companion: 8 becomes 1602; 7 becomes 1603, or 0 where the installer has said so")


def _expect(mapped: int, own: int, codes: tuple[int, int, int]) -> None:
    # Wine gives the lowest eight bits of an exit code.
    if codes[0] not in (mapped, mapped % 256) or codes[1:] != (mapped, own):
        raise BuildError(f"The companion ended with {codes} where the program ended with {own}")


def _register_program(windows: Windows, work: Path, code: int) -> None:
    """As installed for all users: a program that does nothing and ends with ``code``."""
    script, program = work / "ends.nsi", windows.drive / f"ends-with-{code}.exe"
    script.write_text(ENDS_WITH.format(output=program, code=code), encoding="utf-8")
    run(["makensis", "-V2", "-WX", script])
    windows.expect(0, ["reg", "add", APP_PATH, "/ve", "/d", windows_path(program), "/f"])


def _install(windows: Windows, stand_in: str, agent: Path) -> tuple[int, int, int]:
    """The exit code of the agent's set-up; that which the companion gave it; the program's own."""
    for _attempt in range(ATTEMPTS):
        code, _ = windows.run([stand_in, "/S"])
        mapped, own = map(int, (agent / "codes.txt").read_text("ascii").split())
        if own != HUB_TIMES_OUT:
            break
    return code, mapped, own


def _build(project: Project, work: Path, answers: Path, options: str, define: str = "") -> str:
    output = work / f"agent-setup{'-accepting' if define else ''}.exe"
    script = work / "agent-setup.nsi"
    text = STAND_IN.format(
        output=output,
        companion=PACKAGING / "companion",
        answers=answers,
        # Wine shows the whole file system as drive Z:.
        setup="Z:" + str(nsis.path_of(project)).replace("/", "\\"),
        options=options,
        define=define,
    )
    script.write_text(text, encoding="utf-8")
    run(["makensis", "-V2", "-WX", script])
    return str(output)
