"""Everything that can go wrong, as one tree of typed errors.

An error carries a stable :class:`Code`, parameters for the sentence that `wizard.text` makes of it,
and what the agent itself would have logged. It carries no sentence and no secret.

Longer than 250 lines because the list of codes, which other programs rely on, stands beside what it
is raised with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from typing import Any, Final, Self

from wizard.domain.secret import Secret

Param = str | int | float


class Exit(IntEnum):
    """Exit codes of the command line."""

    OK = 0
    OURS = 1
    ANSWERS = 2
    HUB = 3
    IDENTITY = 4
    KEYRING = 5
    FILES = 6
    CHECK = 7
    CANCELLED = 8


class Severity(StrEnum):
    """What a code means for the run that met it."""

    FAILURE = "failure"
    WARNING = "warning"


class Code(StrEnum):
    """The stable names of all failures and warnings; other programs rely on them."""

    ANSWERS_UNKNOWN_KEY = "answers.unknown_key"
    ANSWERS_MISSING = "answers.missing"
    ANSWERS_INVALID = "answers.invalid"
    CS_MALFORMED = "connection_string.malformed"
    CS_FOR_DEVICE = "connection_string.is_for_a_device"
    CS_FOR_MODULE = "connection_string.is_for_a_module"
    CS_KEY_NOT_BASE64 = "connection_string.key_not_base64"
    CS_GATEWAY = "connection_string.names_a_gateway"
    HUB_NAME_NOT_RESOLVED = "hub.name_not_resolved"
    HUB_UNREACHABLE = "hub.unreachable"
    HUB_CONNECTION_LOST = "hub.connection_lost"
    HUB_TLS_UNTRUSTED = "hub.tls_untrusted"
    HUB_TLS_EXPIRED = "hub.tls_expired"
    HUB_TLS_WRONG_NAME = "hub.tls_wrong_name"
    HUB_PROXY = "hub.proxy"
    HUB_TIMEOUT = "hub.timeout"
    HUB_UNAUTHORIZED = "hub.unauthorized"
    HUB_CLOCK_SKEW = "hub.clock_skew"
    HUB_THROTTLED = "hub.throttled"
    HUB_NOT_A_HUB = "hub.not_a_hub"
    HUB_BAD_ANSWER = "hub.bad_answer"
    HUB_SERVER_ERROR = "hub.server_error"
    HUB_CHANGED_MEANWHILE = "hub.changed_meanwhile"
    HUB_NOT_ASKED = "hub.not_asked"
    HUB_TOO_MANY_RIGHTS = "hub.more_rights_than_needed"
    DEVICE_NOT_FOUND = "device.not_found"
    DEVICE_DISABLED = "device.disabled"
    DEVICE_ID_NOT_USABLE = "device.id_not_usable"
    NOT_POSSIBLE = "authentication.not_possible"
    MODULE_MISSING = "module.missing"
    MODULE_NEAR_NAME = "module.near_name"
    MODULE_NOT_SYMMETRIC = "module.not_symmetric"
    MODULE_DISABLED = "module.disabled"
    CERTIFICATE_UNREADABLE = "certificate.unreadable"
    CERTIFICATE_LOCKED = "certificate.locked"
    CERTIFICATE_KEY_MISMATCH = "certificate.key_mismatch"
    CERTIFICATE_EXPIRED = "certificate.expired"
    CERTIFICATE_NOT_YET_VALID = "certificate.not_yet_valid"
    CERTIFICATE_CA_SIGNED = "certificate.ca_signed"
    CERTIFICATE_WRONG_THUMBPRINT = "certificate.wrong_thumbprint"
    CERTIFICATE_NOT_IN_STORE = "certificate.not_in_store"
    CERTIFICATE_NOT_COMPARED = "certificate.store_not_compared"
    KEYRING_UNAVAILABLE = "keyring.unavailable"
    KEYRING_LOCKED = "keyring.locked"
    KEYRING_WRITE_LOST = "keyring.write_lost"
    KEYRING_TOO_LONG = "keyring.too_long"
    FILES_NOT_WRITABLE = "files.not_writable"
    FILES_UNREADABLE = "files.unreadable"
    FILES_BUSY = "files.busy"
    FILES_REJECTED = "files.rejected_by_agent"
    FILES_NO_AGENT = "files.no_agent_here"
    FILES_FOLDER = "files.folder"
    FILES_NOT_COMPARED = "files.not_compared"
    FILES_NOTHING_TO_UNDO = "files.nothing_to_undo"
    FILES_PLAN_REFUSED = "files.plan_refused"
    CHECK_REFUSED = "check.refused"
    CHECK_UNAUTHORIZED = "check.unauthorized"
    CHECK_NOT_FOUND = "check.not_found"
    CHECK_LINK_REFUSED = "check.link_refused"
    CHECK_IDENTITY_IN_USE = "check.identity_in_use"
    CHECK_UNREACHABLE = "check.unreachable"
    CHECK_CONNECTION_LOST = "check.connection_lost"
    CHECK_TIMEOUT = "check.timeout"
    CHECK_UNAVAILABLE = "check.unavailable"
    CHECK_TWIN_FAILED = "check.twin_failed"
    CHECK_BAD_CONFIG = "check.bad_config"
    CHECK_DPS_NOT_ASSIGNED = "check.dps_not_assigned"
    CHECK_TELEMETRY_FAILED = "check.telemetry_failed"
    CHECK_ADDRESS_UNREACHABLE = "check.address_unreachable"
    CHECK_AGENT_RUNNING = "check.agent_running"
    CHECK_AGENT_PORT_CLOSED = "check.agent_port_closed"
    CHECK_OTHER_TRANSPORT = "check.other_transport"
    CHECK_DPS_OTHER_HUB = "check.dps_other_hub"
    CHECK_SECONDARY_KEY = "check.secondary_key"
    CHECK_AGENT_PROXY = "check.agent_proxy"
    CHECK_STORE_NOT_PROVEN = "check.store_not_proven"
    SSH_MISSING = "ssh.missing"
    SSH_CONFIG = "ssh.config"
    SSH_NAME = "ssh.name_not_resolved"
    SSH_NO_ROUTE = "ssh.no_route"
    SSH_REFUSED = "ssh.refused"
    SSH_TIMEOUT = "ssh.timeout"
    SSH_KEY_CHANGED = "ssh.host_key_changed"
    SSH_KEY_UNKNOWN = "ssh.host_key_unknown"
    SSH_TOO_OLD = "ssh.no_common_algorithm"
    SSH_LOGIN = "ssh.login_refused"
    SSH_NOT_ANSWERED = "ssh.not_answered"
    SSH_LOST = "ssh.connection_lost"
    SSH_NO_SHELL = "ssh.no_shell"
    SSH_NO_SUDO = "ssh.no_sudo"
    SSH_NO_SPACE = "ssh.no_space"
    SSH_READ_ONLY = "ssh.read_only"
    SSH_PORT_CLOSED = "ssh.port_closed"
    SSH_PORT_NOT_KNOWN = "ssh.port_not_known"
    SSH_CLOCK = "ssh.clock"
    SSH_FAILED = "ssh.failed"
    AGENT_NOT_INSTALLED = "agent.not_installed"
    AGENT_RESTART_FAILED = "agent.restart_failed"
    AGENT_KEEPS_RESTARTING = "agent.keeps_restarting"
    AGENT_SILENT = "agent.silent"
    AGENT_LOG_UNREADABLE = "agent.log_unreadable"
    TWIN_SETTING = "twin.setting"
    DPS_HOST_IS_BUILT_IN = "dps.host_is_built_in"
    DPS_UNAUTHORIZED = "dps.unauthorized"
    DPS_NOT_ENROLLED = "dps.not_enrolled"
    DPS_NOT_ASSIGNED = "dps.not_assigned"
    CANCELLED = "run.cancelled"
    INTERNAL = "run.internal_error"

    @property
    def exit(self) -> Exit:
        """The exit code of a run that ends with this failure before anything was written."""
        return _EXITS[self.value.split(".", 1)[0]] if self not in _EXIT_OF else _EXIT_OF[self]

    @property
    def severity(self) -> Severity:
        """Whether a run fails with this code, or goes on and mentions it."""
        return Severity.WARNING if self in _WARNINGS else Severity.FAILURE


_EXITS: Final[Mapping[str, Exit]] = {
    "answers": Exit.ANSWERS,
    "connection_string": Exit.ANSWERS,
    "hub": Exit.HUB,
    "device": Exit.IDENTITY,
    "authentication": Exit.IDENTITY,
    "module": Exit.IDENTITY,
    "certificate": Exit.IDENTITY,
    "dps": Exit.IDENTITY,
    "keyring": Exit.KEYRING,
    "files": Exit.FILES,
    "check": Exit.CHECK,
    "agent": Exit.CHECK,
    "ssh": Exit.FILES,
    "twin": Exit.CHECK,
}
_EXIT_OF: Final[Mapping[Code, Exit]] = {
    Code.DEVICE_NOT_FOUND: Exit.HUB,
    Code.SSH_PORT_CLOSED: Exit.CHECK,
    Code.CANCELLED: Exit.CANCELLED,
    Code.INTERNAL: Exit.OURS,
}
_WARNINGS: Final = frozenset(
    {
        Code.CS_GATEWAY,
        Code.HUB_NOT_ASKED,
        Code.MODULE_NEAR_NAME,
        Code.CERTIFICATE_NOT_COMPARED,
        Code.FILES_FOLDER,
        Code.FILES_NOT_COMPARED,
        Code.HUB_TOO_MANY_RIGHTS,
        Code.CHECK_ADDRESS_UNREACHABLE,
        Code.CHECK_AGENT_RUNNING,
        Code.CHECK_AGENT_PORT_CLOSED,
        Code.CHECK_OTHER_TRANSPORT,
        Code.CHECK_DPS_OTHER_HUB,
        Code.CHECK_SECONDARY_KEY,
        Code.CHECK_AGENT_PROXY,
        Code.CHECK_STORE_NOT_PROVEN,
        Code.SSH_PORT_NOT_KNOWN,
        Code.SSH_CLOCK,
        Code.AGENT_SILENT,
        Code.AGENT_LOG_UNREADABLE,
        Code.DPS_HOST_IS_BUILT_IN,
        Code.TWIN_SETTING,
    }
)
"""All others are failures. ``hub.clock_skew`` may be either: a warning while nothing is refused."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A failure or a warning as data; `wizard.text.lookup` turns it into sentences.

    ``code`` is stable; ``variant`` picks a more precise sentence for the same code; ``params`` fill
    that sentence; ``agent_error`` is what the agent would log ("Authentication / Unauthorized").
    """

    code: Code
    variant: str = ""
    params: tuple[tuple[str, Param], ...] = ()
    agent_error: str | None = None


class SetupError(Exception):
    """Something went wrong that the user can be told about: ``problem`` says what."""

    def __init__(
        self, code: Code, variant: str = "", *, agent_error: str | None = None, **params: Param
    ) -> None:
        if any(isinstance(value, Secret) for value in params.values()):
            raise TypeError("a secret is no parameter of an error")
        super().__init__(code.value)
        self.problem = Problem(code, variant, tuple(params.items()), agent_error)

    @classmethod
    def of(cls, problem: Problem) -> Self:
        """The error that this problem is."""
        params: dict[str, Any] = dict(problem.params)
        return cls(problem.code, problem.variant, agent_error=problem.agent_error, **params)

    @property
    def code(self) -> Code:
        """The problem's code."""
        return self.problem.code

    @property
    def variant(self) -> str:
        """The problem's variant; "" where its code says enough."""
        return self.problem.variant

    @property
    def agent_error(self) -> str | None:
        """What the agent would log; None where it would not meet this problem."""
        return self.problem.agent_error

    @property
    def params(self) -> Mapping[str, Param]:
        """The parameters of the problem's sentence."""
        return dict(self.problem.params)

    def logged_as(self, agent_error: str | None) -> Self:
        """This same error, from now on with what the agent would log."""
        self.problem = replace(self.problem, agent_error=agent_error)
        return self


class AnswersError(SetupError):
    """The answers file, or a field of the wizard, is not usable. ``params["key"]`` says which."""


class ConnectionStringError(SetupError):
    """The connection string is not one of a hub's shared access policy."""


class HubError(SetupError):
    """The hub was not reached, or did not do what was asked.

    ``retryable`` says whether the same call may go through later; ``retry_after`` is the hub's own
    wish in seconds, where it gave one.
    """

    def __init__(
        self,
        code: Code,
        variant: str = "",
        *,
        retryable: bool = False,
        retry_after: float | None = None,
        agent_error: str | None = None,
        **params: Param,
    ) -> None:
        super().__init__(code, variant, agent_error=agent_error, **params)
        self.retryable: Final = retryable
        self.retry_after: Final = retry_after


class RuleError(SetupError):
    """The device, its module or the chosen agent makes the chosen authentication impossible."""


class CertificateError(SetupError):
    """A certificate or its private key cannot be read, or will not do."""


class KeyringError(SetupError):
    """The keyring did not keep, or did not give, a secret."""


class FilesError(SetupError):
    """The agent's folder or one of its files could not be read or written."""


class CheckError(SetupError):
    """The live check failed: the agent would fail in the same way."""


class SshError(FilesError):
    """The agent's computer was not reached over SSH, or does not let its files be written."""


class ServiceError(SetupError):
    """The agent's service could not be restarted, or the agent does not stay up."""
