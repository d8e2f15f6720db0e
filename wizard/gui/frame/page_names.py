"""What the pages are called in the map, in the window's title and when they are announced."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from wizard.setup.flow import PageId


def page_name(page: PageId) -> str:
    """What a page is called in the map: one word."""
    translate = QCoreApplication.translate
    return {
        PageId.HUB: translate("Window", "Hub"),
        PageId.DEVICE: translate("Window", "Device"),
        PageId.AUTHENTICATION: translate("Window", "Authentication"),
        PageId.REVIEW: translate("Window", "Review"),
        PageId.CHECK: translate("Window", "Check"),
    }[page]
