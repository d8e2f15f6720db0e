"""What the pages are called in the map, in the window's title and when they are announced."""

from __future__ import annotations

from wizard.setup.page_id import PageId
from wizard.text.language import _


def page_name(page: PageId) -> str:
    """What a page is called in the map: one word."""
    return {
        PageId.HUB: _("Hub"),
        PageId.DEVICE: _("Device"),
        PageId.AUTHENTICATION: _("Authentication"),
        PageId.REVIEW: _("Review"),
        PageId.CHECK: _("Check"),
    }[page]
