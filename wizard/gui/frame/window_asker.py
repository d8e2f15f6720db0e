"""Who answers, in the window, what another computer asks for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from wizard.domain.ports.asking import Question
    from wizard.domain.secret import Secret
    from wizard.gui.frame.question_dialog import QuestionDialog


class WindowAsker:
    """`Asker` by a dialog over the window. Questions come one after the other."""

    def __init__(self, window: QWidget) -> None:
        self._window: Final = window
        self._turn: Final = asyncio.Lock()
        self.dialog: QuestionDialog | None = None
        """The question that is open now."""

    async def ask(self, question: Question) -> Secret | None:
        """Ask, and wait for the answer. Where the asking is given up, the dialog goes too."""
        from wizard.gui.frame.question_dialog import QuestionDialog

        async with self._turn:
            dialog = self.dialog = QuestionDialog(question, self._window)
            done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

            def end(_result: int) -> None:
                if not done.done():
                    done.set_result(None)

            dialog.finished.connect(end)
            dialog.open()
            try:
                await done
                return dialog.answer()
            finally:
                self.dialog = None
                dialog.close()
                dialog.deleteLater()
