"""What is read from a path is a regular file of a sensible size, or an error that says what it is.

A fault here reads without end, so each test would hang or fill the memory instead of failing; the
names are those that people and attackers have tried.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from wizard.agents import AGENTS
from wizard.cli.apply import _read_answers
from wizard.domain.agent.assessment import Verdict
from wizard.domain.errors import Code, FilesError, SetupError
from wizard.domain.limited_file import NotRegularError, TooLargeError, read_limited
from wizard.domain.proof import CertificateFile
from wizard.infra.certificates.reader import read_pair
from wizard.infra.files.found_file import read_file
from wizard.infra.net.tls import client_context
from wizard.setup.answers.secret_source import _from_file
from wizard.text.lookup import text_of

posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices of POSIX systems")

READERS: dict[str, Callable[[Path], object]] = {
    "answers": lambda path: _read_answers(path, demo=False),
    "secret": lambda path: _from_file(path, "hub.connection_string"),
    "ca_file": client_context,
    "certificate": lambda path: read_pair(CertificateFile(path)),
}
KINDS = {
    "answers": "file_kind",
    "secret": "secret_file_kind",
    "ca_file": "ca_file_kind",
    "certificate": "not_a_file",
}
SIZES = {
    "answers": "file_size",
    "secret": "secret_file_size",
    "ca_file": "ca_file_size",
    "certificate": "size",
}


@pytest.fixture(params=["pipe", "/dev/zero", "/dev/null", "/proc/kmsg"])
def endless(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """What has no end, or nothing to say until somebody writes to it."""
    if request.param == "pipe":
        os.mkfifo(tmp_path / "pipe")
        return tmp_path / "pipe"
    found = Path(request.param)
    if not found.exists():
        pytest.skip(f"there is no {found} here")
    return found


@posix
@pytest.mark.parametrize("reader", READERS)
def test_what_is_no_file_is_not_waited_for(reader: str, endless: Path) -> None:
    with pytest.raises(SetupError) as caught:
        READERS[reader](endless)
    assert caught.value.variant == KINDS[reader]
    assert str(endless) in text_of(caught.value.problem).cause


@pytest.mark.parametrize("reader", READERS)
def test_a_file_of_three_gigabytes_is_not_read(reader: str, tmp_path: Path) -> None:
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.truncate(3 << 30)
    with pytest.raises(SetupError) as caught:
        READERS[reader](path)
    assert caught.value.variant == SIZES[reader]
    assert str(path) in text_of(caught.value.problem).cause


def test_a_file_as_large_as_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 100)
    assert read_limited(path, 100) == b"x" * 100
    with pytest.raises(TooLargeError):
        read_limited(path, 99)


@posix
def test_a_link_to_a_file_is_read_and_a_link_to_a_device_is_not(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "zero").symlink_to("/dev/zero")
    assert read_limited(tmp_path / "link", 10) == b"x"
    with pytest.raises(NotRegularError):
        read_limited(tmp_path / "zero", 10)


@posix
def test_a_device_as_an_agents_file(endless: Path) -> None:
    with pytest.raises(FilesError) as caught:
        read_file(endless)
    assert (caught.value.code, caught.value.variant) == (Code.FILES_UNREADABLE, "not_a_file")


def test_a_configuration_of_three_gigabytes(tmp_path: Path) -> None:
    path = tmp_path / "LocalConfiguration.json"
    with path.open("wb") as file:
        file.truncate(3 << 30)
    with pytest.raises(FilesError) as caught:
        read_file(path)
    assert (caught.value.code, caught.value.variant) == (Code.FILES_UNREADABLE, "size")
    assert str(path) in text_of(caught.value.problem).cause
    for agent in AGENTS.values():
        assert (
            agent.assess(str(tmp_path), lambda _: read_file(path)).verdict is not Verdict.ACCEPTED
        )
