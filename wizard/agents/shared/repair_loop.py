"""What repairing has in common for both agents: files as they would be, judged again and again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from wizard.agents.shared.findings import beside, is_absolute, look_at
from wizard.domain.agent.assessment import Assessment, Finding, RepairPlan
from wizard.domain.files import FileWrite
from wizard.domain.ports.files import FileReader

_ROUNDS: Final = 16
"""What is wrong in one place can hide what is wrong in the next; there are not that many places."""


@dataclass(slots=True)
class Draft:
    """The folder as it would be: a `FileReader` that sees the changes already made."""

    directory: str
    read: FileReader
    configurations: dict[str, bytes] = field(default_factory=dict)
    secrets: dict[str, bytes] = field(default_factory=dict, repr=False)
    sources: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Of each secret the files that it was taken from."""

    def __call__(self, path: str) -> bytes | None:
        """The bytes at ``path``. Raises what ``read`` raises."""
        for changed in (self.configurations, self.secrets):
            if path in changed:
                return changed[path]
        return self.read(path)

    def configuration(self, name: str) -> bytes | None:
        """A file in the agent's folder; None where it is missing or cannot be read."""
        return self.content(beside(self.directory, name))

    def is_missing(self, name: str) -> bool:
        """Whether there is no such file in the agent's folder."""
        return look_at(self, beside(self.directory, name)).fault == "missing"

    def content(self, path: str) -> bytes | None:
        """Any file; None where it is missing or cannot be read."""
        state = look_at(self, path)
        return None if state.fault else state.content

    def put_configuration(self, name: str, content: bytes) -> None:
        """Change a file in the agent's folder."""
        if content != self.configuration(name):
            self.configurations[beside(self.directory, name)] = content

    def owns(self, path: str) -> bool:
        """Whether ``path`` lies in the agent's folder.

        Any other file may be another service's: what is wrong with it is reported, never written.
        """
        is_windows = "\\" in self.directory or self.directory[1:2] == ":"
        kind = PureWindowsPath if is_windows else PurePosixPath
        parts = kind(path).parts
        return ".." not in parts and kind(path).is_relative_to(kind(self.directory))

    def put_file(self, path: str, content: bytes) -> None:
        """Change a file of the folder that is named in the configuration and is no secret."""
        if self.owns(path) and content != self.content(path):
            self.configurations[path] = content

    def put_secret(self, path: str, content: bytes, *sources: str) -> None:
        """Change, or make, a file of the folder with a key, taken from ``sources``."""
        if self.owns(path) and content != self.content(path):
            self.secrets[path] = content
            self.sources[path] = (*self.sources.get(path, ()), *sources)

    def absolute(self, path: str) -> str:
        """A relative path as the service resolves it, from the agent's folder."""
        if is_absolute(path):
            return path
        return beside(self.directory, path.removeprefix("./").removeprefix(".\\"))

    def free_path(self, path: str, extension: str, suits: Callable[[bytes], bool]) -> str:
        """``path`` with another extension, for a new file or one that is there and ``suits``."""
        for number in ("", *(f".{count}" for count in range(2, 100))):
            candidate = sibling(path, number + extension)
            there = look_at(self, candidate)
            if there.fault == "missing" or (not there.fault and suits(there.content)):
                return candidate
        return path

    def state(self) -> tuple[dict[str, bytes], dict[str, bytes]]:
        """All changes so far."""
        return dict(self.configurations), dict(self.secrets)

    def writes(self) -> tuple[FileWrite, ...]:
        """The changes as files to be written; what came back to what it was is none."""
        files = [
            FileWrite(
                Path(self.absolute(path)),
                content,
                secret=changed is self.secrets,
                sources=tuple(Path(self.absolute(name)) for name in self.sources.get(path, ())),
            )
            for changed in (self.configurations, self.secrets)
            for path, content in changed.items()
            if look_at(self.read, path).fault or self.read(path) != content
        ]
        return tuple(files)


def sibling(path: str, extension: str) -> str:
    """``path`` with another extension, or with one where it had none."""
    windows = "\\" in path and "/" not in path
    pure = PureWindowsPath(path) if windows else PurePosixPath(path)
    return str(pure.with_name(f"{pure.stem}{extension}")) if pure.name else path


def plan_repair(
    draft: Draft,
    assess: Callable[[str, FileReader], Assessment],
    mend: Callable[[Draft, Assessment], None],
) -> RepairPlan:
    """Mend, judge and mend again until nothing changes any more.

    ``mend`` sets right only what the judgement it is given names: so nothing is touched that was
    good, and everything that is touched was named.
    """
    seen: dict[tuple[str, str, str | None], Finding] = {}
    after = assess(draft.directory, draft)
    for _ in range(_ROUNDS):
        seen |= {_name(finding): finding for finding in reversed(after.findings)}
        before = draft.state()
        mend(draft, after)
        if draft.state() == before:
            break
        after = assess(draft.directory, draft)
    left = {_name(finding) for finding in after.findings}
    fixed = tuple(finding for name, finding in seen.items() if name not in left)
    return RepairPlan(draft.writes(), fixed, after)


def named_in(assessment: Assessment, file: str) -> frozenset[str]:
    """The settings of a file that the judgement has something against."""
    return frozenset(f.key for f in assessment.findings if f.file == file and f.key)


def _name(finding: Finding) -> tuple[str, str, str | None]:
    return finding.rule, finding.file, finding.key
