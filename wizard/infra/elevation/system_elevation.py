"""Asking for rights once, and keeping the process that has them for the session."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from wizard.domain.errors import FilesError
from wizard.domain.ports.files import AgentFiles
from wizard.infra.elevation.channel import WriterChannel
from wizard.infra.elevation.launcher import start_writer
from wizard.infra.files.errors import lacks_rights
from wizard.infra.threads import run_to_end

StartWriter = Callable[[Path | None], WriterChannel]


class SystemElevation:
    """`Elevation` by the system's own programs. ``files`` tell whether rights are lacking.

    ``allowed`` False: nobody is ever asked.
    """

    def __init__(
        self, files: AgentFiles, *, allowed: bool = True, start: StartWriter = start_writer
    ) -> None:
        self._files: Final = files
        self._start: Final = start
        self._channel: WriterChannel | None = None
        self._asking: Final = asyncio.Lock()
        self.allowed: Final = allowed

    @property
    def is_granted(self) -> bool:
        """Whether the rights were given, and the writer runs."""
        return self._channel is not None and self._channel.is_alive

    def channel_for(self, folder: Path | None) -> WriterChannel | None:
        """The writer, where it runs and was confirmed for this folder."""
        channel = self._channel
        if channel is None or not channel.is_alive:
            return None
        return channel if folder is None or str(folder) in channel.folders else None

    async def ask(self, folder: Path | None) -> WriterChannel:
        """The writer; asks for rights where it does not run for this folder yet.

        Raises FilesError ``files.not_writable``: ``rights_refused`` or ``rights_unavailable``.
        Cancelling waits for the prompt's end: sudo, which this account cannot stop, would go on
        reading the terminal, and take for a password what is typed to the shell.
        """
        async with self._asking:
            channel = self.channel_for(folder)
            if channel is None:
                self.close()
                channel = await run_to_end(lambda: self._started(folder))
            return channel

    def _started(self, folder: Path | None) -> WriterChannel:
        """A new writer, kept also where nobody waits for it any more."""
        self._channel = self._start(folder)
        return self._channel

    async def is_needed(self, paths: Sequence[Path]) -> bool:
        """Whether the user's own rights do not do. Never raises."""
        error = await self._error(paths)
        return error is not None and self._can_be_asked_for(error)

    async def obstacle(self, paths: Sequence[Path]) -> FilesError | None:
        """What keeps these files from being written and no rights would change."""
        error = await self._error(paths)
        return None if error is None or self._can_be_asked_for(error) else error

    async def _error(self, paths: Sequence[Path]) -> FilesError | None:
        try:
            await self._files.check_writable(paths)
        except FilesError as error:
            return error
        return None

    def _can_be_asked_for(self, error: FilesError) -> bool:
        return self.allowed and lacks_rights(error)

    def close(self) -> None:
        """Let the writer end. Never raises."""
        channel, self._channel = self._channel, None
        if channel is not None:
            channel.close()
