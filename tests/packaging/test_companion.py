"""The helpers for other installers say the same as the program, the set-up and the manual."""

from __future__ import annotations

import re

import pytest
from release import msi, winget
from release.project import PACKAGING, Project

from tests.bootstrap.tools import ROOT
from wizard.cli.parser import build_parser
from wizard.domain.errors import Exit

MODULE = (PACKAGING / "companion/IotAgentSetup.psm1").read_text(encoding="utf-8")
SNIPPET = (PACKAGING / "companion/iot-agent-setup.nsh").read_text(encoding="utf-8")
PAGE = (ROOT / "resources/manual/companion.md").read_text(encoding="utf-8")
SETUP = (PACKAGING / "windows/setup.nsi").read_text(encoding="utf-8")
MSI = (PACKAGING / "windows/setup.wxs").read_text(encoding="utf-8")
VERSION = Project("1.2.3", 1_700_000_000)


def test_both_helpers_and_the_manual_map_the_same_codes() -> None:
    module = re.search(r"\$known = @\{ (.+) \}", MODULE)
    assert module is not None
    mapped = dict(tuple(pair.split(" = ")) for pair in module[1].split("; "))
    snippet = dict(re.findall(r"If\} \$1 == (\d+)\n +StrCpy \$0 (\d+)", SNIPPET))
    table = dict(re.findall(r"^\| (\d) \| (\d+)", PAGE, re.MULTILINE))

    assert mapped == {"0": "0", str(int(Exit.CANCELLED)): "1602"}
    assert snippet == {**mapped, str(int(Exit.CHECK)): "0"}
    assert table == {**mapped, str(int(Exit.CHECK)): "1603"}
    assert "$known[7] = 0" in MODULE


def test_with_an_administrators_rights_no_helper_starts_what_the_user_can_write() -> None:
    asks, _, hive = SNIPPET.partition("ReadRegStr $2 HKCU")
    assert hive
    assert asks.rstrip().endswith('${AndIf} $1 != "Admin"')
    assert re.search(r"if \(-not \$user\.IsInRole\(.+Administrator\)\) .+ 'CurrentUser' \}", MODULE)


def test_the_module_takes_paths_from_where_powershell_is() -> None:
    """A program that it starts knows only the folder of the process, which cd does not change."""
    parameters = re.findall(r"\[string\]\$(Answers|Setup|LogFile)\b", MODULE)
    assert sorted(parameters) == ["Answers", "LogFile", "Setup"]
    for name in parameters:
        assert f"${name} = $paths.GetUnresolvedProviderPathFromPSPath(${name})" in MODULE
    assert "$start.WorkingDirectory = (Get-Location" in MODULE


def test_what_the_manual_gives_for_machines_without_network_is_an_option_of_apply() -> None:
    given = re.search(r"use `(--check) (never)`", PAGE)
    assert given is not None

    asked = build_parser().parse_args(["apply", "answers.toml", *given.groups()])

    assert asked.check == "never"


def test_the_helpers_look_where_set_up_and_msi_say_where_the_program_is() -> None:
    key = r"Software\Microsoft\Windows\CurrentVersion\App Paths"

    assert rf"'{key}\iot-agent-setup.exe'" in MODULE
    assert rf'"{key}\iot-agent-setup.exe"' in SNIPPET
    assert rf'Key="{key}\iot-agent-setup.exe"' in MSI
    assert rf'APP_PATH_KEY "{key}\${{NAME}}.exe"' in SETUP
    assert r'WriteRegStr SHCTX "${APP_PATH_KEY}" "" "$INSTDIR\${NAME}.exe"' in SETUP


def test_the_set_up_knows_the_msi_by_its_family_and_the_msi_the_set_up_by_its_entry() -> None:
    assert f'MSI_FAMILY "{{{str(msi.FAMILY).upper()}}}"' in SETUP
    assert r"CurrentVersion\Uninstall\${NAME}" in SETUP
    assert r'CurrentVersion\Uninstall\iot-agent-setup"' in MSI


def test_the_manual_has_every_code_of_the_set_up() -> None:
    for code in re.findall(r"SetErrorLevel (\d)", SETUP):
        assert re.search(rf"\b{code} [a-z]", PAGE.partition("codes of the setup program")[2]), code


def test_the_manifests_are_as_wingets_schema_wants_them() -> None:
    made = winget.manifests(VERSION, "https://downloads.example/x", "ab" * 32)

    for manifest in made.values():
        winget.check(manifest)
    installer = made["IotAgentSetup.IotAgentSetup.installer.yaml"]
    assert winget.yaml(installer).count("iot-agent-setup-1.2.3-x64-setup.exe") == 2
    codes = re.findall(r'"InstallerReturnCode": (\d)', winget.yaml(installer))
    told = PAGE.partition("codes of the setup program itself: 0 done,")[2].partition("An upgrade")[
        0
    ]
    assert codes == re.findall(r"\b(\d) [a-z]", " ".join(told.split()))


@pytest.mark.parametrize(
    ("key", "value"),
    [("InstallerType", "nsis"), ("PackageIdentifier", "NoDot"), ("Installers", [])],
)
def test_a_manifest_that_the_schema_refuses_is_not_written(key: str, value: object) -> None:
    made = winget.manifests(VERSION, "https://downloads.example/x", "ab" * 32)
    installer = made["IotAgentSetup.IotAgentSetup.installer.yaml"]

    with pytest.raises(ValueError, match=r"nsis|NoDot|Installers"):
        winget.check({**installer, key: value})


def test_no_manifest_is_made_without_an_address(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(winget.ADDRESS, raising=False)

    assert winget.build(VERSION) == []
    assert "left out" in capsys.readouterr().out
