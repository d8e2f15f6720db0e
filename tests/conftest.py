"""What every test gets: a home of its own, and a screen of its own where it needs one."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator

import pytest

from tests.gui.virtual_screen import virtual_screen
from tests.patience import lift_limits
from wizard.infra.logging import end_logging
from wizard.text.language import use
from wizard.text.languages import SOURCE, named

# Linux' own, with modules of Unix that Windows' Python does not have.
collect_ignore = ["machine"] if sys.platform == "win32" else []


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests away from the settings, the keyring and the desktop of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in ("DATA", "CONFIG", "STATE", "CACHE"):
            patch.setenv(f"XDG_{kind}_HOME", str(tmp_path_factory.mktemp(kind.lower())))
        patch.setenv("IOT_AGENT_SETUP_HOME", str(tmp_path_factory.mktemp("own")))
        runtime = tmp_path_factory.mktemp("runtime")
        runtime.chmod(0o700)
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        # English, whatever the system speaks: in this process and in those that it starts.
        patch.setenv("LANGUAGE", "en")
        for name in ("DBUS_SESSION_BUS_ADDRESS", "WAYLAND_DISPLAY", "PYTHON_KEYRING_BACKEND"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def patient() -> Iterator[None]:
    """No limit of the program ends what is only slow."""
    with pytest.MonkeyPatch.context() as patch:
        lift_limits(patch.setattr)
        yield


@pytest.fixture(autouse=True)
def own_process() -> Iterator[None]:
    """What a command did to its process, which is that of the tests here, ends with the test: its
    log is closed, and what it left is garbage that is looked for again."""
    yield
    end_logging()
    gc.unfreeze()
    gc.enable()


@pytest.fixture
def language() -> Iterator[Callable[[str], None]]:
    """Choose a language by its code; afterwards it is English again."""

    def choose(code: str) -> None:
        found = named(code)
        assert found is not None, code
        use(found)

    yield choose
    use(SOURCE)


@pytest.fixture(scope="session")
def screen(own_home: None) -> Iterator[None]:
    """A screen for this process and for those it starts."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in virtual_screen().items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="session")
def qapp_args(screen: None) -> list[str]:
    """pytest-qt asks for this before it makes the application: the screen is there by then."""
    return ["iot-agent-setup"]
