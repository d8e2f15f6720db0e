"""What is true of whatever may lie in the folder and whatever is asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from tests.agents.builders import AGENT_ID, FOLDER, OTHER_ID, assess, authentication, c_config, pfx
from tests.agents.strategies import agent_settings, c_files, csharp_files, damaged, keys, some
from wizard.agents import AGENTS
from wizard.agents.c.facts import C
from wizard.agents.csharp import settings as csharp_keys
from wizard.agents.csharp.config_section import fold, read_section
from wizard.agents.csharp.facts import CSHARP
from wizard.domain.agent.assessment import Verdict
from wizard.domain.agent.model import AgentFlavour, AgentSettings, Method
from wizard.domain.errors import Code, FilesError
from wizard.domain.secret import Secret
from wizard.text.lookup import text_of

_C_FILE = "LocalConfiguration.json"
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_OWNED = {
    *("AgentId", "TriggerdEventsInterval", "ConnectionTimeout", "RemoteConfigurationObjectName"),
    *("Identity", "AuthenticationMethod", "FilePath", "DeviceId", "HostName"),
    *("IDScope", "RegistrationId"),
}

_NEEDED = {
    csharp_keys.AUTHENTICATION: (
        *("moduleName", "deviceId", "gatewayHostname", "filePath", "type", "identity"),
        *("certificateLocationKind", "idScope", "registrationId"),
    ),
    csharp_keys.GENERAL: tuple(csharp_keys.GENERAL_SETTINGS),
    csharp_keys.INTERFACE: (csharp_keys.FACADE_TYPE, *csharp_keys.INTERFACE_SETTINGS),
}


def _written_is_read(
    flavour: AgentFlavour,
    settings: AgentSettings,
    key: Secret,
    existing: Mapping[str, bytes | None],
) -> None:
    """Render, read back strictly, render again: the same settings, and not a byte more changed."""
    agent = AGENTS[flavour]
    written = agent.render(settings, existing, AGENT_ID)
    assert set(written) == set(agent.file_names)
    files = {f"{FOLDER}/{name}": data for name, data in written.items()}
    certificate = settings.method is Method.SELF_SIGNED_CERTIFICATE
    files[settings.secret_path] = pfx() if certificate else f"{key.reveal()}\n".encode()
    assessment = assess(flavour, files.get)
    assert assessment.verdict is Verdict.ACCEPTED, assessment.findings
    assert (assessment.settings, assessment.secret) == (settings, None if certificate else key)
    assert agent.render(settings, written, OTHER_ID) == written


@some
@given(settings=agent_settings(C), key=keys)
def test_c_into_a_fresh_folder(settings: AgentSettings, key: Secret) -> None:
    _written_is_read(C, settings, key, {})


@some
@given(settings=agent_settings(C), key=keys, existing=c_files())
def test_c_into_any_configuration(settings: AgentSettings, key: Secret, existing: bytes) -> None:
    _written_is_read(C, settings, key, {_C_FILE: existing})


@some
@given(settings=agent_settings(CSHARP), key=keys)
def test_csharp_into_a_fresh_folder(settings: AgentSettings, key: Secret) -> None:
    _written_is_read(CSHARP, settings, key, {})


@some
@given(settings=agent_settings(CSHARP), key=keys, existing=csharp_files())
def test_csharp_into_any_configuration(
    settings: AgentSettings, key: Secret, existing: dict[str, bytes | None]
) -> None:
    _written_is_read(CSHARP, settings, key, existing)


def _result_or_unreadable(
    flavour: AgentFlavour, settings: AgentSettings, key: Secret, name: str, content: bytes
) -> None:
    try:
        _written_is_read(flavour, settings, key, {name: content})
    except FilesError as error:
        assert error.code is Code.FILES_UNREADABLE
        assert error.params["file"] == name
        assert "…" not in "".join(text_of(error.problem))


@some
@given(settings=agent_settings(C), key=keys, content=damaged(c_config()))
def test_c_any_bytes(settings: AgentSettings, key: Secret, content: bytes) -> None:
    _result_or_unreadable(C, settings, key, _C_FILE, content)


@some
@given(settings=agent_settings(CSHARP), key=keys, content=damaged(authentication()))
def test_csharp_any_bytes(settings: AgentSettings, key: Secret, content: bytes) -> None:
    _result_or_unreadable(CSHARP, settings, key, "Authentication.config", content)


@some
@given(config=damaged(c_config()), secret=st.binary(max_size=80))
def test_the_strict_c_reader_never_raises(config: bytes, secret: bytes) -> None:
    assess(C, lambda path: config if path.endswith(".json") else secret)


@some
@given(config=damaged(authentication()), secret=st.binary(max_size=80))
def test_the_strict_csharp_reader_never_raises(config: bytes, secret: bytes) -> None:
    assess(CSHARP, lambda path: config if path.endswith(".config") else secret)


@some
@given(settings=agent_settings(C), existing=c_files())
def test_c_keeps_what_it_does_not_know(settings: AgentSettings, existing: bytes) -> None:
    written = AGENTS[C].render(settings, {_C_FILE: existing}, AGENT_ID)[_C_FILE]
    assert _foreign(written) == _foreign(existing)


def _foreign(data: bytes) -> list[dict[str, object]]:
    """The content without what the writer may set: its keys, and objects that were none."""
    whole = json.loads(data.decode("utf-8-sig"))
    configuration = _object(whole.pop("Configuration", None))
    authentication = _object(configuration.pop("Authentication", None))
    dps = _object(authentication.pop("DPS", None))
    return [
        {key: value for key, value in part.items() if key not in _OWNED}
        for part in (whole, configuration, authentication, dps)
    ]


def _object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


@some
@given(settings=agent_settings(CSHARP), existing=csharp_files())
def test_csharp_keeps_what_it_does_not_know(
    settings: AgentSettings, existing: dict[str, bytes | None]
) -> None:
    written = AGENTS[CSHARP].render(settings, existing, AGENT_ID)
    for name, before in existing.items():
        if before is not None:
            assert _other_elements(written[name], name) == _other_elements(before, name)


def _other_elements(data: bytes, name: str) -> object:
    """Encoding, comments, and every element but those of the keys that this file needs."""
    section = read_section(data, csharp_keys.ROOTS[name])
    needed = {fold(key) for key in _NEEDED[name]}
    elements = [
        (child.name, [(found.name, found.value, found.quote) for found in child.attributes])
        for child in section.document.root.children
        if child.name != "add" or fold(getattr(child.attribute("key"), "value", "")) not in needed
    ]
    comments = _COMMENT.findall(section.file.text)
    return section.file.codec, section.file.bom, comments, elements
