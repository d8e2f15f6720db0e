"""The real wizard on the demo hub, in a window on a screen of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from tests.fakes.ports import PortsOfTest
from tests.gui.driver import Driver
from tests.patience import HANG_LIMIT_MS, NEVER
from tests.shared_hub import SharedHub
from wizard.agents.c.facts import C
from wizard.agents.csharp.facts import CSHARP
from wizard.demo.hub import DemoHub
from wizard.demo.registry.records import Identity
from wizard.domain.agent.facts import FoundAgent
from wizard.domain.hub.model import MODULE_ID, Network
from wizard.domain.ports.ports import Ports
from wizard.gui.event_loop import end
from wizard.gui.pages.hub.start import HubStart
from wizard.gui.style.theme import Theme
from wizard.gui.tasks import Tasks
from wizard.gui.window import Window
from wizard.gui.window_language import WindowLanguage
from wizard.setup.session import Session
from wizard.text import retranslation
from wizard.text.front import speak_in_window
from wizard.text.languages import SOURCE


@pytest.fixture(scope="session", autouse=True)
def patient_end(patient: None) -> Iterator[None]:
    """At the end too, nothing is given up that is only slow."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wizard.gui.event_loop.READ_GRACE", NEVER)
        patch.setattr("wizard.gui.event_loop.WRITE_GRACE", NEVER)
        yield


@pytest.fixture(autouse=True)
def in_the_window() -> Iterator[None]:
    """Remedies name the window's fields."""
    speak_in_window()
    yield
    speak_in_window(window=False)


@pytest.fixture(scope="session")
def dressed_app(qapp: QApplication) -> QApplication:
    """The application in its own palette and style."""
    qapp.setQuitOnLastWindowClosed(False)
    Theme(qapp, fixed=Qt.ColorScheme.Light)
    return qapp


@pytest.fixture(scope="session")
def session_loop(dressed_app: QApplication) -> Iterator[QEventLoop]:
    """One loop for all: a loop of a test's own would quit the application when it stops."""
    loop = QEventLoop(dressed_app, already_running=True)
    asyncio.events._set_running_loop(None)  # it is announced test by test, below
    yield loop
    loop.stop()
    loop.close()


@pytest.fixture
def loop(session_loop: QEventLoop) -> Iterator[QEventLoop]:
    """The loop, known to asyncio as the running one while the test runs."""
    asyncio.events._set_running_loop(session_loop)
    yield session_loop
    asyncio.events._set_running_loop(None)


@pytest.fixture
def tasks(loop: QEventLoop, qtbot: QtBot) -> Iterator[Tasks]:
    """The tasks object; a test leaves nothing under way."""
    tasks = Tasks(loop)
    yield tasks
    tasks.cancel_all()
    qtbot.waitUntil(lambda: tasks.is_idle, timeout=HANG_LIMIT_MS)


@pytest.fixture(scope="session")
def running_hub(own_home: None) -> Iterator[SharedHub]:
    with DemoHub(devices=2500) as hub:
        yield SharedHub(hub, devices=2500)


@pytest.fixture
def hub(running_hub: SharedHub) -> Iterator[DemoHub]:
    """The demo hub, without the faults and the changes of the test before."""
    with running_hub.for_one_test() as hub:
        yield hub


@pytest.fixture
def ports(tmp_path: Path) -> PortsOfTest:
    """The real adapters; a keyring in memory, and agents only in the test's own folder."""
    agents = (
        FoundAgent(C, tmp_path / "c", installed=False),
        FoundAgent(CSHARP, tmp_path / "csharp", installed=False),
    )
    return PortsOfTest(tmp_path, agents)


@pytest.fixture
def as_it_was(hub: DemoHub) -> Iterator[Callable[[str], None]]:
    """Remember a device and its module; after the test they are in the hub as they were."""
    kept: list[Identity] = []

    def remember(device_id: str) -> None:
        both = (hub.store.get(device_id, None), hub.store.get(device_id, MODULE_ID))
        kept.extend(filter(None, both))

    yield remember
    for identity in kept:
        hub.store.add(identity)


OpenWizard = Callable[..., Driver]


@pytest.fixture
def open_wizard(
    hub: DemoHub, ports: Ports, tasks: Tasks, loop: QEventLoop, qtbot: QtBot
) -> Iterator[OpenWizard]:
    """Open the wizard on the demo hub; after the test it ends as the program does."""
    opened: list[Driver] = []

    def open_it(
        policy: str | None = "registryReadWrite",
        ports: Ports = ports,
        network: Network | None = None,
    ) -> Driver:
        string = hub.connection_string(policy) if policy is not None else None
        start = HubStart(string, network or Network(hub.ca_file, hub.ports, hub.dps_host))
        session = Session(ports)
        window = Window()
        window.begin(session, tasks, start)
        window.show()
        qtbot.waitExposed(window, timeout=HANG_LIMIT_MS)
        window.activateWindow()
        driver = Driver(qtbot, window, session, hub, loop)
        driver.until(lambda: driver.focused() is driver.hub.first_field())
        opened.append(driver)
        return driver

    yield open_it
    for driver in opened:
        driver.window.reject()
        ending = loop.create_task(end(tasks, driver.session))
        qtbot.waitUntil(ending.done, timeout=HANG_LIMIT_MS)
        ending.result()
        driver.window.deleteLater()
        QTest.qWait(0)


@pytest.fixture
def wizard(open_wizard: OpenWizard) -> Driver:
    """The wizard on its first page, filled in for the demo hub."""
    return open_wizard()


@pytest.fixture
def languages(dressed_app: QApplication, tmp_path: Path) -> Iterator[WindowLanguage]:
    """The choice of the window's language; afterwards it is English again."""
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    found = WindowLanguage(dressed_app, settings)
    yield found
    found.begin(SOURCE)
    retranslation.forget()
    found.setParent(None)
