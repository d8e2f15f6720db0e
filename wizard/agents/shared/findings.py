"""Collecting what is wrong with a configuration, in the order in which the agent meets it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from wizard.domain.agent.agent_error import AgentError
from wizard.domain.agent.assessment import Assessment, Finding, Verdict
from wizard.domain.agent.model import AgentSettings
from wizard.domain.errors import Code, FilesError, Param
from wizard.domain.ports.files import FileReader
from wizard.domain.redaction import redact
from wizard.domain.secret import Secret


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the file, and line and key where they are known."""

    file: str
    line: int | None = None
    key: str | None = None


_NULL_DEVICE: Final = "/dev/null"
_FATAL: Final = (Verdict.REJECTED, Verdict.CRASH)


@dataclass(slots=True)
class FindingCollector:
    """The first that keeps the agent from starting decides; else whether it can authenticate.

    Later ones are findings all the same: the user shall see everything at once.
    """

    _findings: list[Finding] = field(default_factory=list)

    @property
    def fatal(self) -> bool:
        """Whether the agent does not start."""
        return any(finding.verdict in _FATAL for finding in self._findings)

    def reject(self, rule: str, error: AgentError | None, place: Place, **params: Param) -> None:
        """The agent refuses to start and logs ``error``; None: it logs nothing."""
        self._add(Verdict.REJECTED, rule, error, place, params)

    def crash(self, rule: str, place: Place, **params: Param) -> None:
        """The agent's process dies."""
        self._add(Verdict.CRASH, rule, None, place, params)

    def useless(self, rule: str, place: Place, **params: Param) -> None:
        """The agent starts, but with this it can never authenticate."""
        self._add(Verdict.UNAUTHENTICABLE, rule, None, place, params)

    def note(self, rule: str, place: Place, **params: Param) -> None:
        """The agent copes with it; it is a trap all the same."""
        self._add(Verdict.ACCEPTED, rule, None, place, params)

    def assessment(
        self,
        settings: AgentSettings | None = None,
        secret: Secret | None = None,
        *,
        agent_here: bool = True,
        configured: AgentSettings | None = None,
    ) -> Assessment:
        """The verdict; what the agent would use is told only where it starts."""
        deciding = next((r for r in self._findings if r.verdict in _FATAL), None) or next(
            (r for r in self._findings if r.verdict is Verdict.UNAUTHENTICABLE), None
        )
        starts = deciding is None or deciding.verdict not in _FATAL
        return Assessment(
            verdict=deciding.verdict if deciding else Verdict.ACCEPTED,
            agent_error=deciding.agent_error if deciding else None,
            findings=tuple(self._by_weight(deciding)),
            settings=settings if starts else None,
            secret=secret if starts else None,
            agent_here=agent_here,
            configured=configured or settings,
        )

    def _by_weight(self, deciding: Finding | None) -> list[Finding]:
        """The deciding one first, mere remarks last."""
        return sorted(
            self._findings,
            key=lambda finding: (finding is not deciding, finding.verdict is Verdict.ACCEPTED),
        )

    def _add(
        self,
        verdict: Verdict,
        rule: str,
        error: AgentError | None,
        place: Place,
        params: dict[str, Param],
    ) -> None:
        # People paste a key or a connection string into the wrong setting, too.
        shown = tuple((name, redact(v) if isinstance(v, str) else v) for name, v in params.items())
        logged = None if error is None else str(error)
        self._findings.append(
            Finding(str(rule), place.file, place.line, place.key, shown, verdict, logged)
        )


def beside(directory: str, name: str) -> str:
    """The path of a file in the agent's folder, in the spelling of the folder's own system."""
    separator = "\\" if "\\" in directory and "/" not in directory else "/"
    return directory.rstrip(separator) + separator + name


def is_absolute(path: str) -> bool:
    """Whether a path means the same file from every working directory, on Linux or Windows."""
    drive = len(path) > 2 and path[0].isalpha() and path[1] == ":" and path[2] in "\\/"
    return path.startswith(("/", "\\\\")) or drive


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as the agent meets it: its bytes, or why there are none.

    ``fault`` is "" where it was read, "missing" where there is none, otherwise FilesError's
    variant ("permission", "not_a_file", …), "unreadable" where that has none.
    """

    content: bytes = field(default=b"", repr=False)
    fault: str = ""


def look_at(read: FileReader, path: str) -> FileState:
    """Read a file; what stands in the way is an answer, not an error."""
    if path == _NULL_DEVICE:
        return FileState()  # it opens, and is empty
    try:
        content = read(path)
    except FilesError as error:
        return FileState(fault=error.variant or "unreadable")
    return FileState(fault="missing") if content is None else FileState(content)


def unreadable(
    file: str, rule: str, *, line: int = 1, key: str = "", detail: str = "", root: str = ""
) -> FilesError:
    """A configuration file that cannot be edited in place: ``files.unreadable/<rule>``."""
    return FilesError(
        Code.FILES_UNREADABLE,
        str(rule),
        path=file,
        reason=str(rule),
        file=file,
        line=line,
        key=key,
        detail=detail,
        root=root,
    )
