"""The licences are those of what is installed, in full."""

from __future__ import annotations

import pytest

from wizard import compose
from wizard.__main__ import main
from wizard.infra.licences import licences


def test_every_package_that_the_program_needs_is_there_with_its_licence() -> None:
    found = {one.name.lower(): one for one in licences()}

    needed = {"iot-agent-setup", "python", "azure-iot-hub", "keyring", "requests"}
    assert needed <= set(found)
    assert any(name.startswith("pyside6") for name in found)
    assert not {"pytest", "ruff"} & set(found)
    assert all(one.terms for one in found.values())
    assert "Apache License" in found["requests"].text


def test_the_program_stands_first() -> None:
    assert [one.name for one in licences()[:2]] == ["iot-agent-setup", "Python"]


def test_what_the_lgpl_wants_told_is_told() -> None:
    text = compose.licences()

    assert text.index("Lesser General Public License") < text.index("azure-iot-hub")
    assert "replace them with your own build" in text


def test_they_are_printed_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--licences"])

    assert ended.value.code == 0
    assert capsys.readouterr().out == compose.licences()
