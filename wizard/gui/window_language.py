"""The language of the window: its sentences, Qt's own dialogs, the layout's direction, numbers."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QSettings, Qt, QTranslator
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QApplication, QMenu

from wizard.text.language import _, language, use
from wizard.text.languages import LANGUAGES, Language, named, system_language

_KEY: Final = "window/language"
_PARENT: Final = "iot-agent-setup"


class WindowLanguage(QObject):
    """The one place that sets the language of the window and keeps what the user has chosen."""

    def __init__(self, app: QApplication, settings: QSettings | None = None) -> None:
        super().__init__(app)
        self._app = app
        self._dialogs = QTranslator(self)
        self._settings = settings or QSettings(
            QSettings.Format.IniFormat, QSettings.Scope.UserScope, _PARENT, "window"
        )

    def begin(self, asked: Language | None) -> None:
        """Before the window is made: what ``--lang`` says, else what was chosen in the menu, else
        the system's."""
        self._apply(asked or self.kept or system_language())

    def follow(self) -> None:
        """Let Qt speak the language that is in use already."""
        self._apply(language())

    def choose(self, wanted: Language | None) -> None:
        """Speak this language from the next start on; None: the system's."""
        self._settings.setValue(_KEY, wanted.code if wanted else "")

    @property
    def kept(self) -> Language | None:
        """What was chosen in the menu; None: the system's."""
        return named(str(self._settings.value(_KEY, "")))

    def _apply(self, wanted: Language) -> None:
        use(wanted)
        QLocale.setDefault(QLocale(wanted.code))
        self._app.removeTranslator(self._dialogs)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._dialogs.load(f"qtbase_{wanted.code}", folder):
            self._app.installTranslator(self._dialogs)
        direction = Qt.LayoutDirection
        self._app.setLayoutDirection(
            direction.RightToLeft if wanted.right_to_left else direction.LeftToRight
        )


def fill_language_menu(submenu: QMenu, languages: WindowLanguage) -> None:
    """The system's language, and each by its own name; what is chosen is kept."""
    group = QActionGroup(submenu)
    choices: list[tuple[str, Language | None]] = [(_("As the system"), None)]
    choices += [(each.name, each) for each in LANGUAGES]
    for name, each in choices:
        action = submenu.addAction(name)
        action.setCheckable(True)
        group.addAction(action)
        action.setChecked(each == languages.kept)
        action.triggered.connect(lambda _checked=False, each=each: languages.choose(each))
    note = submenu.addAction(_("The language changes when the program is started again."))
    note.setEnabled(False)
