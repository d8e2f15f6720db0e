"""The program as a user of a screen reader has it, on the demo hub with a fault to be found."""

from __future__ import annotations

import operator
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from tests.accessibility.bus import accessibility_bus, require_accessibility_bus, session_bus
from tests.accessibility.screen_reader import Heard, Node, ScreenReader
from tests.accessibility.x_focus import give_focus
from tests.gui.virtual_screen import new_screen
from tests.patience import HANG_LIMIT

_F10, _RIGHT, _RETURN = 0xFFC7, 0xFF53, 0xFF0D
_KEYS = (
    (_F10, "What goes wrong?"),
    (_RIGHT, "Nothing: everything works"),
    (_RETURN, "Try again"),
)
"""How the fault is taken away with the keyboard, and what has the focus then."""


@dataclass
class Story:
    """What was there and what was said, part by part."""

    seen: dict[str, Node] = field(default_factory=dict)
    heard: dict[str, list[Heard]] = field(default_factory=dict)
    exit_code: int = -1


@pytest.fixture(scope="package")
def story(own_home: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """One device set up with nothing but a screen reader, from the start to the end."""
    require_accessibility_bus()
    home = tmp_path_factory.mktemp("home")
    environment = {
        **os.environ,
        **new_screen(),
        "HOME": str(home),
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
    }
    with session_bus(environment) as session:
        environment["DBUS_SESSION_BUS_ADDRESS"] = session
        reader = ScreenReader(accessibility_bus(session))
        command = [sys.executable, "-m", "wizard", "--demo", "--fault", "keys-forbidden"]
        program = subprocess.Popen(command, env=environment, cwd=Path.cwd())
        try:
            yield _told(reader, program, environment["DISPLAY"])
        finally:
            program.kill()
            program.wait()
            reader.close()


def _told(reader: ScreenReader, program: subprocess.Popen[bytes], display: str) -> Story:
    story = Story()

    def end_part(name: str) -> None:
        story.seen[name] = reader.program()
        story.heard[name], reader.heard = reader.heard, []

    reader.until(_page(1))
    give_focus(display)
    reader.until(lambda heard: heard.kind == "focus")
    end_part("hub")
    reader.press("Next", "push button")
    reader.until(_page(2))
    end_part("device")
    reader.press("Next", "push button")
    reader.until(_result)
    end_part("nothing chosen")
    reader.type_into("Device", "cam-01")
    reader.press("Next", "push button")
    reader.until(_page(3))
    end_part("authentication")
    reader.press("Next", "push button")
    reader.until(_page(4))
    end_part("review")
    reader.press("Write configuration")
    reader.until(_result)
    end_part("failed")
    for key, focused in _KEYS:
        reader.key(key)
        reader.until(partial(operator.eq, Heard("focus", focused)))
    end_part("menu")
    reader.press("Try again", "push button")
    reader.until(_result)
    reader.until(lambda heard: heard.text.startswith("No service"))
    end_part("green")
    reader.press("Close", "push button")
    story.exit_code = program.wait(HANG_LIMIT)
    return story


def _result(heard: Heard) -> bool:
    return heard.kind == "announcement" and not heard.politely


def _page(number: int) -> Callable[[Heard], bool]:
    """Whether this page is announced."""
    return lambda heard: heard.text.startswith(f"Step {number} of 5: ")
