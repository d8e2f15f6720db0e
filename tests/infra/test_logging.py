"""The log: structured, limited in size, without secrets, and no hindrance."""

from __future__ import annotations

import base64
import json
import logging
import os
import re
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from wizard.domain.environment import environment
from wizard.domain.errors import AnswersError, Code
from wizard.domain.log_fields import fields
from wizard.domain.redaction import redact, without_home
from wizard.domain.secret import Secret
from wizard.infra import logging as logs
from wizard.infra.logging import set_up_logging

log = logging.getLogger("wizard.test")


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "log.txt"
    set_up_logging(None, verbose=False)


def entries(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("ascii").splitlines()]


def test_each_line_is_a_json_object(file: Path) -> None:
    set_up_logging(file, verbose=False)
    log.info("one\nof two lines: %s", "ä→", extra=fields(step="check.tls", ms=1.5, params={"a": 1}))
    log.debug("two")
    first, one, two = entries(file)
    assert first["message"] == "started"
    assert first["system"] == environment()["system"]
    assert one["message"] == "one\nof two lines: ä→"
    assert (one["level"], one["logger"], one["pid"]) == ("info", "wizard.test", os.getpid())
    assert (one["step"], one["ms"], one["params"]) == ("check.tls", 1.5, {"a": 1})
    assert one["time"].endswith("+00:00")
    assert two["level"] == "debug"


def test_libraries_speak_when_asked_to(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = logging.getLogger("urllib3.connectionpool")
    set_up_logging(file, verbose=False)
    library.debug("unheard")
    set_up_logging(file, verbose=True)
    library.debug("heard", extra=fields(port=443))
    assert "unheard" not in file.read_text()
    assert entries(file)[-1]["message"] == "heard"
    assert "DEBUG urllib3.connectionpool: heard port=443\n" in capsys.readouterr().err


def test_the_file_does_not_grow_for_ever(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "MAX_BYTES", 10_000)
    set_up_logging(file, verbose=False)
    for number in range(500):
        log.info("line %d %s", number, "x" * 100)
    files = sorted(file.parent.iterdir())
    assert len(files) == logs.BACKUPS + 1
    assert all(each.stat().st_size <= 10_000 for each in files)
    assert entries(file)[-1]["message"].startswith("line 499")


def test_a_log_that_cannot_be_rotated_is_gone_on_in(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows another program that has it open is enough."""
    monkeypatch.setattr(logs, "MAX_BYTES", 2_000)

    def held(*_args: object) -> None:
        raise PermissionError(13, "held")

    monkeypatch.setattr(logs._RotatingFile, "rotate", held)
    set_up_logging(file, verbose=False)
    for number in range(50):
        log.info("line %d %s", number, "x" * 100)
    assert [entry["message"].split()[1] for entry in entries(file)[1:]] == [
        str(number) for number in range(50)
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "state" / "log" / "a.log"
    set_up_logging(None, verbose=False, default_file=file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    set_up_logging(None, verbose=False)


def test_a_default_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("")
    set_up_logging(None, verbose=False, default_file=tmp_path / "a file" / "log" / "a.log")
    log.error("into nowhere")
    with pytest.raises(AnswersError) as failure:
        set_up_logging(tmp_path / "a file" / "a.log", verbose=False)
    assert (failure.value.code, failure.value.variant) == (Code.ANSWERS_INVALID, "log_file")


def test_the_file_that_was_asked_for_takes_the_place_of_the_default(tmp_path: Path) -> None:
    set_up_logging(tmp_path / "asked.log", verbose=False, default_file=tmp_path / "default.log")
    assert [path.name for path in tmp_path.iterdir()] == ["asked.log"]
    set_up_logging(None, verbose=False)


def test_a_line_that_cannot_be_made_is_left_out(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logging(file, verbose=True)
    log.info("%d", "no number")
    log.info("next")
    assert entries(file)[-1]["message"] == "next"
    assert "no number" not in capsys.readouterr().err


def written(value: str) -> list[str]:
    return [
        *(value, quote(value, safe=""), quote_plus(value)),
        re.sub("%..", lambda match: match[0].lower(), quote(value, safe="")),
        *(json.dumps({"k": value}), repr([value]), repr(value.encode())),
        base64.b64encode(value.encode()).decode(),
        value.encode().hex(),
    ]


@pytest.mark.parametrize(
    "value",
    [
        base64.b64encode(secrets.token_bytes(32)).decode(),
        base64.b64encode(secrets.token_bytes(48)).decode(),
        "pass\"phrase\\ with <odd> & 'characters' ä",
    ],
    ids=["a key", "a long key", "a passphrase"],
)
def test_a_secret_is_masked_in_every_form(file: Path, value: str) -> None:
    alive = Secret(value)
    set_up_logging(file, verbose=False)
    for form in written(value):
        if form == repr(value.encode()) and not value.isascii():
            continue  # nobody writes passphrases as bytes
        log.info("before %s after", form, extra=fields(params={"x": form}))
        try:
            raise ValueError(form)
        except ValueError:
            log.exception("failed")
    text = file.read_text()
    assert len(entries(file)) > 10
    for form in written(alive.reveal()):
        assert form not in text
        assert json.dumps(form)[1:-1] not in text
    assert "before •" in entries(file)[1]["message"]


def test_the_line_stays_json_where_a_mask_meets_a_quote(file: Path) -> None:
    set_up_logging(file, verbose=False)
    log.info('{"password=abc\\", "sig=x\\"}', extra=fields(value='SharedAccessKey=x"'))
    assert entries(file)[-1]["value"] == 'SharedAccessKey=••••••••"'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("in {home}/agent/x.key", "in ~/agent/x.key"),
        ("{home}", "~"),
        ("'{home}', {home}/a", "'~', ~/a"),
        ("{home}r/other", "{home}r/other"),
    ],
)
def test_the_home_folder_has_no_name(
    text: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/home/jane.doe"))
    home = str(Path("/home/jane.doe"))
    assert without_home(text.format(home=home)) == shown.format(home=home)


def test_a_home_that_is_everything_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/"))
    assert without_home("/etc/x") == "/etc/x"


def test_what_the_interpreter_would_print_is_logged(tmp_path: Path) -> None:
    """In a process of its own: here the test runner listens."""
    file, secret = tmp_path / "log.txt", secrets.token_urlsafe(40)
    code = f"""
import sys, threading
from pathlib import Path
from wizard.infra.logging import set_up_logging
from wizard.domain.secret import Secret
secret = Secret({secret!r})
set_up_logging(Path({str(file)!r}), verbose=False)
def fail():
    raise ValueError(secret.reveal())
class Finalized:
    def __del__(self):
        fail()
Finalized()
thread = threading.Thread(target=fail)
thread.start()
thread.join()
"""
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert (ended.stdout, ended.stderr) == ("", "")
    found = entries(file)[1:]
    assert [entry["logger"] for entry in found] == ["wizard.uncaught"] * 2
    assert all("ValueError" in entry["traceback"] for entry in found)
    assert secret not in file.read_text()


def test_somebody_elses_hooks_stay(file: Path) -> None:
    former = threading.excepthook, sys.unraisablehook
    set_up_logging(file, verbose=False)
    assert (threading.excepthook, sys.unraisablehook) == former


def test_the_environment_names_nobody() -> None:
    found = environment()
    assert set(found) >= {"program", "python", "system"}
    text = json.dumps(dict(found))
    for name in (os.environ.get("USER"), os.environ.get("HOSTNAME")):
        assert not name or len(name) < 5 or name not in text


def test_redaction_is_quick() -> None:
    alive = [Secret(secrets.token_urlsafe(44)) for _ in range(50)]
    assert redact("x" * 10_000) == "x" * 10_000
    assert len(alive) == 50
