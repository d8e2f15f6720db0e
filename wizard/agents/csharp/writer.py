"""Writing the C# agent's three files: the existing ones edited in place, or the shipped ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from wizard.agents.csharp import settings as keys
from wizard.agents.csharp.config_section import Section, read_section
from wizard.agents.csharp.dotnet_values import is_blank
from wizard.agents.csharp.xml_editor import edited
from wizard.agents.csharp.xml_faults import XmlError, XmlFault
from wizard.agents.csharp.xml_normalizer import cleaned
from wizard.agents.shared.findings import unreadable
from wizard.agents.shared.vocabulary import bare, meant_seconds, meant_word, time_span
from wizard.domain.agent.model import AgentSettings, Identity, Method
from wizard.domain.resources import resource

_BLANK_BYTES: Final = b" \t\r\n\0\xef\xbb\xbf\xff\xfe"


def render_files(
    settings: AgentSettings, existing: Mapping[str, bytes | None], new_agent_id: str
) -> Mapping[str, bytes]:
    """The whole new content of each. Raises FilesError ``files.unreadable``, variant: the fault."""
    sections = {name: _section(name, existing.get(name)) for name in keys.ROOTS}
    wanted = {
        keys.AUTHENTICATION: _authentication(settings, sections[keys.AUTHENTICATION]),
        keys.GENERAL: general_settings(sections[keys.GENERAL], new_agent_id),
        keys.INTERFACE: interface_settings(sections[keys.INTERFACE]),
    }
    return {name: edited(section, wanted[name]) for name, section in sections.items()}


def _section(name: str, existing: bytes | None) -> Section:
    if existing is None or not existing.strip(_BLANK_BYTES):
        existing = resource("agent-defaults", "csharp", name).read_bytes()
    root = keys.ROOTS[name]
    try:
        return read_section(_completed(existing, root), root)
    except XmlError as error:
        raise unreadable(
            name, error.fault, line=error.line, detail=error.detail, root=root
        ) from None


def _completed(existing: bytes, root: str) -> bytes:
    """Rows that stand alone, as the documentation prints them, in their element; anything else as
    it is."""
    try:
        read_section(existing, root)
    except XmlError as error:
        if error.fault is XmlFault.FRAGMENT:
            return cleaned(existing, root)
    return existing


def _authentication(settings: AgentSettings, section: Section) -> dict[str, str]:
    """What this choice does not use stays as it is: the agent does not look at it."""
    values = {keys.MODULE_NAME: settings.module_id}
    if settings.identity is Identity.DPS:
        values[keys.ID_SCOPE] = settings.id_scope
        values[keys.REGISTRATION_ID] = settings.registration_id
    else:
        values[keys.DEVICE_ID] = settings.device_id
        values[keys.HOST_NAME] = settings.host_name
    values[keys.FILE_PATH] = settings.secret_path
    values[keys.TYPE] = keys.TYPE_OF[settings.method]
    values[keys.IDENTITY] = keys.IDENTITY_OF[settings.identity]
    if settings.method is Method.SELF_SIGNED_CERTIFICATE:
        values[keys.LOCATION] = keys.STORE if settings.store else keys.LOCAL_FILE
    if any("\ud800" <= character <= "\udfff" for text in values.values() for character in text):
        raise unreadable(keys.AUTHENTICATION, "path.not_unicode")
    for key in keys.ENUMS:
        now = section.get(key)
        if key in values and now and keys.word_of(key, now) == values[key]:
            values[key] = now  # the same to the agent: not ours to touch
    return values


def general_settings(section: Section, new_agent_id: str) -> dict[str, str]:
    """What General.config needs: see `_repaired`."""
    return _repaired(section, keys.GENERAL_SETTINGS, {keys.AGENT_ID: new_agent_id})


def interface_settings(section: Section) -> dict[str, str]:
    """What SecurityIotInterface.config needs: see `_repaired`."""
    return _repaired(section, {keys.FACADE_TYPE: keys.FACADE, **keys.INTERFACE_SETTINGS}, {})


def _repaired(
    section: Section, expected: Mapping[str, keys.Expected], replacing: Mapping[str, str]
) -> dict[str, str]:
    """What is there where the agent takes it, or what was meant by it; otherwise ``replacing``,
    else the shipped value."""
    values = {}
    for key, rule in expected.items():
        now = section.get(key) or ""
        usable = (text for text in (now, *_meant(now, rule)) if _is_good(text, rule))
        values[key] = next(usable, replacing.get(key, rule.default))
    return values


def _meant(value: str, rule: keys.Expected) -> Iterator[str]:
    yield bare(value)
    if word := meant_word(value, tuple(rule.allowed.split(", "))):
        yield word
    if seconds := meant_seconds(value):
        yield time_span(seconds)


def _is_good(value: str, rule: keys.Expected) -> bool:
    return not is_blank(value) and rule.accepts(value) and rule.works(value)
