"""Writing the C agent's configuration: the existing file edited in place, or the shipped one."""

from __future__ import annotations

from typing import Final

from wizard.agents.c import settings as keys
from wizard.agents.c.durations import duration_ms
from wizard.agents.c.fragment import completed, parsed_object
from wizard.agents.c.json_editor import JsonEditor
from wizard.agents.c.json_normalizer import is_fragment
from wizard.agents.c.json_scanner import (
    JsonError,
    JsonFault,
    JsonText,
    Kind,
    Node,
    parse_json,
)
from wizard.agents.shared.findings import unreadable
from wizard.agents.shared.vocabulary import iso_duration, meant_seconds
from wizard.domain.agent.model import AgentSettings, Identity
from wizard.domain.resources import resource

_TIMES: Final = (keys.TRIGGERED_INTERVAL, keys.CONNECTION_TIMEOUT)


def render_local_configuration(
    settings: AgentSettings, existing: bytes | None, new_agent_id: str
) -> bytes:
    """The whole new content. Raises FilesError ``files.unreadable``, variant: the fault's name."""
    try:
        return _edited(settings, existing, new_agent_id)
    except UnicodeEncodeError:
        raise unreadable(keys.FILE, "path.not_unicode") from None


def _edited(settings: AgentSettings, existing: bytes | None, new_agent_id: str) -> bytes:
    if existing is None or not existing.strip():
        existing = resource("agent-defaults", "c", keys.FILE).read_bytes()
    source = _read(existing)
    editor = JsonEditor(source)
    configuration = _object(source.root, keys.CONFIGURATION)
    if configuration is None:
        whole = {**common_settings(None, new_agent_id), keys.AUTHENTICATION: _whole(settings)}
        editor.set_whole(source.root, keys.CONFIGURATION, whole)
        return editor.result()
    for key, value in common_settings(configuration, new_agent_id).items():
        editor.set_text(configuration, key, value)
    authentication = _object(configuration, keys.AUTHENTICATION)
    if authentication is None:
        editor.set_whole(configuration, keys.AUTHENTICATION, _whole(settings))
        return editor.result()
    _edit_authentication(editor, authentication, settings)
    return editor.result()


def _read(existing: bytes) -> JsonText:
    """The file, with what belongs around a fragment of the documentation.

    Any other fault is its author's to correct, or for ``repair``.
    """
    try:
        source = parse_json(existing)
    except JsonError as error:
        raise unreadable(keys.FILE, error.fault, line=error.line, key=error.key) from None
    if source.root.kind is Kind.OBJECT:
        return completed(source)
    if not is_fragment(source.text):
        raise unreadable(keys.FILE, JsonFault.SYNTAX)
    whole = parsed_object(existing)
    if whole is None:
        raise unreadable(keys.FILE, "json.fragment")
    return completed(whole)


def _edit_authentication(editor: JsonEditor, authentication: Node, settings: AgentSettings) -> None:
    """What this identity does not use stays as it is: the agent does not look at it."""
    for key, value in _authentication(settings).items():
        editor.set_text(authentication, key, value)
    if settings.identity is not Identity.DPS:
        return
    dps = _object(authentication, keys.DPS)
    if dps is None:
        editor.set_whole(authentication, keys.DPS, _dps(settings))
        return
    for key, value in _dps(settings).items():
        editor.set_text(dps, key, value)


def common_settings(configuration: Node | None, new_agent_id: str) -> dict[str, str]:
    """What is not about authentication: kept where the agent takes it, else as it was meant, else
    as shipped."""
    values = {keys.AGENT_ID: new_agent_id, **keys.DEFAULTS}
    for key, shipped in values.items():
        member = configuration.members.get(key) if configuration else None
        text = member.value.text if member and member.value.kind is Kind.STRING else ""
        values[key] = (_duration(text, shipped) if key in _TIMES else text) or shipped
    return values


def _duration(text: str, shipped: str) -> str:
    if duration_ms(text) is not None:
        return text
    seconds = meant_seconds(text)
    return iso_duration(seconds) if seconds else shipped


def _authentication(settings: AgentSettings) -> dict[str, str]:
    values = {
        keys.IDENTITY: keys.IDENTITIES[settings.identity],
        keys.METHOD: keys.METHODS[settings.method],
        keys.FILE_PATH: settings.secret_path,
    }
    if settings.identity is not Identity.DPS:
        values |= {keys.DEVICE_ID: settings.device_id, keys.HOST_NAME: settings.host_name}
    return values


def _dps(settings: AgentSettings) -> dict[str, str]:
    return {keys.ID_SCOPE: settings.id_scope, keys.REGISTRATION_ID: settings.registration_id}


def _whole(settings: AgentSettings) -> dict[str, object]:
    """An ``Authentication`` object where there was none."""
    whole: dict[str, object] = {**_authentication(settings)}
    if settings.identity is Identity.DPS:
        whole[keys.DPS] = _dps(settings)
    return whole


def _object(parent: Node, key: str) -> Node | None:
    member = parent.members.get(key)
    return member.value if member and member.value.kind is Kind.OBJECT else None
