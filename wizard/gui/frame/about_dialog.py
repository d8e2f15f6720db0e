"""About the program: its version, what it is built on, and under which licences."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from email.message import Message
from email.parser import HeaderParser
from html import escape
from importlib import metadata
from typing import Final

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from wizard import __version__
from wizard.gui.frame.close_button import close_button
from wizard.gui.style.theme import BLOCK, MEDIUM, by_font
from wizard.text.language import _

PACKAGES: Final = (
    *("PySide6-Essentials", "azure-iot-hub", "msrest", "azure-core", "six", "keyring", "qasync"),
    *(
        "paho-mqtt",
        "aiohttp",
        "cryptography",
        "pyOpenSSL",
        "truststore",
        "pyspnego",
        "platformdirs",
        "pyzipper",
        "jeepney",
    ),
)
"""What the program itself uses; pyproject.toml says for what."""


class AboutDialog(QDialog):
    """Text that can be selected, for a ticket."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("About IoT Agent Setup"))
        self.text = QTextBrowser()
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.text.setAccessibleName(self.windowTitle())
        self.text.setHtml(self._as_html())
        box = QVBoxLayout(self)
        box.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        box.setSpacing(BLOCK)
        box.addWidget(self.text)
        box.addWidget(close_button(self))
        self.resize(by_font(520), by_font(440))

    def _as_html(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(name)}&nbsp;&nbsp;</td><td>{escape(version)}&nbsp;&nbsp;</td>"
            f"<td>{escape(licence)}</td></tr>"
            for name, version, licence in packages()
        )
        runs = _("Version {version}, on Python {python}, Qt {qt} and {system}.").format(
            version=__version__,
            python=platform.python_version(),
            qt=qVersion(),
            system=platform.platform(terse=True),
        )
        what = _(
            "Sets up how the Azure IoT security agents, C and C#, authenticate, and proves it by "
            "doing what the agent does."
        )
        qt = _(
            "Qt and PySide6 are used under the GNU Lesser General Public License, version 3; they "
            "are separate libraries next to the program and can be replaced."
        )
        parts = _("Built with")
        return (
            f"<h2>IoT Agent Setup</h2><p>{escape(what)}</p><p>{escape(runs)}</p>"
            f"<h3>{escape(parts)}</h3><table>{rows}</table>"
            f"<p>{escape(qt)}</p>"
        )


def packages() -> Iterator[tuple[str, str, str]]:
    """Name, version and licence of each package that is installed."""
    for name in PACKAGES:
        try:
            text = metadata.distribution(name).read_text("METADATA") or ""
        except metadata.PackageNotFoundError:
            continue
        about = HeaderParser().parsestr(text)
        yield name, str(about["Version"]), _licence(about)


def _licence(about: Message) -> str:
    """As the package says it: an expression where it has one, else its words."""
    classes = [one for one in about.get_all("Classifier", []) if one.startswith("License ::")]
    named = ", ".join(one.rpartition(" :: ")[2] for one in classes)
    words = str(about["License"] or "").strip().splitlines()
    return str(about["License-Expression"] or named or (words[0] if words else ""))
