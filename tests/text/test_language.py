"""The language that people read: who chooses it, and what never has one."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable

import pytest

from wizard.__main__ import main
from wizard.domain.errors import Code, Problem
from wizard.domain.report import failed_before_start
from wizard.text.language import _, english, ngettext, use
from wizard.text.languages import (
    LANGUAGES,
    LONGER,
    MIRRORED,
    SOURCE,
    Language,
    language_of,
    named,
)
from wizard.text.lookup import text_of
from wizard.text.pseudo import lengthened
from wizard.text.render.facts import SavedReport
from wizard.text.render.html import report_as_html
from wizard.text.render.json import report_as_json

Choose = Callable[[str], None]
TIMEOUT = Problem(Code.CHECK_TIMEOUT, "connect", (("host", "h"), ("port", 1), ("seconds", 9)))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("de", "de"),
        ("de_AT.UTF-8", "de"),
        ("zh-CN.UTF-8", "zh_CN"),
        ("es_MX@euro", "es"),
        ("zh-CN", "zh_CN"),
        ("zh", "zh_CN"),
        ("zh_Hans_SG", "zh_CN"),
        ("C.UTF-8", "en"),
        ("POSIX", "en"),
        ("en_GB", "en"),
        ("en-XA", "en_XA"),
    ],
)
def test_a_locale_has_a_language(name: str, code: str) -> None:
    found = named(name)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("name", ["", "pl_PL", "zh_TW", "zh-Hant", "deutsch"])
def test_a_language_that_there_is_not(name: str) -> None:
    assert named(name) is None


@pytest.mark.parametrize(
    ("arguments", "environment", "code"),
    [
        ([], {}, "en"),
        ([], {"LANG": "de_DE.UTF-8"}, "de"),
        ([], {"LANG": "de_DE.UTF-8", "LC_MESSAGES": "es_ES"}, "es"),
        ([], {"LC_MESSAGES": "es_ES", "LC_ALL": "C"}, "en"),
        ([], {"LC_ALL": "de_DE", "LANGUAGE": "pl:zh:es"}, "zh_CN"),
        ([], {"LANGUAGE": "pl", "LANG": "es_ES"}, "es"),
        ([], {"LANG": "pl_PL"}, "en"),
        (["--lang", "zh-CN"], {"LANGUAGE": "es"}, "zh_CN"),
        (["check", "--lang=es"], {"LANG": "de"}, "es"),
        (["--lang"], {"LANG": "de"}, "de"),
        (["--lang", "nonsense"], {"LANG": "de"}, "de"),
    ],
)
def test_who_chooses(
    arguments: list[str],
    environment: dict[str, str],
    code: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", "linux")

    assert language_of(arguments).code == code


def test_windows_names_the_language_of_its_own_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr("wizard.text.languages._windows_language", lambda: "es_MX")

    assert language_of([]).code == "es"


def test_a_problem_is_told_in_the_language_and_for_programs_in_english(language: Choose) -> None:
    plain, report = text_of(TIMEOUT), failed_before_start(TIMEOUT)
    as_json = report_as_json(report)
    language("en_XA")

    assert text_of(TIMEOUT).cause.startswith("[h dîd ñöt åñšwér öñ pört 1 wîthîñ 9 ")
    assert report_as_json(report) == as_json
    assert plain.cause in json.dumps(as_json)


def test_english_is_for_one_task_alone(language: Choose) -> None:
    language("en_XA")
    told: list[str] = []
    with english():
        thread = threading.Thread(target=lambda: told.append(_("Steps")))
        thread.start()
        thread.join()
        assert _("Steps") == "Steps"

    assert told == [lengthened("Steps")]


def test_the_html_report_says_its_language(language: Choose) -> None:
    saved = SavedReport(failed_before_start(TIMEOUT))
    assert '<html lang="en">' in report_as_html(saved)
    language("ar_XB")

    assert '<html lang="ar-XB" dir="rtl">' in report_as_html(saved)


def test_a_usage_error_with_json_is_english_for_the_program_alone(
    language: Choose, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["undo", "--lang", "en_XA", "--json"])
    use(SOURCE)

    printed = capsys.readouterr()
    assert ended.value.code == 2
    assert "are required: --agent-dir" in json.loads(printed.out)["error"]["message"]
    assert "åré réqûîréd: --agent-dir" in printed.err


def test_an_unknown_language_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["undo", "--agent-dir", "x", "--lang", "pl"])

    assert ended.value.code == 2
    assert "'pl'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text", ["{device} on {host}", "&Next", "<b>x</b>", "%(prog)s: %s", "a\nb"]
)
def test_a_longer_text_keeps_what_is_no_word(text: str) -> None:
    for part in ("{device}", "{host}", "&N", "<b>", "</b>", "%(prog)s", "%s", "\n"):
        assert (part in lengthened(text)) == (part in text)


def test_a_longer_text_is_forty_percent_longer() -> None:
    text = "The hub did not answer within {seconds} seconds."

    assert len(lengthened(text)) == pytest.approx(1.4 * len(text), abs=3)


def test_the_mirrored_language_is_english_from_right_to_left(language: Choose) -> None:
    language("ar_XB")

    assert _("Steps") == "Steps"
    assert ngettext("one", "many", 2) == "many"


def test_nobody_is_offered_a_language_for_tests() -> None:
    assert not {LONGER, MIRRORED} & set(LANGUAGES)


def test_a_translation_that_is_missing_on_the_disk_leaves_english(
    language: Choose, caplog: pytest.LogCaptureFixture
) -> None:
    use(Language("xx", "No such", "xx"))

    assert _("Steps") == "Steps"
    assert "cannot be read" in caplog.text
    use(SOURCE)
