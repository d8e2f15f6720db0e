"""Fourth page: everything that will be changed, before anything is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wizard.domain.agent.model import Identity, Method
from wizard.domain.errors import SetupError
from wizard.domain.files import Change
from wizard.domain.proof import KeyKind, NewCertificate
from wizard.domain.report import HubChange
from wizard.domain.state import SetupState
from wizard.gui.page import Page
from wizard.gui.style.icons import Picture
from wizard.gui.style.theme import SMALL, Tone
from wizard.gui.tasks import Tasks
from wizard.gui.widgets.card import Card
from wizard.gui.widgets.labels import Label, small, title
from wizard.gui.words import breakable, certificate_words, device_word, flavour_word, readable
from wizard.setup.flow import PageId
from wizard.setup.keyring_entries import KeyringKind
from wizard.setup.session import Session
from wizard.text.catalogue.hub_changes import hub_change_plan

if TYPE_CHECKING:
    from wizard.setup.preview import Preview


class ReviewPage(Page):
    """Files with their differences, keyring entries, the change in the hub."""

    page_id = PageId.REVIEW

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__(session, tasks)
        self._looking = tasks.slot(self._show_busy)
        self._shown: SetupState | None = None

    @property
    def is_ready(self) -> bool:
        """Whether what is shown is what would be written now."""
        return self._shown is not None and self._shown == self.session.state

    def heading(self) -> str:
        return self.tr("This will be written")

    def first_field(self) -> QWidget | None:
        return self.wizard().button(self.wizard().WizardButton.NextButton)

    def build(self) -> None:
        self._content: QWidget | None = None
        self.notice.action.connect(self._look)
        self.body.addStretch(1)

    def enter(self) -> None:
        state = self.session.state
        words = {
            Identity.SECURITY_MODULE: self.tr(
                "The {agent} will connect with the key of {device}'s security module."
            ),
            Identity.DEVICE: self.tr(
                "The {agent} will ask the hub for its module with the {proof} of {device}."
            ),
            Identity.DPS: self.tr(
                "The {agent} will ask the provisioning service for its hub with the {proof} of "
                "{device}."
            ),
        }[state.auth.identity]
        certificate = state.auth.method is Method.SELF_SIGNED_CERTIFICATE
        self.say(
            words,
            agent=flavour_word(state.agent.flavour) if state.agent else "",
            proof=self.tr("certificate") if certificate else self.tr("key"),
            device=device_word(state),
        )
        self._look()

    def refresh(self) -> None:
        self._look()

    def stop(self) -> None:
        self._looking.cancel()

    def ready_to_leave(self) -> bool:
        if self._looking.running:
            return False
        if not self.is_ready:
            self._look()
            return False
        return True

    def _look(self) -> None:
        self.notice.clear()
        self._shown = None
        self._replace(None)
        self._looking.start(self.session.preview, self._show, self._failed)

    def _show_busy(self, busy: bool) -> None:
        if busy:
            self.busy.begin(self.tr("Comparing with what is there…"))
        else:
            self.busy.end()

    def _failed(self, error: SetupError) -> None:
        self.notice.say_error(error, action=self.tr("Look again"))

    def _show(self, preview: Preview) -> None:
        self._shown = self.session.state
        content = QWidget()
        box = QVBoxLayout(content)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SMALL)
        if preview.needs_rights:
            box.addWidget(self._rights())
            box.addSpacing(SMALL)
        if preview.hub_changes:
            # First: it is what stays, whatever comes later.
            box.addWidget(title(self.tr("Hub")))
            box.addWidget(self._hub(preview.hub_changes))
            box.addSpacing(SMALL)
        box.addWidget(title(self.tr("Files")))
        from wizard.gui.pages.review.diff_view import DiffCard

        for file in preview.files:
            box.addWidget(DiffCard(file, _secret_words(self.session.state) if file.secret else ""))
        if any(file.change is Change.UPDATED for file in preview.files):
            box.addWidget(small(self.tr("The former files are kept beside them as .bak.")))
        box.addSpacing(SMALL)
        box.addWidget(title(self.tr("Keyring: {name}").format(name=self.session.backend_name)))
        box.addWidget(self._keyring(preview))
        self._replace(content)

    def _keyring(self, preview: Preview) -> Card:
        if not preview.keyring:
            words = self.tr("Nothing is kept: the secrets are forgotten after this run.")
            return _card("key", (words, ""))
        hub, agent = self.tr("The hub's connection string"), self.tr("The agent's key")
        return _card(
            "key",
            *(
                (entry.ref.service, hub if entry.kind is KeyringKind.HUB else agent)
                for entry in preview.keyring
            ),
        )

    def _rights(self) -> Card:
        """Said before the system asks: why, and for what."""
        agent = self.session.state.agent
        words = self.tr("Needs administrator rights: {folder} is not this account's.")
        why = self.tr(
            "You are asked once, after Write configuration. The rights go to a small program that "
            "only writes this agent's files and restarts its service."
        )
        return _card("shield", (words.format(folder=agent.directory if agent else ""), why))

    def _hub(self, changes: tuple[HubChange, ...]) -> Card:
        stays = self.tr("It stays in the hub, even where a later step fails.")
        return _card("hub", *((hub_change_plan(change), stays) for change in changes))

    def _replace(self, content: QWidget | None) -> None:
        if self._content is not None:
            self.body.removeWidget(self._content)
            self._content.deleteLater()
        self._content = content
        if content is not None:
            self.body.insertWidget(self.body.count() - 1, content)
            content.show()


def _card(icon: str, *lines: tuple[str, str]) -> Card:
    """A card with a picture and, per line, words and a quiet remark."""
    card = Card()
    for words, note in lines:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(Picture(icon, Tone.QUIET, 18), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(Label(readable(breakable(words)), selectable=True))
        if note:
            column.addWidget(small(note))
        row.addLayout(column, 1)
        card.box.addLayout(row)
    return card


def _secret_words(state: SetupState) -> str:
    """What is in the secret file, without anything secret, and who will be able to read it."""
    return f"{_secret_content(state)}\n{_secret_readers(state)}"


def _secret_content(state: SetupState) -> str:
    translate = QCoreApplication.translate
    if state.auth.method is Method.SYMMETRIC_KEY:
        return translate("secrets", "The symmetric key.")
    if isinstance(state.certificate, NewCertificate):
        words = translate("secrets", "A new {kind} certificate for {days} days, and its key.")
        kind = "EC P-256" if state.certificate.kind is KeyKind.EC else "RSA 2048"
        return words.format(kind=kind, days=state.certificate.days)
    words = translate("secrets", "The certificate, and its key.")
    if state.certificate_read is None:
        return words
    return f"{words}\n{certificate_words(state.certificate_read)}"


def _secret_readers(state: SetupState) -> str:
    translate = QCoreApplication.translate
    if sys.platform == "win32":
        return translate("secrets", "Readable by SYSTEM, Administrators and you.")
    group = state.agent.flavour.reader_group if state.agent else ""
    if not group:
        return translate("secrets", "Readable by its owner only.")
    words = translate(
        "secrets", "Readable by its owner and, where there is one, the group {group}."
    )
    return words.format(group=group)
