"""The program with a window: application, event loop, and a clean end from anywhere."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QEventLoop,
    QMessageLogContext,
    Qt,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from wizard import __version__
from wizard.domain.demo_fault import DemoFault
from wizard.gui.display import why_not
from wizard.gui.signals import Interrupts
from wizard.gui.style.theme import Theme
from wizard.gui.style.window_size import KeptSize
from wizard.gui.window import Window
from wizard.gui.window_language import WindowLanguage
from wizard.gui.window_options import TourLook, WindowOptions
from wizard.text.front import speak_in_window

if TYPE_CHECKING:
    from wizard.gui.tour.driver import Seen

_log: Final = logging.getLogger(__name__)
_NOT_SEEN_MS: Final = 1000
_SCHEMES: Final = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}


def run(options: WindowOptions) -> int:
    """Open the wizard, or make the tour; the result is the exit code."""
    if sys.platform != "win32" and os.geteuid() == 0:
        # Before Qt and its libraries make their caches in it.
        from wizard import compose

        compose.leave_foreign_home()
    if options.tour is not None:
        look = TourLook(options.scheme, options.scale, options.size)
        return _start_log(options) or tour(options.tour, look)
    speak_in_window()
    app = application()
    WindowLanguage(app).begin(options.lang)
    Theme(app)
    window = Window()
    kept_size = KeptSize()
    kept_size.restore(window)
    window.finished.connect(lambda _result: kept_size.keep(window))
    with Interrupts(window.reject):
        show_first(app, window)
        return _start_log(options) or _work(app, window, demo=options.demo, fault=options.fault)


def _start_log(options: WindowOptions) -> int:
    """0, or the exit code where the log cannot be written."""
    from wizard import compose
    from wizard.domain.errors import SetupError

    try:
        log = compose.log_file()
        compose.set_up_logging(options.log_file, verbose=options.verbose, default_file=log)
    except SetupError as error:
        from wizard.text.lookup import text_of

        print(" ".join(text_of(error.problem)), file=sys.stderr)  # noqa: T201
        return int(error.code.exit)
    return 0


def _work(app: QApplication, window: Window, *, demo: bool, fault: DemoFault | None) -> int:
    """Everything else, behind a window that is seen already."""
    from wizard import compose
    from wizard.gui.pages.hub.start import Demonstration, HubStart
    from wizard.gui.tasks import Tasks
    from wizard.setup.session import Session

    _log.info("the window is shown")
    with contextlib.ExitStack() as stack:
        ports, start = compose.real(), HubStart()
        if demo:
            plant = stack.enter_context(compose.demo(fault=fault))
            shown = Demonstration(plant.devices, plant.show_fault, fault)
            ports, start = plant.ports, HubStart(plant.connection_string, plant.network, shown)
        session, tasks = Session(ports), Tasks()
        window.begin(session, tasks, start)
        # The first page too is painted before the event loop is imported.
        app.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)

        from wizard.gui.event_loop import run_until_closed
        from wizard.gui.frame.window_asker import WindowAsker

        compose.ask_with(ports, WindowAsker(window))
        warm_up = partial(compose.warm_up, ports, window.import_pages)
        return int(run_until_closed(app, window, session, tasks, warm_up))


def show_first(app: QApplication, window: Window) -> None:
    """Show the window and let it be painted, before anything is imported that it does not need."""
    window.seen.connect(app.exit)
    window.finished.connect(app.exit)
    # A window that nobody sees, a minimized one for example, is not painted.
    patience = QTimer(window)
    patience.setSingleShot(True)
    patience.timeout.connect(app.exit)
    patience.start(_NOT_SEEN_MS)
    window.show()
    app.exec()
    patience.stop()
    window.seen.disconnect(app.exit)
    window.finished.disconnect(app.exit)


def tour(directory: Path, look: TourLook, seen: Seen | None = None) -> int:
    """Walk the real wizard through the demo hub, with a picture of every page."""
    from wizard import compose
    from wizard.domain.errors import Exit

    gc.enable()
    speak_in_window()
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        print(f"The folder {directory} cannot be made: {reason}.", file=sys.stderr)  # noqa: T201
        return int(Exit.FILES)
    # Both are read when the application is made. Without a usable screen Qt draws into memory.
    if look.scale is not None:
        os.environ["QT_SCALE_FACTOR"] = str(look.scale)
    if why_not():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = application()
    WindowLanguage(app).follow()
    Theme(app, fixed=_SCHEMES[look.scheme or "light"])

    from qasync import QEventLoop as Loop  # after PySide6: it takes the Qt that is there

    from wizard.gui.pages.hub.start import HubStart
    from wizard.gui.tour.tour import Tour

    with (
        # On Windows a file that a thread is still reading cannot be removed; the tour is done then.
        tempfile.TemporaryDirectory(prefix="agents-", ignore_cleanup_errors=True) as folder,
        compose.demo(agents=Path(folder)) as demo,
        Loop(app) as loop,
    ):
        start = HubStart(demo.connection_string, demo.network)
        walk = Tour(demo.ports, start, directory, _say, seen).walk(look.size)
        return int(loop.run_until_complete(walk))


def _log_qt(kind: QtMsgType, _where: QMessageLogContext, words: str) -> None:
    """Qt's own messages go where ours go; what it says of the platform is no user's business."""
    is_fault = kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)
    logging.getLogger("wizard.qt").log(logging.ERROR if is_fault else logging.INFO, "%s", words)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def application() -> QApplication:
    """The application object; the program ends by itself, not with its last window."""
    qInstallMessageHandler(_log_qt)
    # On Windows the theme takes it, unless the user has a high contrast theme.
    style = [] if sys.platform == "win32" else ["-style", "fusion"]
    app = QApplication([*sys.argv[:1], *style])
    app.setApplicationName("iot-agent-setup")
    app.setApplicationDisplayName("IoT Agent Setup")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("iot-agent-setup")
    app.setQuitOnLastWindowClosed(False)
    return app
