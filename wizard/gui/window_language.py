"""The language of the window: its sentences, Qt's own dialogs, the layout's direction, numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QLibraryInfo, QLocale, QObject, QSettings, Qt, QTranslator
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QApplication, QMenu

from wizard.gui.widget_words import retranslate
from wizard.text import retranslation
from wizard.text.language import _, language, use
from wizard.text.languages import LANGUAGES, Language, named, system_language

_KEY: Final = "window/language"
_PARENT: Final = "iot-agent-setup"


class WindowLanguage(QObject):
    """The one place that sets the language of the window and keeps what the user has chosen."""

    def __init__(self, app: QApplication, settings: QSettings | None = None) -> None:
        super().__init__(app)
        self._app = app
        self.is_busy: Callable[[], bool] = lambda: False
        """Whether something is being written: then the language stays."""
        self._dialogs = QTranslator(self)
        self._settings = settings or QSettings(
            QSettings.Format.IniFormat, QSettings.Scope.UserScope, _PARENT, "window"
        )

    def begin(self, asked: Language | None) -> None:
        """Before the window is made: what ``--lang`` says, else what was chosen in the menu, else
        the system's."""
        retranslation.remember()
        self._apply(asked or self.kept or system_language())

    def follow(self) -> None:
        """Let Qt speak the language that is in use already."""
        self._apply(language())

    def choose(self, wanted: Language | None) -> None:
        """Speak this language at once and from the next start on; None: the system's.

        What is shown stays, in other words; nothing that was typed is touched.
        """
        self._settings.setValue(_KEY, wanted.code if wanted else "")
        self._apply(wanted or system_language())
        for window in self._app.topLevelWidgets():
            retranslate(window)
            # What makes its words itself is told as Qt tells it.
            self._app.sendEvent(window, QEvent(QEvent.Type.LanguageChange))

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


def window_language() -> WindowLanguage:
    """The application's; made where there is none yet."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)  # noqa: S101 (there are no widgets without one)
    made = app.findChildren(WindowLanguage)
    return made[-1] if made else WindowLanguage(app)


def fill_language_menu(submenu: QMenu, languages: WindowLanguage) -> None:
    """The system's language, and each by its own name; none while something is being written."""
    group = QActionGroup(submenu)
    choices: list[tuple[str, Language | None]] = [(_("As the system"), None)]
    choices += [(each.name, each) for each in LANGUAGES]
    for name, each in choices:
        action = submenu.addAction(name)
        action.setCheckable(True)
        action.setData(each)
        group.addAction(action)
        action.triggered.connect(lambda _checked=False, each=each: languages.choose(each))

    def show_choice() -> None:
        group.setEnabled(not languages.is_busy())
        for action in group.actions():
            action.setChecked(action.data() == languages.kept)

    submenu.aboutToShow.connect(show_choice)
    show_choice()
