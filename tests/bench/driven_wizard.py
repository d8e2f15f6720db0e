"""A child of `bench_loop`: the real wizard, driven through its pages while its loop is watched."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer
from qasync import QEventLoop

from tests.bench.bench_apply import DEVICE
from tests.bench.harness import Cost
from wizard import compose
from wizard.domain.hub.address import HubAddress
from wizard.domain.hub.model import Network, PolicyAccess
from wizard.domain.hub.transport import Transport
from wizard.domain.secret import Secret
from wizard.gui import app as gui
from wizard.gui.event_loop import end, load_the_rest
from wizard.gui.pages.authentication.page import AuthenticationPage
from wizard.gui.pages.device.page import DevicePage
from wizard.gui.pages.hub.start import HubStart
from wizard.gui.style.theme import Theme
from wizard.gui.tasks import Tasks
from wizard.gui.window import Window
from wizard.setup.page_id import PageId
from wizard.setup.session import Session

FOR_THIS_RUN_ONLY: Final = 1
ROWS: Final = 2000


class Turns:
    """The longest time between two turns of the event loop since `take`: by the clock, and by the
    processor time of the window's own thread, which other programs of the machine change little.
    """

    def __init__(self) -> None:
        self._longest = Cost(0.0, 0.0)
        self._last = Cost(time.perf_counter(), time.thread_time())
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._turn)
        self._timer.start(1)

    def take(self) -> Cost:
        """The longest so far, each by itself, in milliseconds; begins anew."""
        self._turn()
        longest, self._longest = self._longest, Cost(0.0, 0.0)
        return longest

    def _turn(self) -> None:
        now, last = Cost(time.perf_counter(), time.thread_time()), self._last
        spent = Cost((now.ms - last.ms) * 1000, (now.cpu - last.cpu) * 1000)
        self._longest = Cost(*map(max, self._longest, spent))
        self._last = now


class Driver:
    """Does with the window what a person would, and waits as one would."""

    def __init__(self, start: HubStart) -> None:
        self._ports = compose.real()
        self.session = Session(self._ports)
        self.tasks = Tasks(asyncio.get_running_loop())
        self.window = Window()
        self.window.begin(self.session, self.tasks, start)
        self.window.show()
        self.window.hub_page.keep.setCurrentIndex(FOR_THIS_RUN_ONLY)

    async def load(self) -> None:
        """What the program does behind its first page."""
        loading = partial(compose.warm_up, self._ports, self.window.import_pages)
        self.window.hub_page.when_known(partial(load_the_rest, self.window, loading))
        await until(lambda: self.tasks.is_idle)

    async def next_page(self, page: PageId) -> None:
        """Press Next once the page was looked at."""
        await asyncio.sleep(0.3)
        self.window.next()
        await until(lambda: self.window.currentId() == page)

    async def cancel(self) -> Cost:
        """Press Cancel; how long until nothing is under way, in milliseconds."""
        start, cpu = time.perf_counter(), time.thread_time()
        self.window.reject()
        await end(self.tasks, self.session)
        assert self.tasks.is_idle
        return Cost((time.perf_counter() - start) * 1000, (time.thread_time() - cpu) * 1000)


async def until(condition: Callable[[], bool]) -> None:
    """Look every few milliseconds; a minute without it ends the benchmark."""
    async with asyncio.timeout(60):
        while not condition():
            await moment()


async def moment() -> None:
    """Leave the loop a few turns."""
    await asyncio.sleep(0.003)


async def listing_and_checking(start: HubStart, directory: Path) -> dict[str, Cost]:
    """From the first page to a finished check."""
    driver = Driver(start)
    window = driver.window
    await until(window.isVisible)
    await asyncio.sleep(0.2)
    turns, longest = Turns(), {}
    await driver.load()
    longest["loading behind the first page"] = turns.take()

    await driver.next_page(PageId.DEVICE)
    devices = window.pages[PageId.DEVICE]
    assert isinstance(devices, DevicePage)
    model = devices.list.table.model()
    await until(lambda: model.rowCount() > 0)
    longest["connecting, first devices"] = turns.take()

    while model.rowCount() < ROWS:
        devices.list.table.scrollToBottom()
        await moment()
    longest[f"scrolling to {model.rowCount()} devices"] = turns.take()

    devices.list.filter.search.setText("plc")
    await until(lambda: 0 < model.rowCount() < ROWS)
    longest["searching"] = turns.take()

    devices.device_id.setText(DEVICE)
    await driver.next_page(PageId.AUTHENTICATION)
    authentication = window.pages[PageId.AUTHENTICATION]
    assert isinstance(authentication, AuthenticationPage)
    authentication.agent_fields.folder.setText(str(directory))
    await driver.next_page(PageId.REVIEW)
    await until(lambda: driver.tasks.is_idle)
    longest["choosing, review"] = turns.take()

    await driver.next_page(PageId.CHECK)
    await until(lambda: window.check_page.report is not None)
    assert window.check_page.is_proven, window.check_page.report
    longest["writing and checking"] = turns.take()

    await driver.cancel()
    longest["closing"] = turns.take()
    return longest


async def cancelling(start: HubStart) -> dict[str, Cost]:
    """Cancel while the list is being fetched, and while a hub says nothing."""
    driver = Driver(start)
    await driver.load()
    turns, found = Turns(), {}
    await driver.next_page(PageId.DEVICE)
    found["idle after: the list is being fetched"] = await driver.cancel()

    with socket.create_server(("127.0.0.1", 0)) as silent:
        driver = Driver(HubStart(_string_for(silent.getsockname()[1]), Network()))
        driver.window.next()
        await until(lambda: not driver.tasks.is_idle)
        await asyncio.sleep(0.3)
        turns.take()
        found["idle after: the hub says nothing"] = await driver.cancel()
    found["longest turn meanwhile"] = turns.take()
    return found


def _string_for(port: int) -> Secret:
    key = Secret("YSBrZXkgb2Ygbm8gaHVi")
    return PolicyAccess(HubAddress(f"127.0.0.1:{port}"), "registryRead", key).connection_string()


def main() -> None:
    """``sys.argv``: what to do, the demo hub's JSON, the agent's folder."""
    what, hub, directory = sys.argv[1], json.loads(sys.argv[2]), Path(sys.argv[3])
    # The demo hub's strings are made up for its run: this one may be an argument.
    string = Secret(hub["connection_strings"]["registryRead"])
    start = HubStart(
        string,
        Network(
            Path(hub["ca_file"]),
            {Transport.AMQP: hub["amqp_port"], Transport.MQTT: hub["mqtt_port"]},
        ),
    )
    app = gui.application()
    Theme(app)
    with QEventLoop(app) as loop:
        work = cancelling(start) if what == "cancel" else listing_and_checking(start, directory)
        sys.stdout.write(json.dumps(loop.run_until_complete(work)) + "\n")


if __name__ == "__main__":
    main()
