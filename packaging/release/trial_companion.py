"""The helpers for other installers, tried with a stand-in for an agent's set-up under Wine.

The stand-in blanks the agent's configuration, as InstallSecurityAgent.ps1 does, and then lets
packaging/companion/iot-agent-setup.nsh do its work. PowerShell does not run under Wine.
"""

from __future__ import annotations

from pathlib import Path

from release import nsis
from release.project import PACKAGING, BuildError, Project, run, say
from release.trial_wheel import ANSWERS
from release.wine import Windows, windows_path

STAND_IN = r"""
Unicode true
Target amd64-unicode
RequestExecutionLevel admin
SetCompress off
OutFile "{output}"
InstallDir "$PROGRAMFILES64\Agent"
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
HUB_TIMES_OUT = 3
ATTEMPTS = 10
"""On a slow machine the demo hub may not answer within the program's own limits."""


def try_out(windows: Windows, project: Project, work: Path) -> None:
    """Install ours from within the stand-in; then a failure. Raises BuildError."""
    agent = windows.drive / "Program Files" / "Agent"
    answers = work / "answers.toml"
    directory = f"directory = '{windows_path(agent)}'\n"
    answers.write_text(ANSWERS + directory, encoding="utf-8")
    stand_in = _build(project, work, answers, "--demo")
    for _attempt in range(ATTEMPTS):
        code, _ = windows.run([stand_in, "/S"])
        mapped, own = map(int, (agent / "codes.txt").read_text("ascii").split())
        if own != HUB_TIMES_OUT:
            break
    if (code, mapped, own) != (0, 0, 0):
        raise BuildError(f"The companion ended with {code}; apply with {own}")
    if not (agent / "LocalConfiguration.json").read_bytes() or not (agent / "auth.log").exists():
        raise BuildError("The companion has left the agent's configuration blank, or no log")
    say("companion: set-up missing, installed silently, agent configured: exit 0")
    windows.expect(0, [_build(project, work, answers, "--demo --check never"), "/S"])
    say("companion: --check never, as without network: exit 0")
    code, _ = windows.run([_build(project, work, answers, "--no-such-option"), "/S"])
    if code != 1603 % 256 and code != 1603:
        raise BuildError(f"The companion ended with {code} where apply had a wrong option")
    mapped, own = map(int, (agent / "codes.txt").read_text("ascii").split())
    if (mapped, own) != (1603, 2):
        raise BuildError(f"The companion says {mapped} for {own}")
    say("companion: a failure of apply (2) becomes 1603")


def _build(project: Project, work: Path, answers: Path, options: str) -> str:
    output, script = work / "agent-setup.exe", work / "agent-setup.nsi"
    text = STAND_IN.format(
        output=output,
        companion=PACKAGING / "companion",
        answers=answers,
        # Wine shows the whole file system as drive Z:.
        setup="Z:" + str(nsis.path_of(project)).replace("/", "\\"),
        options=options,
    )
    script.write_text(text, encoding="utf-8")
    run(["makensis", "-V2", "-WX", script])
    return str(output)
