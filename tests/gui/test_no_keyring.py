"""A session without a keyring is told so on the first page, before anything is typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.fakes.ports import PortsOfTest
from tests.gui.driver import Driver
from wizard.domain.errors import Code, KeyringError
from wizard.infra.keyring.memory import MemoryStore

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
