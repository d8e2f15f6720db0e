"""Setting right what the C agent does not take, as far as it can be known what was meant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from wizard.agents.c import settings as keys
from wizard.agents.c.fragment import completed, meant_name, parsed_object
from wizard.agents.c.json_editor import JsonEditor
from wizard.agents.c.json_scanner import JsonText, Kind, Node
from wizard.agents.c.validator import assess_local_configuration
from wizard.agents.c.writer import common_settings
from wizard.agents.shared.credential_repair import (
    is_about,
    method_by_file,
    repair_certificate,
    repair_key,
    repaired_path,
)
from wizard.agents.shared.repair_loop import Draft, named_in, plan_repair
from wizard.agents.shared.vocabulary import bare, meant_host, meant_identity, meant_method
from wizard.domain.agent.assessment import Assessment, RepairPlan
from wizard.domain.agent.model import Identity, Method
from wizard.domain.hub.device_ids import is_legal
from wizard.domain.ports.files import FileReader

_NAMES: Final = {
    "": (keys.CONFIGURATION,),
    keys.CONFIGURATION: (keys.AGENT_ID, *keys.DEFAULTS, keys.AUTHENTICATION),
    keys.AUTHENTICATION: (
        *(keys.IDENTITY, keys.METHOD, keys.FILE_PATH, keys.DEVICE_ID, keys.HOST_NAME, keys.DPS),
    ),
    keys.DPS: (keys.ID_SCOPE, keys.REGISTRATION_ID),
}
"""The names in each object."""
_READ_BY_EXTENSION: Final = (".pem", ".pfx")


def repair_local_configuration(directory: str, read: FileReader, new_agent_id: str) -> RepairPlan:
    """The plan for the folder's ``LocalConfiguration.json`` and the secret it names."""

    def mend(draft: Draft, assessment: Assessment) -> None:
        data = draft.configuration(keys.FILE)
        source = parsed_object(data) if data is not None else None
        if source is None:
            return
        source = completed(source)
        source = parsed_object(_renamed(source, named_in(assessment, keys.FILE))) or source
        draft.put_configuration(keys.FILE, _repaired(source, draft, assessment, new_agent_id))

    return plan_repair(Draft(directory, read), assess_local_configuration, mend)


def _renamed(source: JsonText, named: frozenset[str]) -> bytes:
    """The names in the agent's spelling, where one is missing and another means it."""
    editor = JsonEditor(source)

    def rename(parent: Node, names: tuple[str, ...]) -> None:
        for name in names:
            found = [
                member
                for member in parent.members.values()
                if member.key not in names and meant_name(member.key) == name.lower()
            ]
            member = parent.members.get(name)
            if member is None and name in named and len(found) == 1:
                member = found[0]
                editor.rename(member, name)
            if member is not None and name in _NAMES and member.value.kind is Kind.OBJECT:
                rename(member.value, _NAMES[name])

    rename(source.root, _NAMES[""])
    return editor.result()


def _repaired(source: JsonText, draft: Draft, assessment: Assessment, new_agent_id: str) -> bytes:
    editor, named = JsonEditor(source), named_in(assessment, keys.FILE)
    configuration = _object(source.root, keys.CONFIGURATION)
    if configuration is None:
        return editor.result()
    for key, value in common_settings(configuration, new_agent_id).items():
        if key in named:
            editor.set_text(configuration, key, value)
    authentication = _object(configuration, keys.AUTHENTICATION)
    if authentication is not None:
        texts = {key: text_of(source, authentication, key) for key in _NAMES[keys.AUTHENTICATION]}
        for key, value in _authentication(texts, draft, assessment):
            if value and key in named:
                editor.set_text(authentication, key, value)
        if keys.DPS in named:
            _repair_dps(editor, source, authentication)
    return editor.result()


def _authentication(
    texts: dict[str, str], draft: Draft, assessment: Assessment
) -> Iterator[tuple[str, str]]:
    """Each setting with the value it should have; "" where that is not known."""
    word = texts[keys.IDENTITY]
    identity = keys.IDENTITY_OF.get(word) or meant_identity(word)
    yield keys.IDENTITY, keys.IDENTITIES[identity] if identity else ""
    path = repaired_path(draft, texts[keys.FILE_PATH]) if texts[keys.FILE_PATH] else ""
    method = _method(texts[keys.METHOD], identity, method_by_file(draft, path))
    yield keys.METHOD, keys.METHODS[method] if method else ""
    yield keys.FILE_PATH, _repaired_secret(draft, path, assessment)
    if identity is not Identity.DPS:
        yield keys.HOST_NAME, meant_host(texts[keys.HOST_NAME])
        device_id = texts[keys.DEVICE_ID]
        yield keys.DEVICE_ID, device_id if is_legal(device_id) else bare(device_id)


def _method(word: str, identity: Identity | None, by_file: Method | None) -> Method | None:
    method = keys.METHOD_OF.get(word) or meant_method(word)
    is_wrong = identity is Identity.SECURITY_MODULE and method is Method.SELF_SIGNED_CERTIFICATE
    if is_wrong and by_file is Method.SYMMETRIC_KEY:
        return by_file
    return method or by_file


def _repaired_secret(draft: Draft, path: str, assessment: Assessment) -> str:
    if path and is_about(assessment, "key"):
        repair_key(draft, path)
    elif path and is_about(assessment, "certificate"):
        return repair_certificate(draft, path, keeps=_READ_BY_EXTENSION)
    return path


def _repair_dps(editor: JsonEditor, source: JsonText, authentication: Node) -> None:
    """Its two settings may stand one level too high."""
    word = text_of(source, authentication, keys.IDENTITY)
    above = {key: text_of(source, authentication, key) for key in _NAMES[keys.DPS]}
    is_missing = _object(authentication, keys.DPS) is None
    if meant_identity(word) is Identity.DPS and is_missing and all(above.values()):
        editor.set_whole(authentication, keys.DPS, above)


def text_of(source: JsonText, parent: Node, key: str) -> str:
    """A member's text; of a number its digits; "" for anything else."""
    member = parent.members.get(key)
    if member is None:
        return ""
    if member.value.kind is Kind.NUMBER:
        return source.text[member.value.start : member.value.end]
    return member.value.text if member.value.kind is Kind.STRING else ""


def _object(parent: Node, key: str) -> Node | None:
    member = parent.members.get(key)
    return member.value if member and member.value.kind is Kind.OBJECT else None
