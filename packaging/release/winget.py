"""The manifests of winget: version, installer and default locale (manifest version 1.6.0).

They name where the set-up will be published, which only the releaser knows: the address of that
folder is in IOT_AGENT_SETUP_DOWNLOADS. What the schema asks for is checked before they are written.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from release import nsis
from release.project import DIST, NAME, Project, say, sha256, write

ADDRESS = "IOT_AGENT_SETUP_DOWNLOADS"
IDENTIFIER = "IotAgentSetup.IotAgentSetup"
SCHEMA = "1.6.0"
TITLE = "IoT Agent Setup"
PUBLISHER = "The iot-agent-setup contributors"

# From the schemas of winget-cli, manifests v1.6.0: what each kind must have, and how values look.
REQUIRED = {
    "version": ("DefaultLocale",),
    "installer": ("Installers", "InstallerType"),
    "defaultLocale": ("PackageLocale", "Publisher", "PackageName", "License", "ShortDescription"),
}
EVERYWHERE = ("PackageIdentifier", "PackageVersion", "ManifestType", "ManifestVersion")
INSTALLER = ("Architecture", "InstallerUrl", "InstallerSha256")
LOOKS = {
    "PackageIdentifier": r"[^.\s\\/:*?\"<>|]{1,32}(\.[^.\s\\/:*?\"<>|]{1,32}){1,7}",
    "PackageVersion": r"[^\\/:*?\"<>|]{1,128}",
    "ManifestVersion": r"\d+\.\d+\.\d+",
    "InstallerUrl": r"https?://.{1,2040}",
    "InstallerSha256": r"[0-9A-Fa-f]{64}",
    "InstallerType": r"msix|msi|appx|exe|zip|inno|nullsoft|wix|burn|pwa|portable",
    "Architecture": r"x86|x64|arm|arm64|neutral",
    "Scope": r"user|machine",
    "UpgradeBehavior": r"install|uninstallPrevious",
    "ElevationRequirement": r"elevationRequired|elevationProhibited|elevatesSelf",
    "MinimumOSVersion": r"\d+(\.\d+){0,3}",
    "ReturnResponse": r"packageInUse|cancelledByUser|downgrade|fileInUse|diskFull|custom",
    "ReleaseDate": r"\d{4}-\d\d-\d\d",
    "ShortDescription": r".{3,256}",
    "Moniker": r".{1,40}",
    "PackageLocale": r"[a-zA-Z]{2,3}(-[a-zA-Z]{1,8})*",
}


def build(project: Project) -> Sequence[Path]:
    """Three files in ``dist/winget``; none where the address is not given."""
    address = os.environ.get(ADDRESS, "").rstrip("/")
    if not address:
        say(f"winget's manifests: left out, as {ADDRESS} does not say where the set-up will be")
        return []
    folder = DIST / "winget"
    for name, content in manifests(project, address, sha256(nsis.path_of(project))).items():
        check(content)
        write(folder / name, yaml(content))
    say(f"winget's manifests: {folder}")
    return []


def manifests(project: Project, address: str, digest: str) -> dict[str, dict[str, object]]:
    """File name to content."""
    head: dict[str, object] = {"PackageIdentifier": IDENTIFIER, "PackageVersion": project.version}
    url = f"{address}/{nsis.path_of(project).name}"
    one = {"Architecture": "x64", "InstallerUrl": url, "InstallerSha256": digest.upper()}
    scopes = {
        # By itself the set-up asks only those who can be administrators; winget asks everybody.
        "machine": ("/AllUsers", {"ElevationRequirement": "elevationRequired"}),
        "user": ("/CurrentUser", {}),
    }
    installer = {
        **head,
        "MinimumOSVersion": "10.0.17763.0",
        "InstallerType": "nullsoft",
        "UpgradeBehavior": "install",
        "Commands": [NAME],
        "ReleaseDate": time.strftime("%Y-%m-%d", time.gmtime(project.epoch)),
        "ExpectedReturnCodes": [
            {"InstallerReturnCode": 1, "ReturnResponse": "cancelledByUser"},
            {"InstallerReturnCode": 2, "ReturnResponse": "diskFull"},
            {"InstallerReturnCode": 3, "ReturnResponse": "downgrade"},
            {"InstallerReturnCode": 4, "ReturnResponse": "packageInUse"},
            {"InstallerReturnCode": 5, "ReturnResponse": "custom"},
            {"InstallerReturnCode": 6, "ReturnResponse": "custom"},
            {"InstallerReturnCode": 7, "ReturnResponse": "custom"},
        ],
        "AppsAndFeaturesEntries": [
            {"DisplayName": TITLE, "Publisher": PUBLISHER, "ProductCode": NAME}
        ],
        "Installers": [
            {**one, "Scope": scope, "InstallerSwitches": {"Custom": switch}, **more}
            for scope, (switch, more) in scopes.items()
        ],
        **_tail("installer"),
    }
    locale = {
        **head,
        "PackageLocale": "en-US",
        "Publisher": PUBLISHER,
        "PackageName": TITLE,
        "License": "MIT",
        "ShortDescription": "Set up how an Azure IoT security agent authenticates, and prove it",
        "Moniker": NAME,
        **_tail("defaultLocale"),
    }
    version = {**head, "DefaultLocale": "en-US", **_tail("version")}
    return {
        f"{IDENTIFIER}.yaml": version,
        f"{IDENTIFIER}.installer.yaml": installer,
        f"{IDENTIFIER}.locale.en-US.yaml": locale,
    }


def _tail(kind: str) -> dict[str, object]:
    return {"ManifestType": kind, "ManifestVersion": SCHEMA}


def check(manifest: Mapping[str, object]) -> None:
    """Raises ValueError for what the schema does not allow."""
    wanted = (*EVERYWHERE, *REQUIRED[str(manifest["ManifestType"])])
    missing = [key for key in wanted if not manifest.get(key)]
    installers = manifest.get("Installers", [])
    for one in installers if isinstance(installers, list) else []:
        missing += [key for key in INSTALLER if not one.get(key)]
    if missing:
        raise ValueError(f"{manifest['ManifestType']} lacks {missing}")
    _check_looks(manifest)


def _check_looks(value: object) -> None:
    if isinstance(value, list):
        for one in value:
            _check_looks(one)
    if isinstance(value, Mapping):
        for key, one in value.items():
            if isinstance(one, str) and not re.fullmatch(LOOKS.get(key, ".*"), one):
                raise ValueError(f"{key}: {one}")
            _check_looks(one)


def yaml(manifest: Mapping[str, object]) -> str:
    """One key a line: what is behind it is JSON, which YAML takes as it is."""
    kind = str(manifest["ManifestType"])
    lines = [f"# winget manifest, {kind} {SCHEMA}"]
    lines += [f"{key}: {json.dumps(value)}" for key, value in manifest.items()]
    return "\n".join(lines) + "\n"
