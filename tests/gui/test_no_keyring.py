"""A session without a keyring is told so on the first page, before anything is typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.fakes.ports import PortsOfTest
from tests.gui.driver import Driver
from tests.gui.test_next_device import first_device
from wizard.domain.errors import Code, KeyringError
from wizard.domain.report import Result
from wizard.domain.secret import Secret
from wizard.domain.state import SecretRef
from wizard.infra.keyring.memory import MemoryStore
from wizard.setup.page_id import PageId

OpenWizard = Callable[..., Driver]


async def nothing_to_load() -> None:
    """The adapters of a test are loaded already."""


async def no_keyring(_self: MemoryStore) -> None:
    raise KeyringError(Code.KEYRING_UNAVAILABLE)


def test_it_is_said_beside_the_choice_and_goes_with_another_choice(
    open_wizard: OpenWizard, ports: PortsOfTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MemoryStore, "require", no_keyring)
    wizard = open_wizard(policy=None)
    wizard.hub.when_known(nothing_to_load)

    wizard.until(lambda: "There is no keyring" in wizard.hub.keep_field.error)
    assert wizard.focused() is wizard.hub.first_field()

    wizard.hub.keep.setCurrentIndex(1)
    assert "There is no keyring" not in wizard.hub.keep_field.error


def test_with_a_keyring_nothing_is_said(open_wizard: OpenWizard) -> None:
    wizard = open_wizard(policy=None)
    wizard.hub.when_known(nothing_to_load)

    wizard.until(lambda: "Test keyring" in wizard.hub.keep.itemText(0))
    assert "There is no keyring" not in wizard.hub.keep_field.error


PLAIN = "keyrings.alt.file.PlaintextKeyring"


class Plain(MemoryStore):
    """A keyring that keyring itself does not recommend, refused until it is accepted by name."""

    def __init__(self) -> None:
        super().__init__("Plain file")
        self.allowed = ""

    def allow(self, name: str) -> None:
        self.allowed = name

    async def require(self) -> None:
        if self.allowed != PLAIN:
            raise KeyringError(Code.KEYRING_UNAVAILABLE, "not_recommended", name=PLAIN)

    async def get(self, ref: SecretRef) -> Secret | None:
        await self.require()
        return await super().get(ref)


@pytest.fixture
def plain(ports: PortsOfTest, monkeypatch: pytest.MonkeyPatch) -> Plain:
    store = Plain()
    monkeypatch.setattr(ports, "secrets", store)
    return store


def test_a_keyring_that_is_not_recommended_is_used_all_the_same_where_that_is_pressed(
    open_wizard: OpenWizard, plain: Plain
) -> None:
    wizard = open_wizard()
    wizard.hub.when_known(nothing_to_load)
    secrets = wizard.hub.fields.secrets
    wizard.until(secrets.accept.isVisible)
    assert PLAIN in wizard.hub.keep_field.error
    wizard.click(wizard.next_button)
    wizard.until(lambda: wizard.focused() is wizard.hub.keep)
    assert wizard.at is PageId.HUB

    wizard.click(secrets.accept)
    wizard.until(lambda: "Plain file" in wizard.hub.keep.itemText(0))
    assert not secrets.accept.isVisible()
    assert "readable file" in wizard.hub.keep.accessibleDescription()
    wizard.to_devices()
    assert wizard.session.state.secrets.allow_keyring == PLAIN
    wizard.choose("cam-01")
    wizard.to_review()
    assert wizard.write().result is Result.OK
    assert len(wizard.session.saved_hubs()) == 1


def test_a_hub_that_was_kept_there_is_read_all_the_same(
    open_wizard: OpenWizard, plain: Plain
) -> None:
    plain.allow(PLAIN)
    first_device(open_wizard())
    plain.allow("")
    wizard = open_wizard(policy=None)
    assert wizard.hub.saved.chosen is not None
    wizard.click(wizard.next_button)
    wizard.until(lambda: PLAIN in wizard.hub.notice.text)
    wizard.click(wizard.hub.notice.button)
    wizard.until(lambda: wizard.at is PageId.DEVICE)


@pytest.mark.parametrize(
    ("entry", "kept"), [(0, ["hub", "key"]), (1, []), (2, ["hub"]), (3, ["key"])]
)
def test_the_hubs_string_and_the_agents_key_are_two_choices(
    open_wizard: OpenWizard, ports: PortsOfTest, entry: int, kept: list[str]
) -> None:
    wizard = open_wizard()
    wizard.hub.keep.setCurrentIndex(entry)
    report = first_device(wizard)
    assert report.result is Result.OK
    store = ports.secrets
    assert isinstance(store, MemoryStore)
    services = [ref.service for ref in store._secrets]
    assert sorted("hub" if "/hub/" in one else "key" for one in services) == kept
    assert bool(wizard.session.saved_hubs()) == ("hub" in kept)
