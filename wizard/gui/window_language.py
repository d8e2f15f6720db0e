"""The language of the window: its sentences, Qt's own dialogs, the layout's direction, numbers."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QSettings, Qt, QTranslator, Signal
from PySide6.QtWidgets import QApplication, QMenu

from wizard.text.language import _, language, use
from wizard.text.languages import LANGUAGES, Language, named, system_language

_KEY: Final = "window/language"
_PARENT: Final = "iot-agent-setup"


class WindowLanguage(QObject):
    """The one place that changes the language while the window is open. What is chosen is kept."""

    changed = Signal()
    """Everything that is seen has to be said again."""

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
        """Speak this language now and at the next start; None: the system's."""
        self._settings.setValue(_KEY, wanted.code if wanted else "")
        self._apply(wanted or system_language())
        self.changed.emit()

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


def add_language_menu(menu: QMenu, languages: WindowLanguage) -> QMenu:
    """Add *Language* to a menu: the system's, and each by its own name."""
    submenu = menu.addMenu(_("&Language"))
    choices: list[tuple[str, Language | None]] = [(_("As the system"), None)]
    choices += [(each.name, each) for each in LANGUAGES]
    for name, each in choices:
        action = submenu.addAction(name)
        action.setCheckable(True)
        action.setChecked(each == languages.kept)
        action.triggered.connect(lambda _checked=False, each=each: languages.choose(each))
    submenu.setAccessibleDescription(language().name)
    return submenu
