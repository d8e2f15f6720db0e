"""What the C# agent would do with its configuration: its start, step by step.

The order is the agent's own: General.config, the facade of SecurityIotInterface.config, then
Authentication.config, the rest of the interface, at last the secret. Where its code throws what
nobody catches, the process ends: a crash.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from wizard.agents.csharp import settings as keys
from wizard.agents.csharp.config_section import Section, read_section
from wizard.agents.csharp.credential_files import (
    read_key,
    read_local_certificate,
    read_store_reference,
)
from wizard.agents.csharp.dotnet_values import is_blank, parse_enum
from wizard.agents.csharp.xml_faults import XmlError
from wizard.agents.shared.findings import (
    AgentError,
    FindingCollector,
    Place,
    beside,
    is_absolute,
    look_at,
)
from wizard.agents.shared.hosts import host_fault
from wizard.domain.agent.assessment import Assessment
from wizard.domain.agent.model import TWIN_OBJECT, AgentFlavour, AgentSettings, Identity, Method
from wizard.domain.hub.device_ids import is_legal, obstacle
from wizard.domain.ports.files import FileReader
from wizard.domain.secret import Secret

_HOST: Final = re.compile(r"[a-zA-Z0-9_\-.]\n?\Z")
"""The SDK's pattern has no beginning: it looks at the end of the name only."""


def judge_files(directory: str, read: FileReader) -> Assessment:
    """The verdict on the folder's three files and the secret they name."""
    return _Judge(directory, read).assess()


@dataclass(slots=True)
class _Judge:
    directory: str
    read: FileReader
    rulings: FindingCollector = field(default_factory=FindingCollector)
    found: int = 0

    def assess(self) -> Assessment:
        general = self._load(keys.GENERAL)
        if general:
            self._check(general, keys.GENERAL, keys.GENERAL_SETTINGS)
        interface = self._load(keys.INTERFACE)
        if interface:
            self._facade(interface)
        authentication = self._load(keys.AUTHENTICATION)
        if self.found == 0:
            return self.rulings.assessment(agent_here=False)
        if authentication is None:
            return self.rulings.assessment()
        auth = _Authentication(authentication, self.read, self.rulings)
        auth.check_values()
        if interface:
            self._check(interface, keys.INTERFACE, keys.INTERFACE_SETTINGS)
        word = interface.get(keys.TRANSPORT) if interface else None
        transport, falls_back = keys.transport_of(word or "")
        twin_object = (interface.get(keys.REMOTE_OBJECT) if interface else None) or TWIN_OBJECT
        return replace(
            auth.judge_secret(),
            transport=transport,
            falls_back=falls_back,
            twin_object=twin_object,
        )

    def _load(self, name: str) -> Section | None:
        state = look_at(self.read, beside(self.directory, name))
        self.found += state.fault != "missing"
        if state.fault:
            rule = "file.missing" if state.fault == "missing" else "file.unreadable"
            self.rulings.crash(rule, Place(name))
            return None
        try:
            return read_section(state.content, keys.ROOTS[name])
        except XmlError as error:
            place = Place(name, error.line)
            root = keys.ROOTS[name]
            self.rulings.crash(error.fault, place, detail=error.detail, root=root)
            return None

    def _check(self, section: Section, name: str, expected: Mapping[str, keys.Expected]) -> None:
        for key, rule in expected.items():
            value = section.get(key)
            place = Place(name, section.line(key), key)
            if value is None or is_blank(value):
                finding = "setting.missing" if value is None else "setting.empty"
                self.rulings.reject(finding, AgentError.LOCAL_MISSING, place)
            elif not rule.accepts(value):
                self.rulings.reject(
                    "setting.not_accepted",
                    AgentError.LOCAL_CANT_PARSE,
                    place,
                    value=value,
                    allowed=rule.allowed,
                )

    def _facade(self, interface: Section) -> None:
        value = interface.get(keys.FACADE_TYPE)
        place = Place(keys.INTERFACE, interface.line(keys.FACADE_TYPE), keys.FACADE_TYPE)
        if value is None or is_blank(value):
            finding = "setting.missing" if value is None else "setting.empty"
            self.rulings.reject(finding, AgentError.LOCAL_MISSING, place)
        elif not keys.FACADE.accepts(value):
            self.rulings.crash("setting.facade", place, value=value)


@dataclass(slots=True)
class _Authentication:
    section: Section
    read: FileReader
    rulings: FindingCollector
    texts: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    def check_values(self) -> None:
        """What AuthenticationData's constructor checks, in its order."""
        self._text(keys.FILE_PATH)
        self._text(keys.MODULE_NAME)
        self._enum(keys.TYPE, keys.TYPES)
        self._enum(keys.IDENTITY, keys.IDENTITIES)
        if self._is(keys.IDENTITY, "DPS"):
            self._text(keys.ID_SCOPE)
            self._text(keys.REGISTRATION_ID)
        else:
            self._text(keys.DEVICE_ID)
            self._text(keys.HOST_NAME)
        if self._is(keys.TYPE, "SelfSignedCertificate"):
            self._enum(keys.LOCATION, keys.LOCATIONS)
            if self._is(keys.IDENTITY, "Module"):
                self.rulings.reject(
                    "method.module_needs_key",
                    AgentError.AUTH_OTHER,
                    self._place(keys.TYPE),
                    value=self.texts[keys.TYPE],
                    word="SymmetricKey",
                )
        path = self.texts.get(keys.FILE_PATH, "")
        if path and not is_absolute(path):
            self.rulings.note("path.relative", self._place(keys.FILE_PATH), value=path)

    def judge_secret(self) -> Assessment:
        """What the agent does once its files are read: the secret, then the connection string."""
        if self.rulings.fatal:
            return self.rulings.assessment()
        if self.numbers[keys.IDENTITY] not in range(len(keys.IDENTITIES)):
            place = self._place(keys.IDENTITY)
            self.rulings.crash("setting.undefined_number", place, value=self.texts[keys.IDENTITY])
            return self.rulings.assessment()
        module = self._is(keys.IDENTITY, "Module")
        if module:
            # The module's key is read whatever the type's number: only the names were compared.
            secret = self._key(empty_is_fatal=True)
        elif self._is(keys.TYPE, "SymmetricKey"):
            secret = self._key(empty_is_fatal=False)
        elif self._is(keys.TYPE, "SelfSignedCertificate"):
            secret = None
            self._certificate()
        else:
            place = self._place(keys.TYPE)
            self.rulings.crash("setting.undefined_number", place, value=self.texts[keys.TYPE])
            return self.rulings.assessment()
        if not self._is(keys.IDENTITY, "DPS") and not self.rulings.fatal:
            self._address(module=module)
        return self._assessment(secret)

    def _key(self, *, empty_is_fatal: bool) -> Secret | None:
        place = self._place(keys.FILE_PATH)
        path = self.texts[keys.FILE_PATH]
        return read_key(path, self.read, self.rulings, place, empty_is_fatal=empty_is_fatal)

    def _certificate(self) -> None:
        place = self._place(keys.FILE_PATH)
        location = self.numbers[keys.LOCATION]
        if location not in range(len(keys.LOCATIONS)):
            place = self._place(keys.LOCATION)
            self.rulings.crash("setting.undefined_number", place, value=self.texts[keys.LOCATION])
            return
        look = read_local_certificate if self._is(keys.LOCATION, "LocalFile") else None
        (look or read_store_reference)(self.texts[keys.FILE_PATH], self.read, self.rulings, place)

    def _address(self, *, module: bool) -> None:
        host, device = self.texts[keys.HOST_NAME], self.texts[keys.DEVICE_ID]
        place = self._place(keys.HOST_NAME)
        fault = host_fault(host)
        if _HOST.search(host) is None or not host.partition(".")[0].strip() or "." not in host:
            self.rulings.crash(fault or "host.malformed", place, value=host)
        elif fault:
            self.rulings.useless(fault, place, value=host)
        for key in (keys.DEVICE_ID, keys.MODULE_NAME):
            text = self.texts[key]
            if not is_legal(text):
                self.rulings.crash(
                    "device_id.illegal", self._place(key), value=text, size=len(text)
                )
        identity = Identity.SECURITY_MODULE if module else Identity.DEVICE
        place = self._place(keys.DEVICE_ID)
        if stopped := obstacle(AgentFlavour.CSHARP, identity, device):
            self.rulings.useless(f"device_id.{stopped[0]}", place, part=stopped[1])

    def _assessment(self, secret: Secret | None) -> Assessment:
        """A certificate in a store is out of this program's reach: no settings are told then."""
        certificate = self._is(keys.TYPE, "SelfSignedCertificate")
        if certificate and not self._is(keys.LOCATION, keys.LOCAL_FILE):
            return self.rulings.assessment(
                configured=self._settings(Method.SELF_SIGNED_CERTIFICATE)
            )
        method = Method.SELF_SIGNED_CERTIFICATE if certificate else Method.SYMMETRIC_KEY
        return self.rulings.assessment(self._settings(method), secret)

    def _settings(self, method: Method) -> AgentSettings:
        dps = self._is(keys.IDENTITY, "DPS")
        return AgentSettings(
            identity=keys.IDENTITY_OF_WORD[keys.IDENTITIES[self.numbers[keys.IDENTITY]]],
            method=method,
            host_name="" if dps else self.texts[keys.HOST_NAME],
            device_id="" if dps else self.texts[keys.DEVICE_ID],
            secret_path=self.texts[keys.FILE_PATH],
            module_id=self.texts[keys.MODULE_NAME],
            id_scope=self.texts[keys.ID_SCOPE] if dps else "",
            registration_id=self.texts[keys.REGISTRATION_ID] if dps else "",
        )

    def _text(self, key: str) -> str:
        value = self.section.get(key)
        if value is None or is_blank(value):
            finding = "setting.missing" if value is None else "setting.empty"
            self.rulings.reject(finding, AgentError.AUTH_MISSING, self._place(key))
            return ""
        self.texts[key] = value
        return value

    def _enum(self, key: str, names: tuple[str, ...]) -> None:
        value = self._text(key)
        number = parse_enum(value, names) if value else None
        if number is not None:
            self.numbers[key] = number
        elif value:
            self.rulings.reject(
                "setting.unknown_word",
                AgentError.AUTH_CANT_PARSE,
                self._place(key),
                value=value,
                words=", ".join(names),
            )

    def _is(self, key: str, name: str) -> bool:
        return self.numbers.get(key) == keys.ENUMS[key].index(name)

    def _place(self, key: str) -> Place:
        return Place(keys.AUTHENTICATION, self.section.line(key), key)
