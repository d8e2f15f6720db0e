"""A saved report: every form has the same facts, and none that is nobody's business."""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wizard.agents.c.facts import C
from wizard.agents.csharp.facts import CSHARP
from wizard.domain.agent.model import Identity, Method
from wizard.domain.agent.twin_finding import TwinFinding, TwinVerdict
from wizard.domain.environment import environment
from wizard.domain.errors import AnswersError, Code, Exit, Problem
from wizard.domain.files import Change, FileResult
from wizard.domain.proof import ThumbprintSlot, fingerprint_of
from wizard.domain.report import (
    HubChange,
    HubChangeKind,
    Report,
    Result,
    StepDone,
    StepId,
    StepStatus,
)
from wizard.domain.secret import Secret
from wizard.infra.files.disk import Disk
from wizard.infra.files.save_text import check_savable, save_text
from wizard.runs.file_preview import FilePreview
from wizard.text.render.facts import SavedReport, headline
from wizard.text.render.html import report_as_html
from wizard.text.render.saved_report import saved_as_json
from wizard.text.render.terminal import report_lines
from wizard.text.render.ticket import report_as_text

MADE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
HOME = Path("C:/Users/jane.doe" if sys.platform == "win32" else "/home/jane.doe")
HOSTILE = "<script>alert(1)</script>&\"'"
REFUSED = Problem(Code.CHECK_UNAUTHORIZED, "module", (("device", "cam"),), "Authentication / x")
DONE = Report(
    Result.OK,
    Exit.OK,
    hub="plant.azure-devices.net",
    device=f"cam{HOSTILE}",
    identity=Identity.DEVICE,
    method=Method.SYMMETRIC_KEY,
    flavour=CSHARP,
    directory=HOME / "agent",
    files=(
        FileResult(
            HOME / "agent/device.key",
            Change.UPDATED,
            HOME / "agent/device.key.bak",
            ("jane.doe", "asciotagent"),
        ),
    ),
    hub_changes=(
        HubChange(HubChangeKind.THUMBPRINT_REGISTERED, "cam", ThumbprintSlot.PRIMARY, "AB", "CD"),
    ),
    warnings=(Problem(Code.TWIN_SETTING, "unknown", (("setting", f"x{HOSTILE}"),)),),
    steps=(
        StepDone(StepId.HUB_CONNECT, StepStatus.OK, 12.34),
        StepDone(StepId.MODULE_CREATE, StepStatus.SKIPPED),
        StepDone(StepId.CHECK_TLS, StepStatus.OK, 5, None, (("issuer", f"CN={HOSTILE}"),)),
        StepDone(StepId.CHECK_CONNECT, StepStatus.OK, 7),
    ),
    twin=(TwinFinding(f"x{HOSTILE}", "1", C, TwinVerdict.NOTE, "unknown"),),
    fingerprint="0a1b2c3d",
)
FAILED = replace(
    DONE,
    result=Result.FAILED,
    exit_code=Exit.CHECK,
    error=REFUSED,
    failed_step=StepId.CHECK_CONNECT,
    steps=(
        *DONE.steps[:-1],
        StepDone(StepId.CHECK_CONNECT, StepStatus.FAILED, 7, REFUSED),
    ),
)


def saved(report: Report, previews: tuple[FilePreview, ...] = ()) -> SavedReport:
    return SavedReport(report, previews, MADE, {"program": "p 1", "system": "s"})


@pytest.mark.parametrize("report", [DONE, FAILED])
def test_every_form_has_the_facts(report: Report) -> None:
    forms = [
        report_as_html(saved(report)),
        report_as_text(saved(report)),
        json.dumps(saved_as_json(saved(report))),
    ]
    for form in forms:
        for fact in ("plant.azure-devices.net", "0a1b2c3d", "p 1", "hub.connect", "device.key.bak"):
            assert fact in form
        assert "jane" not in form
        assert ".doe" not in form
        assert ("Authentication / x" in form) == (report is FAILED)
        assert "asciotagent" in form
    for form in forms[:2]:
        assert "2026-01-02 03:04:05 UTC" in form
        assert "module.create" not in form, "skipped"


def test_nothing_in_the_page_is_taken_for_markup() -> None:
    page = report_as_html(saved(FAILED))
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_the_page_asks_for_nothing_from_elsewhere() -> None:
    page = report_as_html(saved(DONE))
    assert "default-src 'none'" in page
    for way in ("http:", "https:", "url(", "@import", "src=", "href="):
        assert way not in page


def test_a_living_secret_is_masked_wherever_it_got_into() -> None:
    key = Secret("kept-by-mistake-in-a-parameter")
    report = replace(DONE, hub=key.reveal(), directory=Path("/x") / key.reveal())
    for form in (
        report_as_html(saved(report)),
        report_as_text(saved(report)),
        json.dumps(saved_as_json(saved(report))),
    ):
        assert key.reveal() not in form


@pytest.mark.parametrize(
    ("report", "previews", "words"),
    [
        (DONE, False, "The agent can authenticate as cam"),
        (replace(DONE, steps=()), False, "Done"),
        (DONE, True, "Preview of the changes"),
        (FAILED, False, "Failed at: Connect as the security module"),
        (replace(FAILED, failed_step=None), False, "Nothing was done"),
        (replace(FAILED, result=Result.CANCELLED), False, "The run was cancelled"),
    ],
)
def test_the_headline(report: Report, previews: bool, words: str) -> None:
    shown = (FilePreview(Path("/a"), Change.CREATED, "+x"),) if previews else ()
    assert headline(saved(report, shown)).startswith(words)


def test_a_report_of_nothing_is_still_one() -> None:
    empty = saved(
        Report(
            Result.FAILED, Exit.OURS, error=Problem(Code.INTERNAL, params=(("type", "KeyError"),))
        )
    )
    assert "run.internal_error" in report_as_html(empty)
    assert "run.internal_error" in report_as_text(empty)


def test_names_of_secrets() -> None:
    assert fingerprint_of(Secret("x")) == Secret("x").fingerprint()


def test_qt_is_named_where_it_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.delitem(sys.modules, "PySide6", raising=False)
    assert "qt" not in environment()
    monkeypatch.setitem(sys.modules, "PySide6", type(sys)("PySide6"))
    assert environment()["qt"] == "unknown"


def test_a_file_is_replaced_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "r.html"
    save_text(path, "one", "--report")

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AnswersError) as failure:
        save_text(path, "two", "--report")
    assert failure.value.params["detail"] == "No space left on device"
    assert path.read_text() == "one"
    assert [*tmp_path.iterdir()] == [path]


def test_no_link_is_followed(tmp_path: Path) -> None:
    precious, link = tmp_path / "precious", tmp_path / "r.html"
    precious.write_text("precious")
    try:
        link.symlink_to(precious)
    except OSError:
        pytest.skip("this account may not make links")
    if not link.is_symlink():
        pytest.skip("this system makes something else of a link, as Wine does")
    with pytest.raises(AnswersError) as beforehand:
        check_savable(link, "--report")
    with pytest.raises(AnswersError) as caught:
        save_text(link, "text", "--report")
    assert (beforehand.value.variant, caught.value.variant) == ("report_link", "report_link")
    assert precious.read_text() == "precious"
    assert link.is_symlink()


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX's")
def test_it_is_its_owners_until_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: list[int] = []
    create = Disk.create

    def watched(disk: Disk, path: Path, *, private: bool) -> int:
        file = create(disk, path, private=private)
        modes.append(os.fstat(file).st_mode & 0o777)
        return file

    monkeypatch.setattr(Disk, "create", watched)
    path = tmp_path / "r.html"
    former = os.umask(0o027)
    try:
        save_text(path, "text", "--report")
    finally:
        os.umask(former)
    path.chmod(0o604)
    save_text(path, "other", "--report")
    assert modes == [0o600, 0o600]
    assert path.stat().st_mode & 0o777 == 0o604, "as it was"


def test_asking_leaves_no_trace(tmp_path: Path) -> None:
    check_savable(tmp_path / "r.html", "--report")
    assert not list(tmp_path.iterdir())
    (tmp_path / "r.html").write_text("former")
    check_savable(tmp_path / "r.html", "--report")
    assert (tmp_path / "r.html").read_text() == "former"
    for path in (tmp_path, tmp_path / "no" / "r.html", tmp_path / "r.html" / "r.html"):
        with pytest.raises(AnswersError, match=r"answers\.invalid"):
            check_savable(path, "--report")


def test_a_long_name_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / ("r" * 240 + ".html")
    save_text(path, "text", "--report")
    assert path.read_text() == "text"


@pytest.mark.skipif(sys.platform == "win32", reason="there the zone is the system's alone")
def test_the_time_is_this_computers_and_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "XYZ-2")
    time.tzset()
    try:
        assert SavedReport(DONE, made=MADE).when == (
            "2026-01-02 05:04:05+02:00 (2026-01-02 03:04:05 UTC)"
        )
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_page_for_people_has_no_exit_code() -> None:
    assert "exit code" not in report_as_html(SavedReport(DONE, made=MADE))


def test_the_sessions_devices_are_told_in_one_report() -> None:
    failed = replace(DONE, device="cam-02", result=Result.FAILED, error=REFUSED)
    saved = SavedReport(DONE, made=MADE, session=(DONE, failed))
    page = report_as_html(saved)
    assert "Devices of this session" in page
    assert "cam-02" in page
    assert HOSTILE not in page
    assert [one["result"] for one in saved_as_json(saved)["session"]] == ["ok", "failed"]
    assert "session" not in saved_as_json(SavedReport(DONE, made=MADE, session=(DONE,)))


def test_the_picture_is_green_only_where_the_login_was_proven() -> None:
    unproven = replace(DONE, steps=DONE.steps[:-1])
    for report, kind in ((DONE, "ok"), (unproven, "open"), (FAILED, "failed")):
        page = report_as_html(SavedReport(report))
        assert page.count('<svg class="mark"') == 1
        assert f'<div class="result {kind}"><svg' in page
        assert "exit code" not in page


@pytest.mark.parametrize("variant", ["missing", "no_agent"])
def test_a_folder_is_no_new_one_any_more_once_it_is_written(variant: str) -> None:
    new = Problem(Code.FILES_FOLDER, variant, (("directory", "/var/a"), ("agent", "C agent")))
    written = StepDone(StepId.CONFIG_WRITE, StepStatus.OK, 3, committed=True)
    before = replace(DONE, warnings=(new,))
    after = replace(before, steps=(*DONE.steps, written))

    def told(report: Report) -> str:
        saved = SavedReport(report, made=MADE)
        return "\n".join([report_as_text(saved), report_as_html(saved), *report_lines(report)])

    assert told(before).count("/var/a") == 3
    assert "/var/a" not in told(after)
