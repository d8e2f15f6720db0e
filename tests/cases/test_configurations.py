"""Files as people leave them in an agent's folder: named as what they are, repaired where that can
be known."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.agents.builders import KEY, SETTINGS
from wizard.agents import AGENTS
from wizard.agents.c.facts import C
from wizard.agents.csharp.facts import CSHARP
from wizard.domain.agent.assessment import Assessment, RepairPlan, Verdict
from wizard.domain.agent.model import AgentFlavour
from wizard.domain.agent.twin_finding import TwinVerdict
from wizard.text.catalogue.twin import twin_text
from wizard.text.lookup import text_of_finding

AGENT_ID = "9e9b4b8e-0d4e-4a66-9c1c-6a0d6e0f7a11"
FOLDER = "/var/ASCIoTAgent"
KEY_PATH = f"{FOLDER}/azureiotsecurity.key"
DEVICE = f"HostName=h.azure-devices.net;DeviceId=dev1;SharedAccessKey={KEY}"
POLICY = f"HostName=h.azure-devices.net;SharedAccessKeyName=iothubowner;SharedAccessKey={KEY}"
BOTH = pytest.mark.parametrize("flavour", [C, CSHARP], ids=lambda flavour: flavour.id)


class Folder:
    """An agent's folder that was set up well, and what was then put into its files."""

    def __init__(self, flavour: AgentFlavour, **changed: bytes) -> None:
        self._agent = AGENTS[flavour]
        nothing = dict.fromkeys(self._agent.file_names)
        files = self._agent.render(SETTINGS, nothing, AGENT_ID)
        self.files = {f"{FOLDER}/{name}": data for name, data in files.items()}
        self.files[KEY_PATH] = f"{KEY}\n".encode()
        first = f"{FOLDER}/{self._agent.file_names[0]}"
        for name, data in changed.items():
            self.files[KEY_PATH if name == "key" else first] = data

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)

    def text(self) -> str:
        return self.files[f"{FOLDER}/{self._agent.file_names[0]}"].decode("utf-8-sig")

    def assess(self) -> Assessment:
        return self._agent.assess(FOLDER, self.read)

    def repair(self) -> RepairPlan:
        plan = self._agent.repair(FOLDER, self.read, AGENT_ID)
        self.files |= {write.path.as_posix(): write.content for write in plan.writes}
        return plan


@BOTH
@pytest.mark.parametrize(
    ("content", "rule", "said", "is_repaired"),
    [
        (DEVICE.encode(), "key.connection_string", "own key", True),
        (f"{DEVICE};ModuleId=azureiotsecurity\r\n".encode(), "key.connection_string", "own", True),
        (POLICY.encode(), "key.policy_string", "regenerate the policy's key", False),
        (json.dumps({"connectionString": POLICY}).encode(), "key.policy_string", "policy", False),
        (
            POLICY.replace("azure-devices", "azure-devices-provisioning").encode(),
            "key.provisioning_string",
            "key of the device's enrollment",
            False,
        ),
        (
            f"Endpoint=sb://n.servicebus.windows.net/;SharedAccessKeyName=R;SharedAccessKey={KEY}".encode(),
            "key.other_string",
            "service other than an IoT hub",
            False,
        ),
        (
            f"DefaultEndpointsProtocol=https;AccountName=a;AccountKey={KEY}".encode(),
            "key.other_string",
            "service other than an IoT hub",
            False,
        ),
        (b"SharedAccessSignature sr=h&sig=abc&se=1", "key.token", "creates its tokens", False),
        (f"SharedAccessKey={KEY}\n".encode(), "key.named", "stands before the key", True),
        (f'"{KEY}"'.encode(), "key.quoted", "in quotes", True),
        (f"\u201c{KEY}\u201d".encode(), "key.quoted", "in quotes", False),
        (json.dumps({"primaryKey": KEY}).encode(), "key.json", "Azure CLI", False),
    ],
)
def test_what_is_in_the_key_file_is_named(
    flavour: AgentFlavour, content: bytes, rule: str, said: str, is_repaired: bool
) -> None:
    folder = Folder(flavour, key=content)
    found = folder.assess().findings[0]
    text = text_of_finding(found)

    assert found.rule == rule
    assert said in text.cause + text.remedy
    assert "behind SharedAccessKey=" not in text.remedy or rule == "key.connection_string"
    assert KEY not in text.cause + text.remedy
    if is_repaired:
        folder.repair()
        assert folder.files[KEY_PATH] == f"{KEY}\n".encode()
    elif rule.endswith("string"):
        folder.repair()
        assert folder.files[KEY_PATH] == content


def test_a_key_in_utf16_is_named_and_repaired_for_the_agent_that_reads_bytes() -> None:
    folder = Folder(C, key=f"{KEY}\r\n".encode("utf-16"))

    assert folder.assess().findings[0].rule == "key.utf16"
    folder.repair()
    assert folder.files[KEY_PATH] == f"{KEY}\n".encode()
    assert Folder(CSHARP, key=f"{KEY}\r\n".encode("utf-16")).assess().verdict is Verdict.ACCEPTED


AUTHENTICATION = f""""Authentication" : {{
    "Identity" : "SecurityModule",
    "AuthenticationMethod" : "SymmetricKey",
    "FilePath" : "{KEY_PATH}",
    "DeviceId" : "dev1",
    "HostName" : "hub.azure-devices.net"
}}"""
ROWS = f"""<add key="moduleName" value="azureiotsecurity" />
<add key="deviceId" value="dev1" />
<add key="gatewayHostname" value="hub.azure-devices.net" />
<add key="filePath" value="{KEY_PATH}" />
<add key="type" value="SymmetricKey" />
<add key="identity" value="Module" />
"""


FRAGMENTS = pytest.mark.parametrize(
    ("flavour", "text", "rule"),
    [
        (C, AUTHENTICATION, "json.fragment"),
        (C, AUTHENTICATION + ",\n", "json.fragment"),
        (C, "{" + AUTHENTICATION + "}", "setting.missing"),
        (C, AUTHENTICATION.partition(":")[2], "setting.missing"),
        (C, f'"Configuration" : {{ {AUTHENTICATION} }}', "json.fragment"),
        (CSHARP, ROWS, "xml.fragment"),
        (CSHARP, '<?xml version="1.0" encoding="utf-8"?>\n' + ROWS, "xml.fragment"),
    ],
)


@FRAGMENTS
def test_a_fragment_of_the_documentation_is_completed(
    flavour: AgentFlavour, text: str, rule: str
) -> None:
    folder = Folder(flavour, file=text.encode())

    assert rule in [finding.rule for finding in folder.assess().findings]
    assert folder.repair().after.verdict is Verdict.ACCEPTED
    repaired = folder.assess()
    assert repaired.verdict is Verdict.ACCEPTED, repaired.findings
    assert repaired.settings is not None
    assert (repaired.settings.device_id, repaired.settings.secret_path) == ("dev1", KEY_PATH)


@FRAGMENTS
def test_a_set_up_completes_the_fragment_and_keeps_what_it_does_not_know(
    flavour: AgentFlavour, text: str, rule: str
) -> None:
    """``apply`` and the window write into the file that is there."""
    foreign = {C: '"FilePath"', CSHARP: '<add key="filePath"'}[flavour]
    own = {C: '"Site" : "north",\n    ', CSHARP: '<add key="site" value="north" />\n'}[flavour]
    folder = Folder(flavour, file=text.replace(foreign, own + foreign).encode())
    name = AGENTS[flavour].file_names[0]

    written = AGENTS[flavour].render(
        replace(SETTINGS, device_id="dev2"), {name: folder.text().encode()}, AGENT_ID
    )
    folder.files[f"{FOLDER}/{name}"] = written[name]

    assert "north" in folder.text(), rule
    settings = folder.assess().settings
    assert settings is not None
    assert settings.device_id == "dev2"


@pytest.mark.parametrize(
    ("flavour", "old", "new", "rule"),
    [
        (C, '"dev1"', "\u201cdev1\u201d", "json.quotes"),
        (C, '"DeviceId"', "\u201eDeviceId\u201c", "json.quotes"),
        (C, '"dev1"', "\u00abdev1\u00bb", "json.quotes"),
        (C, '"dev1"', "\u2018dev1\u2019", "json.quotes"),
        (CSHARP, '"dev1"', "\u201cdev1\u201d", "xml.quotes"),
        (CSHARP, 'key="deviceId"', "key=\u201ddeviceId\u201d", "xml.quotes"),
    ],
)
def test_typographic_quotes_are_named_with_their_line_and_repaired(
    flavour: AgentFlavour, old: str, new: str, rule: str
) -> None:
    good = Folder(flavour).text()
    assert old in good
    folder = Folder(flavour, file=good.replace(old, new).encode())
    line = good[: good.index(old)].count("\n") + 1

    found = folder.assess().findings[0]
    assert (found.rule, found.line) == (rule, line)
    folder.repair()
    settings = folder.assess().settings
    assert settings is not None
    assert settings.device_id == "dev1"


@BOTH
@pytest.mark.parametrize(
    ("old", "new", "rule", "said"),
    [
        ("dev1", "[device id]", "device_id.placeholder", "placeholder"),
        ("dev1", "{deviceId}", "device_id.placeholder", "{deviceId}"),
        ("dev1", "pump 7/a", "device_id.illegal", "a blank / is not allowed"),
        ("dev1", "d" * 129, "device_id.too_long", "129 characters"),
        (
            "hub.azure-devices.net",
            "{your hub}.net",
            "host.placeholder",
            "placeholder",
        ),
    ],
)
def test_a_placeholder_and_signs_that_are_not_allowed_are_named(
    flavour: AgentFlavour, old: str, new: str, rule: str, said: str
) -> None:
    folder = Folder(flavour, file=Folder(flavour).text().replace(old, new).encode())
    found = next(one for one in folder.assess().findings if one.rule == rule)
    text = text_of_finding(found)

    assert said in text.cause + text.remedy


NAME = "ms_iotn:urn_azureiot_Security_SecurityAgentConfiguration"
PREVIEW = "azureiot*com^securityAgentConfiguration^1*0*0"
SETTING = {"snapshotFrequency": {"value": "PT13H"}}


@BOTH
@pytest.mark.parametrize(
    ("desired", "rule"),
    [
        (
            {PREVIEW: {"eventPriorityLogin": "High"}},
            "preview_name",
        ),
        ({"azureiot*com^SecurityAgentConfiguration^2*1*0": SETTING}, "preview_name"),
        ({NAME.lower(): SETTING}, "other_capitals"),
        ({"urn_azureiot_Security_SecurityAgentConfiguration": SETTING}, "other_name"),
        ({"security": SETTING}, "other_name"),
        ({"snapshotFrequency": {"value": "PT13H"}}, "not_in_object"),
        ({"SnapshotFrequency": "PT13H"}, "not_in_object"),
        ({"properties": {"desired": {NAME: SETTING}}}, "too_deep"),
        ({NAME: {"settings": SETTING}}, "too_deep"),
    ],
)
def test_settings_that_the_agent_does_not_see_are_noted(
    flavour: AgentFlavour, desired: dict[str, object], rule: str
) -> None:
    (found,) = AGENTS[flavour].assess_twin({"desired": {**desired, "$version": 3}}, NAME)

    assert (found.verdict, found.rule, found.instead) == (TwinVerdict.NOTE, rule, NAME)
    assert next(iter(desired)) in twin_text(found) or rule == "too_deep"


@BOTH
def test_what_is_another_programs_is_no_note(flavour: AgentFlavour) -> None:
    desired = {"telemetryInterval": 5, "firmware": {"version": "2"}, "$metadata": {NAME: SETTING}}

    assert AGENTS[flavour].assess_twin({"desired": desired}, NAME) == ()
