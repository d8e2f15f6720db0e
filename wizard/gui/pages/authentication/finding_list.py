"""What is wrong with an agent's configuration, a row for each finding."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wizard.domain.agent.assessment import Finding
from wizard.gui.style.icons import Picture
from wizard.gui.style.theme import SMALL, Tone
from wizard.gui.widgets.labels import Label, small
from wizard.text.language import _
from wizard.text.lookup import text_of_finding


class FindingList(QWidget):
    """The cause, and below it where it is or what the user can do about it."""

    def __init__(self, findings: Sequence[Finding], *, fixable: bool) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SMALL)
        for finding in findings:
            box.addLayout(self._row(finding, fixable))

    def _row(self, finding: Finding, fixable: bool) -> QHBoxLayout:
        text = text_of_finding(finding)
        icon, tone = ("check", Tone.SUCCESS) if fixable else ("warning", Tone.WARNING)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(Picture(icon, tone, 16), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(text.cause, selectable=True))
        words.addWidget(small(self._where(finding) if fixable else text.remedy))
        row.addLayout(words, 1)
        return row

    def _where(self, finding: Finding) -> str:
        if finding.line is None:
            return finding.file
        return _("{file}, line {line}").format(file=finding.file, line=finding.line)
