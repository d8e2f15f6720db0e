"""Everybody can use it: access keys, names for screen readers, room for longer languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTableView,
    QWidget,
)

from tests.gui.driver import Driver
from tests.gui.picture_faults import cut, visible
from wizard.demo.faults.amqp_faults import TokenStatus
from wizard.domain.agent.model import Identity
from wizard.domain.agent.target_folder import TargetKind
from wizard.setup.page_id import PageId
from wizard.text.language import _
from wizard.text.languages import LANGUAGES

OpenWizard = Callable[..., Driver]
_KEY = re.compile(r"&(?!&)(.)")
NOT_WALKED = {
    "hub with saved ones": ["&Next", "&Advanced", "Ano&ther hub", "No access to the &hub?"],
    "check, agent of this computer": [
        *("&Back to fix it", "&Close", "&Save…", "&Try again", "&Undo in the folder", "Cop&y"),
        *("Restart the a&gent", "Set up the next &device", "Set trans&portType"),
    ],
    "check, agent that stopped": ["&Back", "&Close", "&Save…", "Start the a&gent", "Cop&y"],
    "check, a device to register": ["&Back to fix it", "&Close", "&Save…", "R&egister the device"],
    "repair": ["&Repair", "&Undo", "&Close"],
    "help": ["&Language", "Li&cences", "C&ontents"],
    "leaving": ["&Leave", "&Stay"],
    "a question": ["&No, stop", "&Cancel"],
}
"""What only some computers show together."""
EDITORS = (QLineEdit, QComboBox, QCheckBox, QTableView, QPlainTextEdit)


@pytest.fixture
def longer(language: Callable[[str], None]) -> None:
    """Every sentence is 40 % longer."""
    language("en_XA")


def walk(wizard: Driver) -> Iterator[str]:
    """Every page, with everything on it that can be there; yields its name."""
    wizard.hub.advanced.open()
    wizard.hub.without_hub.open()
    yield "hub"
    given = wizard.hub.string.secret()
    wizard.hub.string.set_secret(wizard.demo_hub.device_connection_string("cam-01"))
    yield "hub with a device's own connection string"
    wizard.hub.string.set_secret(given)
    wizard.to_devices()
    wizard.device.device_id.setText("cam-02")
    wizard.click(wizard.next_button)
    wizard.until(lambda: wizard.device.create_module.isVisible())
    yield "device"
    wizard.choose("cam-03")
    yield "authentication with an impossible card"
    yield from walk_through_certificates(wizard)
    wizard.back_to(PageId.DEVICE)
    wizard.choose("plc-07")
    yield "authentication with a module that lacks its key"
    wizard.back_to(PageId.DEVICE)
    wizard.choose("cam-01")
    wizard.authentication.cards[Identity.DEVICE].setChecked(True)
    wizard.authentication.agent_fields.folder.clear()
    wizard.click(wizard.next_button)
    yield "authentication with an error"
    wizard.authentication.agent_fields.folder.setText(
        str(wizard.session.found_agents()[0].directory)
    )
    wizard.to_review()
    yield "review"
    wizard.demo_hub.faults.amqp.add(TokenStatus(401), times=1)
    wizard.write()
    yield "check that failed"
    wizard.click(wizard.check.again)
    wizard.report()
    yield "check that is done"


def walk_through_certificates(wizard: Driver) -> Iterator[str]:
    """A device with a certificate, everything that may be asked for about it, and DPS."""
    wizard.back_to(PageId.DEVICE)
    wizard.choose("gateway-01")
    page = wizard.authentication
    page.installation.say("There is something wrong.", "It can be fixed.", action=_("Fi&x…"))
    page.cards[Identity.DEVICE].setChecked(True)
    for field in (
        page.identities.certificate.file.key_field,
        page.identities.certificate.file.passphrase_field,
    ):
        field.set_visible(True)
    yield "authentication with a certificate"
    page.identities.certificate.way.setCurrentIndex(1)
    yield "authentication with a new certificate"
    page.cards[Identity.DPS].setChecked(True)
    yield "authentication through the provisioning service"
    page.identities.dps.method.setCurrentIndex(1)
    yield "authentication through the provisioning service with a certificate"
    yield from walk_through_targets(wizard)
    page.installation.clear()


def walk_through_targets(wizard: Driver) -> Iterator[str]:
    """What is asked about an agent on another computer."""
    where = wizard.authentication.agent_fields.where.kind
    for kind in (TargetKind.BUNDLE, TargetKind.SSH):
        where.setCurrentIndex(where.findData(kind.value))
        yield f"authentication of an agent elsewhere: {kind.value}"
    where.setCurrentIndex(0)


def with_access_keys(window: QWidget) -> list[str]:
    """The texts that can be seen and have an access key."""
    texts = [
        *(label.text() for label in visible(window, QLabel) if label.buddy()),  # type: ignore[attr-defined]
        *(button.text() for button in visible(window, QAbstractButton)),  # type: ignore[attr-defined]
    ]
    return [text for text in texts if _KEY.search(text)]


def given_twice(texts: Sequence[str]) -> list[str]:
    """Which of the texts share an access key, in the language in use."""
    by_key: dict[str, list[str]] = {}
    for text in map(_, texts):
        key = _KEY.search(text)
        by_key.setdefault(key.group(1).lower() if key else text, []).append(text)
    return [" and ".join(sharing) for sharing in by_key.values() if len(sharing) > 1]


def test_no_access_key_is_given_twice_in_any_language(
    wizard: Driver, language: Callable[[str], None]
) -> None:
    menu = [action.text() for action in wizard.window.panel.menu.actions_menu.actions()]
    together = {"menu": [text for text in menu if _KEY.search(text)]}
    together |= {page: with_access_keys(wizard.window) for page in walk(wizard)}
    together |= NOT_WALKED

    found = []
    for spoken in LANGUAGES:
        language(spoken.code)
        for page, texts in together.items():
            found += [f"{spoken.code}, {page}: {fault}" for fault in given_twice(texts)]
    assert not found, "\n".join(found)
    assert sum(map(len, together.values())) > 100


def test_every_field_has_a_label_and_a_name(wizard: Driver) -> None:
    for page in walk(wizard):
        current = wizard.window.currentPage()
        buddies = {label.buddy() for label in current.findChildren(QLabel)}
        for kind in EDITORS:
            for editor in visible(current, kind):
                name = QAccessible.queryAccessibleInterface(editor).text(QAccessible.Text.Name)
                assert name, f"{page}: {editor}"
                own_label = isinstance(editor, (QCheckBox, QTableView, QPlainTextEdit))
                assert own_label or editor in buddies, f"{page}: {name} has no label"


def test_every_button_has_a_name(wizard: Driver) -> None:
    for page in walk(wizard):
        for button in visible(wizard.window, QAbstractButton):
            spoken = QAccessible.queryAccessibleInterface(button)
            is_part_of_a_field = isinstance(button.parentWidget(), (QLineEdit, QTableView))
            named = bool(spoken and spoken.text(QAccessible.Text.Name))
            assert named or is_part_of_a_field, f"{page}: {button} {button.parentWidget()}"


def test_the_page_says_where_one_is(wizard: Driver) -> None:
    wizard.to_devices()

    assert wizard.device.accessibleName() == "Step 2 of 5: Device"
    assert wizard.window.panel.spoken()[1] == "Step 2 of 5: Device, current"
    assert wizard.window.panel.spoken()[0].startswith("Step 1 of 5: Hub, done")


@pytest.mark.parametrize("size", [(720, 520), (900, 600)])
@pytest.mark.usefixtures("longer")
def test_nothing_is_cut_in_a_longer_language(
    open_wizard: OpenWizard, size: tuple[int, int]
) -> None:
    wizard = open_wizard()
    wizard.window.resize(*size)
    for page in walk(wizard):
        QApplication.processEvents()
        assert (wizard.window.width(), wizard.window.height()) == size, f"{page} is too large"
        scroll = wizard.window.currentPage().findChild(QScrollArea)
        content = scroll.widget() if scroll else None
        assert scroll is not None and content is not None
        assert content.width() <= scroll.viewport().width(), f"{page} is too wide"
        wizard.settled(lambda: not list(cut(wizard.window)))
        assert not list(cut(wizard.window)), page
