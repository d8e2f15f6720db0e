"""Setting right what the C# agent does not take, as far as it can be known what was meant."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from wizard.agents.csharp import settings as keys
from wizard.agents.csharp.certificate_store import looks_like_reference, repaired_reference
from wizard.agents.csharp.config_section import Section, read_section
from wizard.agents.csharp.dotnet_values import is_blank
from wizard.agents.csharp.facts import CSHARP, transports_of
from wizard.agents.csharp.validator import assess_files
from wizard.agents.csharp.writer import general_settings, interface_settings
from wizard.agents.csharp.xml_editor import edited
from wizard.agents.csharp.xml_faults import XmlError
from wizard.agents.csharp.xml_normalizer import cleaned
from wizard.agents.shared.certificate_repair import looks_like_certificate
from wizard.agents.shared.credential_repair import (
    is_about,
    method_by_file,
    repair_certificate,
    repair_key,
    repaired_path,
)
from wizard.agents.shared.repair_loop import Draft, named_in, plan_repair
from wizard.agents.shared.vocabulary import (
    bare,
    meant_host,
    meant_identity,
    meant_method,
    meant_word,
)
from wizard.domain.agent.assessment import Assessment, Finding, RepairPlan, Verdict
from wizard.domain.agent.model import Identity, Method
from wizard.domain.hub.device_ids import is_legal
from wizard.domain.ports.files import FileReader
from wizard.domain.resources import resource

_OTHER_NAMES: Final = {
    keys.HOST_NAME: ("hostName",),
    keys.TYPE: ("authenticationMethod",),
    keys.MODULE_NAME: ("moduleId",),
}
"""What the setting is called elsewhere."""
_READ_AS_THEY_ARE: Final = (".pfx", ".p12", "")


def repair_files(
    directory: str, read: FileReader, new_agent_id: str, transport: str = ""
) -> RepairPlan:
    """The plan for the folder's three files and the secret they name.

    ``transport`` is what transportType is to be; "": as it is.
    """

    def mend(draft: Draft, assessment: Assessment) -> None:
        if section := _section(draft, keys.AUTHENTICATION):
            values = _authentication(section, draft, assessment)
            _put(draft, assessment, keys.AUTHENTICATION, section, values)
        if section := _section(draft, keys.GENERAL, may_be_new=True):
            values = general_settings(section, new_agent_id)
            _put(draft, assessment, keys.GENERAL, section, values)
        if section := _section(draft, keys.INTERFACE, may_be_new=True):
            _put(draft, assessment, keys.INTERFACE, section, interface_settings(section))

    draft = Draft(directory, read)
    former = _set_transport(draft, transport) if transport else None
    plan = plan_repair(draft, assess_files, mend)
    return plan if former is None else replace(plan, fixed=(*plan.fixed, former))


def _set_transport(draft: Draft, wanted: str) -> Finding | None:
    """Change transportType, and tell what it was; None where it means that already, or where the
    file cannot be read."""
    section = _section(draft, keys.INTERFACE, may_be_new=True)
    former = section.get(keys.TRANSPORT) or "" if section else ""
    if section is None or transports_of(former) == transports_of(wanted):
        return None
    line = section.line_of(keys.TRANSPORT)
    draft.put_configuration(keys.INTERFACE, edited(section, {keys.TRANSPORT: wanted}))
    params = (("value", former or "-"), ("wanted", wanted))
    return Finding(
        "setting.transport", keys.INTERFACE, line, keys.TRANSPORT, params, Verdict.ACCEPTED
    )


def _put(
    draft: Draft, assessment: Assessment, name: str, section: Section, values: dict[str, str]
) -> None:
    """Change the settings that the judgement names."""
    named = named_in(assessment, name)
    if keys.FILE_PATH in named:
        named |= {keys.LOCATION}  # what is wrong with the file may be that it is something else
    changed = {key: v for key, v in values.items() if key in named and section.get(key) != v}
    draft.put_configuration(name, edited(section, changed))


def _section(draft: Draft, name: str, *, may_be_new: bool = False) -> Section | None:
    """The file as far as it can be read; a shipped one instead where that says all there is."""
    data = draft.configuration(name)
    is_empty = draft.is_missing(name) if data is None else not data.strip()
    if may_be_new and is_empty:
        data = resource("agent-defaults", "csharp", name).read_bytes()
    if data is None:
        return None
    try:
        return read_section(cleaned(data, keys.ROOTS[name]), keys.ROOTS[name])
    except XmlError:
        return None


def _authentication(section: Section, draft: Draft, assessment: Assessment) -> dict[str, str]:
    """The settings with the values they should have; those that are not known are left out."""
    texts = {key: _text(section, key) for key in (*_PLAIN, *keys.ENUMS)}
    path = repaired_path(draft, texts[keys.FILE_PATH]) if texts[keys.FILE_PATH] else ""
    identity = _identity(texts[keys.IDENTITY])
    by_file = method_by_file(draft, path)
    method = _method(texts[keys.TYPE], identity, by_file)
    values = {
        keys.MODULE_NAME: texts[keys.MODULE_NAME] or CSHARP.module_id,
        keys.IDENTITY: _kept(texts, keys.IDENTITY, identity and keys.IDENTITY_OF[identity]),
        keys.TYPE: _kept(texts, keys.TYPE, method and keys.TYPE_OF[method]),
    }
    location = ""
    if method is Method.SELF_SIGNED_CERTIFICATE:
        location = _location(texts[keys.LOCATION], draft.content(path) if path else None)
        values[keys.LOCATION] = _kept(texts, keys.LOCATION, location)
    values[keys.FILE_PATH] = _repaired_secret(draft, path, assessment, location)
    if identity is not Identity.DPS:
        device_id = texts[keys.DEVICE_ID]
        values[keys.HOST_NAME] = meant_host(texts[keys.HOST_NAME])
        values[keys.DEVICE_ID] = device_id if is_legal(device_id) else bare(device_id)
    else:
        values |= {key: texts[key] for key in (keys.ID_SCOPE, keys.REGISTRATION_ID)}
    return {key: value for key, value in values.items() if value}


_PLAIN: Final = (
    *(keys.FILE_PATH, keys.MODULE_NAME, keys.DEVICE_ID, keys.HOST_NAME),
    *(keys.ID_SCOPE, keys.REGISTRATION_ID),
)


def _text(section: Section, key: str) -> str:
    for name in (key, *_OTHER_NAMES.get(key, ())):
        value = section.get(name)
        if value is not None and not is_blank(value):
            return value
    return ""


def _identity(text: str) -> Identity | None:
    word = keys.word_of(keys.IDENTITY, text)
    return keys.IDENTITY_OF_WORD[word] if word else meant_identity(text)


def _method(text: str, identity: Identity | None, by_file: Method | None) -> Method | None:
    word = keys.word_of(keys.TYPE, text)
    method = keys.METHOD_OF_WORD[word] if word else meant_method(text)
    is_wrong = identity is Identity.SECURITY_MODULE and method is Method.SELF_SIGNED_CERTIFICATE
    if is_wrong and by_file is Method.SYMMETRIC_KEY:
        return by_file
    return method or by_file


def _location(text: str, content: bytes | None) -> str:
    """Where the certificate is: what the file shows counts, then what is written."""
    if content is not None and looks_like_reference(content):
        return "Store"
    if content is not None and looks_like_certificate(content):
        return keys.LOCAL_FILE
    word = keys.word_of(keys.LOCATION, text) or meant_word(text, keys.LOCATIONS)
    return word or keys.LOCAL_FILE


def _kept(texts: dict[str, str], key: str, word: str | None) -> str:
    """The word; the text that is there where it means the same to the agent."""
    text = texts[key]
    return text if not word or keys.word_of(key, text) == word else word


def _repaired_secret(draft: Draft, path: str, assessment: Assessment, location: str) -> str:
    if path and is_about(assessment, "key"):
        repair_key(draft, path)
    elif path and location == keys.LOCAL_FILE and is_about(assessment, "certificate"):
        return repair_certificate(draft, path, keeps=_READ_AS_THEY_ARE)
    elif path and location == "Store" and is_about(assessment, "store"):
        content = draft.content(path)
        if content is not None:
            draft.put_file(path, repaired_reference(content))
    return path
