"""What the C# agent would do with its configuration: its start, step by step.

The order is the agent's own: General.config, the facade of SecurityIotInterface.config, then
Authentication.config, the rest of the interface, at last the secret. Where its code throws what
nobody catches, the process ends: a crash.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from wizard.agents.csharp import settings as keys
from wizard.agents.csharp.address import check_host, check_ids
from wizard.agents.csharp.config_section import Section, read_section
from wizard.agents.csharp.credential_files import (
    read_key,
    read_local_certificate,
    read_store_reference,
)
from wizard.agents.csharp.dotnet_values import is_blank, parse_enum
from wizard.agents.csharp.facts import transports_of
from wizard.agents.csharp.xml_faults import XmlError
from wizard.agents.shared.findings import FindingCollector, Place, beside, is_absolute, look_at
from wizard.domain.agent.agent_error import AgentError
from wizard.domain.agent.assessment import Assessment
from wizard.domain.agent.model import TWIN_OBJECT, AgentSettings, Identity, Method
from wizard.domain.certificate_store import StoreReference
from wizard.domain.ports.files import FileReader
from wizard.domain.secret import Secret


def assess_files(directory: str, read: FileReader) -> Assessment:
    """The verdict on the folder's three files and the secret they name."""
    return _Start(directory, read).assess()


@dataclass(slots=True)
class _Start:
    directory: str
    read: FileReader
    findings: FindingCollector = field(default_factory=FindingCollector)
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
            return self.findings.assessment(agent_here=False)
        assessment = self._authenticate(authentication, interface)
        if interface is None:
            return assessment
        return replace(
            assessment,
            transports=transports_of(interface.get(keys.TRANSPORT) or ""),
            twin_object=interface.get(keys.REMOTE_OBJECT) or TWIN_OBJECT,
        )

    def _authenticate(self, section: Section | None, interface: Section | None) -> Assessment:
        if section is None:
            return self.findings.assessment()
        auth = _Authentication(section, self.read, self.findings)
        auth.check_values()
        if interface:
            self._check(interface, keys.INTERFACE, keys.INTERFACE_SETTINGS)
        assessment = auth.assess_secret()
        word = (interface.get(keys.TRANSPORT) if interface else None) or ""
        if interface is None or self.findings.fatal or transports_of(word):
            return assessment
        # After the secret: first the connection string is made, then the client that throws.
        place = Place(keys.INTERFACE, interface.line_of(keys.TRANSPORT), keys.TRANSPORT)
        self.findings.crash("setting.undefined_number", place, value=word)
        return self.findings.assessment(configured=assessment.configured)

    def _load(self, name: str) -> Section | None:
        state = look_at(self.read, beside(self.directory, name))
        self.found += state.fault != "missing"
        if state.fault:
            rule = "file.missing" if state.fault == "missing" else "file.unreadable"
            self.findings.crash(rule, Place(name))
            return None
        try:
            return read_section(state.content, keys.ROOTS[name])
        except XmlError as error:
            place = Place(name, error.line)
            root = keys.ROOTS[name]
            self.findings.crash(error.fault, place, detail=error.detail, root=root)
            return None

    def _check(self, section: Section, name: str, expected: Mapping[str, keys.Expected]) -> None:
        for key, rule in expected.items():
            value = section.get(key)
            place = Place(name, section.line_of(key), key)
            if value is None or is_blank(value):
                finding = "setting.missing" if value is None else "setting.empty"
                self.findings.reject(finding, AgentError.LOCAL_MISSING, place)
            elif not rule.accepts(value):
                self.findings.reject(
                    "setting.not_accepted",
                    AgentError.LOCAL_CANT_PARSE,
                    place,
                    value=value,
                    allowed=rule.allowed,
                )

    def _facade(self, interface: Section) -> None:
        value = interface.get(keys.FACADE_TYPE)
        place = Place(keys.INTERFACE, interface.line_of(keys.FACADE_TYPE), keys.FACADE_TYPE)
        if value is None or is_blank(value):
            finding = "setting.missing" if value is None else "setting.empty"
            self.findings.reject(finding, AgentError.LOCAL_MISSING, place)
        elif not keys.FACADE.accepts(value):
            self.findings.crash("setting.facade", place, value=value)


@dataclass(slots=True)
class _Authentication:
    section: Section
    read: FileReader
    findings: FindingCollector
    texts: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    store: StoreReference | None = None

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
                self.findings.reject(
                    "method.module_needs_key",
                    AgentError.AUTH_OTHER,
                    self._place(keys.TYPE),
                    value=self.texts[keys.TYPE],
                    word="SymmetricKey",
                )
        path = self.texts.get(keys.FILE_PATH, "")
        if path and not is_absolute(path):
            self.findings.note("path.relative", self._place(keys.FILE_PATH), value=path)

    def assess_secret(self) -> Assessment:
        """What the agent does once its files are read: the secret, then the connection string."""
        if self.findings.fatal:
            return self.findings.assessment()
        if self.numbers[keys.IDENTITY] not in range(len(keys.IDENTITIES)):
            place = self._place(keys.IDENTITY)
            self.findings.crash("setting.undefined_number", place, value=self.texts[keys.IDENTITY])
            return self.findings.assessment()
        module = self._is(keys.IDENTITY, "Module")
        if module:
            # The module's key is read whatever the type's number: only the names were compared.
            secret = self._key()
        elif self._is(keys.TYPE, "SymmetricKey"):
            secret = self._key()
        elif self._is(keys.TYPE, "SelfSignedCertificate"):
            secret = None
            self._certificate()
        else:
            place = self._place(keys.TYPE)
            self.findings.crash("setting.undefined_number", place, value=self.texts[keys.TYPE])
            return self.findings.assessment()
        if not self._is(keys.IDENTITY, "DPS") and not self.findings.fatal:
            self._address(module=module)
        return self._assessment(secret)

    def _key(self) -> Secret | None:
        place = self._place(keys.FILE_PATH)
        return read_key(self.texts[keys.FILE_PATH], self.read, self.findings, place)

    def _certificate(self) -> None:
        place = self._place(keys.FILE_PATH)
        if self.numbers[keys.LOCATION] not in range(len(keys.LOCATIONS)):
            place = self._place(keys.LOCATION)
            self.findings.crash("setting.undefined_number", place, value=self.texts[keys.LOCATION])
            return
        path = self.texts[keys.FILE_PATH]
        if self._is(keys.LOCATION, keys.LOCAL_FILE):
            read_local_certificate(path, self.read, self.findings, place)
        else:
            self.store = read_store_reference(path, self.read, self.findings, place)

    def _address(self, *, module: bool) -> None:
        identity = Identity.SECURITY_MODULE if module else Identity.DEVICE
        host = self.texts[keys.HOST_NAME]
        check_host(host, identity, self.findings, self._place(keys.HOST_NAME))
        ids = {key: (self.texts[key], self._place(key)) for key in keys.IDS}
        check_ids(ids, identity, self.findings)

    def _assessment(self, secret: Secret | None) -> Assessment:
        certificate = self._is(keys.TYPE, "SelfSignedCertificate")
        method = Method.SELF_SIGNED_CERTIFICATE if certificate else Method.SYMMETRIC_KEY
        return self.findings.assessment(self._settings(method), secret)

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
            store=self.store,
        )

    def _text(self, key: str) -> str:
        value = self.section.get(key)
        if value is None or is_blank(value):
            finding = "setting.missing" if value is None else "setting.empty"
            self.findings.reject(finding, AgentError.AUTH_MISSING, self._place(key))
            return ""
        self.texts[key] = value
        return value

    def _enum(self, key: str, names: tuple[str, ...]) -> None:
        value = self._text(key)
        number = parse_enum(value, names) if value else None
        if number is not None:
            self.numbers[key] = number
        elif value:
            self.findings.reject(
                "setting.unknown_word",
                AgentError.AUTH_CANT_PARSE,
                self._place(key),
                value=value,
                words=", ".join(names),
            )

    def _is(self, key: str, name: str) -> bool:
        return self.numbers.get(key) == keys.ENUMS[key].index(name)

    def _place(self, key: str) -> Place:
        return Place(keys.AUTHENTICATION, self.section.line_of(key), key)
