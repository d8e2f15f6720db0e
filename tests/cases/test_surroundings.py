"""A display, a keyring and a proxy that cannot be used: it is said, and nothing hangs."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end2end.processes import AS_SHIPPED
from wizard.domain.errors import Code, HubError
from wizard.domain.hub.proxy import SYSTEM_PROXY
from wizard.gui import display
from wizard.infra.keyring import backend as keyring_backend
from wizard.infra.keyring import store
from wizard.infra.net.proxy.routes import find_ways
from wizard.text.lookup import text_of

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR")


def without_display(**values: str) -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if k not in DISPLAYS} | values


@LINUX
@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"DISPLAY": ":5123"}, ":5123"),
        ({"DISPLAY": "nowhere.invalid:0"}, "nowhere.invalid:0"),
        ({"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": "/nowhere"}, "wayland-0"),
        ({"QT_QPA_PLATFORM": "xcb"}, "that Qt is configured for"),
        ({"QT_QPA_PLATFORM": "wayland", "DISPLAY": ":5123"}, ":5123"),
    ],
)
def test_an_unusable_display_is_two_sentences_and_exit_2(
    values: dict[str, str], named: str
) -> None:
    done = subprocess.run(
        [*AS_SHIPPED, "--demo"], env=without_display(**values), capture_output=True, text=True
    )

    assert done.returncode == 2
    assert named in done.stderr
    assert "use the commands apply and check" in done.stderr
    assert "Qt platform plugin" not in done.stderr
    assert len(done.stderr.splitlines()) == 2


@LINUX
@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs an X server")
@pytest.mark.usefixtures("screen")
def test_a_display_that_answers_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)

    assert display.why_not() == ""


@LINUX
@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libxcb-cursor.so.0", "libxcb-cursor0"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        ("libxcb-icccm.so.4", "libxcb-icccm4"),
        ("libEGL.so.1", "libegl1"),
        ("libGL.so.1", "libgl1"),
        ("libglib-2.0.so.0", "libglib2.0-0"),
        ("libdbus-1.so.3", "libdbus-1-3"),
        ("libfontconfig.so.1", "libfontconfig1"),
    ],
)
def test_a_missing_library_is_named_with_its_package(
    monkeypatch: pytest.MonkeyPatch, library: str, package: str
) -> None:
    words = f"{library}: cannot open shared object file: No such file or directory"

    def lacks(path: str) -> None:
        assert path.endswith("libqxcb.so")
        raise OSError(words)

    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.setattr(display, "_x_answers", lambda _wanted: True)
    monkeypatch.setattr(ctypes, "CDLL", lacks)

    assert f"on Debian and Ubuntu: {package})" in display.why_not()
    assert f"{package})" in display.words_about(ImportError(words))
    assert display.words_about(ImportError("no module named x")) == ""


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="root is a thing of Linux and macOS")
@pytest.mark.parametrize(
    ("uid", "sudo_user", "variant", "said"),
    [
        (0, "alice", "of_the_user", "belongs to the user alice"),
        (0, "", "root", "runs as root"),
        (0, "a\x1b[2J", "root", "runs as root"),
        (1000, "", "", "There is no keyring"),
        (1000, "alice", "", "There is no keyring"),
    ],
)
def test_the_keyring_under_sudo_is_somebody_elses(
    monkeypatch: pytest.MonkeyPatch, uid: int, sudo_user: str, variant: str, said: str
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: uid)
    monkeypatch.setenv("SUDO_USER", sudo_user)

    problem = keyring_backend.unavailable().problem

    assert (problem.code, problem.variant) == (Code.KEYRING_UNAVAILABLE, variant)
    assert said in text_of(problem).cause
    assert "keyring = false" in text_of(problem).remedy


@LINUX
@pytest.mark.parametrize(
    ("displays", "is_terminal", "seconds"),
    [("", False, store.UNATTENDED), ("", True, store.PATIENCE), (":0", False, store.PATIENCE)],
)
def test_a_silent_keyring_is_waited_for_as_long_as_a_prompt_can_be_seen(
    monkeypatch: pytest.MonkeyPatch, displays: str, is_terminal: bool, seconds: float
) -> None:
    monkeypatch.setenv("DISPLAY", displays)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal, raising=False)

    assert store.usual_patience() == seconds
    assert store.UNATTENDED <= 15


@pytest.mark.parametrize(
    ("login", "sign", "encoded"),
    [
        ("plant:Winter#2026", "#", "%23"),
        ("plant:Winter/2026", "/", "%2F"),
        ("plant:Winter?2026", "?", "%3F"),
        ("plant:Win@ter2026", "@", "%40"),
        ("pl/ant:Winter2026", "/", "%2F"),
        ("plant:Winter 2026", " ", "%20"),
    ],
)
@pytest.mark.parametrize("scheme", ["http://", ""])
def test_a_sign_that_cuts_the_proxys_address_is_named_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, scheme: str, login: str, sign: str, encoded: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"{scheme}{login}@127.0.0.1:3128")
    monkeypatch.delenv("NO_PROXY", raising=False)

    with pytest.raises(HubError) as caught:
        find_ways("plant.azure-devices.net", 443, SYSTEM_PROXY)

    text = text_of(caught.value.problem)
    assert (caught.value.code, caught.value.variant) == (Code.HUB_PROXY, "sign")
    assert f"Write {sign} as {encoded}" in text.remedy
    shown = text.cause + text.remedy + repr(caught.value.params)
    assert not [part for part in ("Win", "ter", "2026", "plant", "ant:") if part in shown]


@pytest.mark.parametrize(
    "setting", ["plant:Winter2026://127.0.0.1", "Winter2026://x", "://Winter2026", "http://:Win@"]
)
def test_nothing_of_an_address_that_is_none_is_repeated(
    monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", setting)
    monkeypatch.delenv("NO_PROXY", raising=False)

    with pytest.raises(HubError) as caught:
        find_ways("plant.azure-devices.net", 443, SYSTEM_PROXY)

    shown = "".join(text_of(caught.value.problem)) + repr(caught.value.params)
    assert not [part for part in ("Win", "2026", "plant") if part.lower() in shown.lower()]


@LINUX
def test_the_tour_draws_without_a_display(tmp_path: Path) -> None:
    """It stops soon: only that it begins to draw is asked here."""
    code = (
        "import os, sys; from pathlib import Path; from wizard.gui import app;"
        "app.application = lambda: sys.exit(os.environ['QT_QPA_PLATFORM']);"
        f"app.tour(Path({str(tmp_path)!r}), app.TourLook())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=without_display(DISPLAY=":5123", QT_QPA_PLATFORM="xcb"),
        capture_output=True,
        text=True,
    )
    assert done.stderr.strip() == "offscreen"
