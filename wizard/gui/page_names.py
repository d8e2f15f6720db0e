"""What the pages are called in the map."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from wizard.setup.flow import PageId


def page_name(page: PageId) -> str:
    """One word."""
    translate = QCoreApplication.translate
    return {
        PageId.HUB: translate("Window", "Hub"),
        PageId.DEVICE: translate("Window", "Device"),
        PageId.AUTHENTICATION: translate("Window", "Authentication"),
        PageId.REVIEW: translate("Window", "Review"),
        PageId.CHECK: translate("Window", "Check"),
    }[page]
