"""The proxy under Advanced: filled in by hand, kept in the keyring, shown without its login."""

from __future__ import annotations

import pytest

from tests.gui.conftest import OpenWizard
from tests.infra.proxies import (
    PASSWORD,
    USER,
    ProxyServer,
    accounts,
    no_proxy_set,
    running,
    spnego_judge,
)
from wizard.domain.hub.proxy import ProxyMode
from wizard.setup.page_id import PageId

__all__ = ["accounts", "no_proxy_set"]

pytestmark = pytest.mark.usefixtures("accounts", "no_proxy_set")


def test_a_proxy_with_a_login_leads_to_the_hub_and_is_known_the_next_time(
    open_wizard: OpenWizard,
) -> None:
    server = ProxyServer(("NTLM",), lambda: spnego_judge("NTLM"))
    with running(server) as address:
        wizard = open_wizard()
        wizard.hub.advanced.open()
        proxy = wizard.hub.advanced.proxy
        proxy.address.setText(f"http://{address}")
        proxy.user.setText(USER)
        proxy.password.line.setText(PASSWORD)
        wizard.next_to(PageId.DEVICE)
        assert server.asked
        assert wizard.session.state.network.proxy.mode is ProxyMode.FIXED

        later = open_wizard()
        later.hub.advanced.proxy.address.setText(f"http://{address}")
        later.next_to(PageId.DEVICE)
        login = later.session.state.network.proxy.login
        assert login is not None
        assert login.user == USER
        for opened in (wizard, later):
            opened.window.reject()


@pytest.mark.parametrize(
    ("address", "user", "password", "field"),
    [
        ("http://anna:Winter2026@proxy:8080", "", "", "address_field"),
        ("proxy", "", "", "address_field"),
        ("http://proxy:8080", "", "Winter2026", "user_field"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(
    open_wizard: OpenWizard, address: str, user: str, password: str, field: str
) -> None:
    wizard = open_wizard()
    proxy = wizard.hub.advanced.proxy
    proxy.address.setText(address)
    proxy.user.setText(user)
    proxy.password.line.setText(password)
    wizard.click(wizard.next_button)

    said = getattr(proxy, field).error
    assert said
    assert "Winter" not in said
    assert proxy.address.isVisible()
