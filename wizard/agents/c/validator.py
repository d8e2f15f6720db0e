"""What the C agent would do with its configuration: its start, step by step.

The order of the checks is the agent's own: it decides which error is logged. Whatever is missing
or of a wrong type is logged and refused at once, except in ``Authentication``, where the agent
reads on; and an ``Identity`` it has no text for is compared all the same, and kills it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from wizard.agents.c import settings as keys
from wizard.agents.c.address import (
    BUFFER_MAX,
    check_address,
    check_lengths,
    text_bytes,
    used_host,
)
from wizard.agents.c.credential_files import read_certificate, read_key
from wizard.agents.c.durations import duration_ms
from wizard.agents.c.json_normalizer import is_fragment
from wizard.agents.c.json_scanner import JsonError, JsonText, Kind, Member, Node, parse_json
from wizard.agents.shared.findings import FindingCollector, Place, beside, is_absolute, look_at
from wizard.domain.agent.agent_error import AgentError
from wizard.domain.agent.assessment import Assessment
from wizard.domain.agent.model import AgentSettings, Identity, Method
from wizard.domain.ports.files import FileReader


def assess_local_configuration(directory: str, read: FileReader) -> Assessment:
    """The verdict on the folder's ``LocalConfiguration.json`` and the secret it names."""
    findings = FindingCollector()
    state = look_at(read, beside(directory, keys.FILE))
    if state.fault:
        rule = "file.missing" if state.fault == "missing" else "file.unreadable"
        findings.reject(rule, AgentError.LOCAL_FILE_FORMAT, Place(keys.FILE))
        return findings.assessment(agent_here=state.fault != "missing")
    try:
        source = parse_json(state.content)
    except JsonError as error:
        place = Place(keys.FILE, error.line, error.key or None)
        findings.reject(error.fault, AgentError.LOCAL_FILE_FORMAT, place)
        return findings.assessment()
    return _Start(source, read, findings).assess()


@dataclass(slots=True)
class _Start:
    source: JsonText
    read: FileReader
    findings: FindingCollector

    def assess(self) -> Assessment:
        if self.source.root.kind is not Kind.OBJECT:
            rule = "json.fragment" if is_fragment(self.source.text) else "json.syntax"
            self.findings.reject(rule, AgentError.LOCAL_FILE_FORMAT, Place(keys.FILE, 1))
            return self.findings.assessment()
        configuration = self._object(self.source.root, keys.CONFIGURATION, silent=True)
        if configuration is None:
            return self.findings.assessment()
        self._text(configuration, keys.AGENT_ID)
        self._duration(configuration, keys.TRIGGERED_INTERVAL)
        self._duration(configuration, keys.CONNECTION_TIMEOUT)
        twin_object = self._text(configuration, keys.REMOTE_OBJECT)
        authentication = self._object(configuration, keys.AUTHENTICATION)
        if authentication is None:
            return self.findings.assessment()
        return replace(self._authentication(authentication), twin_object=twin_object)

    def _authentication(self, auth: Node) -> Assessment:
        if self._identity_kills(auth):
            return self.findings.assessment()
        method = self._text(auth, keys.METHOD)
        identity = self._text(auth, keys.IDENTITY)
        path = self._text(auth, keys.FILE_PATH)
        host = device_id = scope = registration = ""
        if identity == keys.IDENTITIES[Identity.DPS]:
            scope, registration = self._dps(auth)
        else:
            host = self._text(auth, keys.HOST_NAME)
            device_id = self._text(auth, keys.DEVICE_ID)
        if identity:
            self._identity(auth, identity)
        if method:
            self._method(auth, identity, method)
        if path:
            self._path(auth, path)
        if self.findings.fatal:
            return self.findings.assessment()
        settings = AgentSettings(
            identity=keys.IDENTITY_OF[identity],
            method=keys.METHOD_OF[method],
            host_name=host,
            device_id=device_id,
            secret_path=path,
            id_scope=scope,
            registration_id=registration,
        )
        return self._secret(auth, settings)

    def _identity_kills(self, auth: Node) -> bool:
        member = auth.members.get(keys.IDENTITY)
        if member is not None and member.value.kind is Kind.STRING:
            return False
        if member is None:
            self.findings.crash("identity.missing", self._place(auth, keys.IDENTITY))
        else:
            place = self._place(auth, keys.IDENTITY)
            self.findings.crash("identity.not_text", place, kind=member.value.kind.value)
        return True

    def _identity(self, auth: Node, identity: str) -> None:
        if identity not in keys.IDENTITY_OF:
            self._unknown_word(auth, keys.IDENTITY, identity, tuple(keys.IDENTITY_OF))

    def _method(self, auth: Node, identity: str, method: str) -> None:
        if identity == keys.IDENTITIES[Identity.SECURITY_MODULE]:
            if method != keys.METHODS[Method.SYMMETRIC_KEY]:
                self.findings.reject(
                    "method.module_needs_key",
                    AgentError.LOCAL_OTHER,
                    self._place(auth, keys.METHOD),
                    value=method,
                    word=keys.METHODS[Method.SYMMETRIC_KEY],
                )
        elif method not in keys.METHOD_OF:
            self._unknown_word(auth, keys.METHOD, method, tuple(keys.METHOD_OF))

    def _dps(self, auth: Node) -> tuple[str, str]:
        """Without a ``DPS`` object the agent looks for its keys in ``Authentication`` itself."""
        member = auth.members.get(keys.DPS)
        inside = member.value if member and member.value.kind is Kind.OBJECT else None
        scope, registration = (
            self._dps_text(inside or auth, key) for key in (keys.ID_SCOPE, keys.REGISTRATION_ID)
        )
        if inside is None and not self.findings.fatal:
            self.findings.reject("setting.missing", None, self._place(auth, keys.DPS))
        return scope, registration

    def _dps_text(self, parent: Node, key: str) -> str:
        value = self._text(parent, key)
        if len(text_bytes(value)) > BUFFER_MAX:
            self.findings.crash("dps.too_long", self._place(parent, key))
        return value

    def _secret(self, auth: Node, settings: AgentSettings) -> Assessment:
        place = self._place(auth, keys.FILE_PATH)
        path = settings.secret_path
        if settings.method is Method.SELF_SIGNED_CERTIFICATE:
            credentials = read_certificate(path, self.read, self.findings, place)
        else:
            credentials = read_key(settings, self.read, self.findings, place)
        if settings.identity is not Identity.DPS and not self.findings.fatal:
            place = self._place(auth, keys.HOST_NAME)
            check_lengths(settings, credentials.size, self.findings, place)
            check_address(settings, self.findings, place, self._place(auth, keys.DEVICE_ID))
        used = replace(settings, host_name=used_host(settings))
        return self.findings.assessment(used, credentials.secret)

    def _path(self, auth: Node, path: str) -> None:
        place = self._place(auth, keys.FILE_PATH)
        if any(character < " " for character in path):
            self.findings.note("path.control_character", place)
        elif not is_absolute(path):
            self.findings.note("path.relative", place, value=path)

    def _object(self, parent: Node, key: str, *, silent: bool = False) -> Node | None:
        """A member that must be an object; for ``Configuration`` the agent logs nothing."""
        member = parent.members.get(key)
        if member is not None and member.value.kind is Kind.OBJECT:
            return member.value
        self._refuse(parent, key, member, silent=silent)
        return None

    def _text(self, parent: Node, key: str) -> str:
        """A member that must be text with something in it; "" where it was refused."""
        member = parent.members.get(key)
        if member is None or member.value.kind is not Kind.STRING:
            self._refuse(parent, key, member)
            return ""
        if not member.value.text:
            self.findings.reject(
                "setting.empty", AgentError.LOCAL_MISSING, self._place(parent, key)
            )
        return member.value.text

    def _duration(self, parent: Node, key: str) -> None:
        member = parent.members.get(key)
        if member is None or member.value.kind is not Kind.STRING:
            self._refuse(parent, key, member)
        elif duration_ms(member.value.text) is None:
            self.findings.reject(
                "setting.duration",
                AgentError.LOCAL_CANT_PARSE,
                self._place(parent, key),
                value=member.value.text,
                default=keys.DEFAULTS[key],
            )

    def _refuse(
        self, parent: Node, key: str, member: Member | None, *, silent: bool = False
    ) -> None:
        place = self._place(parent, key)
        if member is None:
            other = next((k for k in parent.members if k.lower() == key.lower()), None)
            rule = "setting.wrong_case" if other else "setting.missing"
            params = {"found": other} if other else {}
            error = None if silent else AgentError.LOCAL_MISSING
            self.findings.reject(rule, error, place, **params)
        elif member.value.kind is Kind.NULL:
            error = None if silent else AgentError.LOCAL_OTHER
            self.findings.reject("setting.null", error, place)
        else:
            error = None if silent else AgentError.LOCAL_CANT_PARSE
            self.findings.reject("setting.wrong_type", error, place, kind=member.value.kind.value)

    def _unknown_word(self, auth: Node, key: str, value: str, words: tuple[str, ...]) -> None:
        self.findings.reject(
            "setting.unknown_word",
            AgentError.LOCAL_CANT_PARSE,
            self._place(auth, key),
            value=value,
            words=", ".join(words),
        )

    def _place(self, parent: Node, key: str) -> Place:
        """The key's own line, else the line of the object that should have it."""
        member = parent.members.get(key)
        position = member.value.start if member else parent.start
        return Place(keys.FILE, self.source.line_of(position), key)
