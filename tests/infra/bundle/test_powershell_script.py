"""``install.ps1``, which cannot be run here: what can be read off it.

There is no PowerShell for these machines (``lint_powershell`` of the packaging parses the scripts).
So: nothing that Windows PowerShell 5.1 lacks or that behaves differently there, no name that nobody
defines, and the same outcomes in the same words as ``install.sh``, which is run by tests.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from wizard.domain.resources import resource

PS1 = resource("bundle", "install.ps1").read_text(encoding="utf-8")
SH = resource("bundle", "install.sh").read_text(encoding="utf-8")
README = resource("bundle", "README.txt").read_text(encoding="utf-8")
CODE = re.sub(r"(?m)^\s*#.*$", "", re.sub(r"(?s)<#.*?#>", "", PS1))
"""Without comments."""

CMDLETS = {
    *("ConvertFrom-Json", "ConvertTo-Json", "Get-Acl", "Get-Date", "Get-Item", "Get-ItemProperty"),
    *("Get-Service", "Get-WinEvent", "Join-Path", "New-Object", "Remove-Item", "Restart-Service"),
    *("Set-Acl", "Set-StrictMode", "Split-Path", "Start-Sleep", "Test-Path", "Write-Output"),
    *("ForEach-Object", "Sort-Object", "Where-Object"),
}
"""What Windows PowerShell 5.1 brings, as far as it is used."""

AUTOMATIC = {"_", "true", "false", "null", "matches", "pid", "myinvocation", "executioncontext"}
AUTOMATIC |= {"host", "erroractionpreference", "env"}
SETTINGS = {"agent", "device", "directory", "service", "logname", "files"}
"""What the bundle fills in (``wizard/infra/bundle/scripts.py``)."""


def strings_left_out(text: str) -> str:
    return re.sub(r"'[^'\n]*'|\"(?:`.|[^\"`\n])*\"", "''", text)


@pytest.mark.parametrize(
    ("construct", "why"),
    [
        (r"\?\?|\?\.|&&|\|\|", "operators of PowerShell 7"),
        (r"\S \? \S.* : ", "the conditional operator of PowerShell 7"),
        (r"-AsHashtable|-Parallel|-SkipCertificateCheck|Test-Json|Remove-Service", "later cmdlets"),
        (r"\b(Get|Set|Add)-Content\b|\bOut-File\b|>>?\s*\$", "another encoding in each version"),
        (r"\bGet-FileHash\b", "does not see the script's ErrorActionPreference"),
        (r"\bicacls\b|\btakeown\b", "names of accounts, which are translated"),
        (r"\bInvoke-Expression\b|\biex\b", "runs a text"),
    ],
)
def test_nothing_that_5_1_lacks_or_does_otherwise(construct: str, why: str) -> None:
    found = re.search(construct, strings_left_out(CODE))
    assert found is None, (found and found[0], why)


def test_paths_are_taken_literally() -> None:
    """A folder may be called ``[line 1]``, which is a pattern to a parameter ``-Path``."""
    names = "Test-Path|Get-Item|Get-ItemProperty|Get-Acl|Set-Acl|Remove-Item"
    calls = re.findall(rf"\b(?:{names})\b[^|;)]*", CODE)
    assert len(calls) > 20
    assert not [call for call in calls if "-LiteralPath" not in call]


def test_accounts_are_named_by_their_sids() -> None:
    assert not re.findall(r"NTAccount|BUILTIN\\|NT AUTHORITY", PS1)
    assert set(re.findall(r"S-1-[\d-]+", CODE)) == {"S-1-5-18", "S-1-5-32-544"}


def test_every_command_is_defined_or_comes_with_5_1() -> None:
    defined = set(re.findall(r"(?m)^function (\S+) \{", CODE))
    called = set(re.findall(r"(?<![\w\\.-])[A-Z]\w+-[A-Z]\w+", strings_left_out(CODE)))
    assert called - defined == CMDLETS
    assert not defined - called, "nobody calls it"


def test_every_variable_is_set_somewhere() -> None:
    """The strict mode ends the script at one that is not."""
    used = {name.lower() for name in re.findall(r"\$\{?(\w+)", re.sub(r"'[^'\n]*'", "", CODE))}
    given = {name.lower() for name in re.findall(r"\$(\w+)\s*(?:\+?=(?!=)|\bin\b)", CODE)}
    parameters = {name.lower() for name in re.findall(r"\[[\w.\[\]]+\]\$(\w+)", CODE)}
    assert not used - given - parameters - AUTOMATIC - SETTINGS


def test_it_ends_by_a_code_of_the_readme_only() -> None:
    listed = {int(code) for code in re.findall(r"(?m)^ {2,3}(\d+)  ", README)}
    found = re.findall(r"(?:Stop-Installation|\bexit) (\d+)", CODE)
    codes = {int(code) for code in found}
    assert codes <= listed
    assert codes == {0, 3, 4, 5, 6, 7, 8, 9}, "options and Ctrl-C are PowerShell's own"
    assert {int(code) for code in re.findall(r"\bfail (\d+) ", SH)} == {2, *codes} - {0}


def test_whatever_fails_unforeseen_ends_with_a_code_and_a_sentence() -> None:
    """An error that nobody catches would end with 1 and PowerShell's own words."""
    main = CODE[CODE.index("$manifest = @{}") :]
    outside = re.sub(r"(?ms)^try \{.*?^\}\s*catch \{.*?^\}", "", main)
    assert outside.split() == [
        *["$manifest", "=", "@{}"],
        *["Write-Output", '"$Agent,', "device", '${Device}:"'],
        *["exit", "0"],
    ]


def sentences(script: str, pattern: str) -> Mapping[str, str]:
    """The sentences of a script with their exit codes; variables alike in both."""
    found = {}
    for code, quote, words in re.findall(pattern, script):
        plain = words if quote == "'" else re.sub(r"`\"|\\\"", '"', words)
        found[re.sub(r"\$\(?\$?\{?(\w+)(?:\.\w+)*\}?\)?", r"<\1>", plain).lower()] = code
    return found


OF_WINDOWS = (
    *("administrator rights are needed", "on the way to", "<path> is a folder"),
    *("another account has made <folder>", "the files could not be installed"),
    *("it could not be done", "nothing was touched:", "the files are in place, but whether"),
    *("the files are in place, but the service <service> could not be restarted: ",),
    *("the backup <backup> is gone", "the agent was restarted, but it does not run"),
)
"""How those sentences begin that Windows has of its own."""


def test_it_says_the_same_as_the_script_for_linux() -> None:
    ours = sentences(PS1, r"Stop-Installation (\d+) (['\"])((?:`\"|(?!\2).)*)\2")
    theirs = sentences(SH, r"\bfail (\d+) (\")((?:\\\"|[^\"])*)\"")
    assert len(ours) > 15
    other = {words: code for words, code in ours.items() if not words.startswith(OF_WINDOWS)}
    assert len(other) > 9
    said_there = {words: theirs.get(words.replace("<file>", "<2>")) for words in other}
    assert said_there == other
