"""The Ansible collection without Ansible: its options are the answer keys of the code."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import ansible_options
import pytest
import yaml

from tests.bootstrap.tools import ROOT
from wizard.agents import AGENTS
from wizard.domain.agent.model import DEFAULT_KEY_FILES
from wizard.setup.answers.file import KEYS

COLLECTION = ROOT / "packaging" / "ansible"
PAGES = sorted(path for path in COLLECTION.rglob("*") if path.suffix in (".yml", ".yaml"))
CODE = sorted(COLLECTION.rglob("*.py"))
MODULE = COLLECTION / "plugins" / "modules" / "authentication.py"


def plugin(name: str) -> ModuleType:
    """A file of the collection as a module of its own."""
    path = COLLECTION / "plugins" / name
    spec = importlib.util.spec_from_file_location(f"collection_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


answers, outcome = plugin("module_utils/answers.py"), plugin("module_utils/outcome.py")
fleet = plugin("filter/fleet.py")


def constant(name: str) -> Any:
    """A text that the module's file assigns, as YAML."""
    for node in ast.parse(MODULE.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return yaml.safe_load(ast.literal_eval(node.value))
    raise AssertionError(name)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(COLLECTION).as_posix())
def test_every_page_is_yaml(path: Path) -> None:
    assert yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(COLLECTION).as_posix())
def test_the_code_is_for_the_oldest_python_of_a_machine(path: Path) -> None:
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_no_line_is_longer_than_ansible_lint_takes() -> None:
    """Its rule ``yaml[line-length]``; it runs itself with ``bootstrap.py test --fleets``."""
    for path in COLLECTION.rglob("*.yml"):
        assert max(map(len, path.read_text(encoding="utf-8").splitlines())) <= 160, path


def test_the_options_are_those_of_the_code() -> None:
    assert ansible_options.main(["--check"]) == 0, "run packaging/bootstrap.py manual"


def test_module_and_role_have_every_answer_key() -> None:
    documented = constant("DOCUMENTATION")["options"]
    options = plugin("module_utils/options.py").OPTIONS
    specs = yaml.safe_load(
        (COLLECTION / "roles/authentication/meta/argument_specs.yml").read_text()
    )
    variables = specs["argument_specs"]["main"]["options"]
    for table, keys in KEYS.items():
        if "." in table:
            outer, _, inner = table.partition(".")
            assert set(documented[outer]["suboptions"][inner]["suboptions"]) == set(keys)
            continue
        wanted = {key for key in keys if f"{table}.{key}" not in ansible_options.NOT_HERE}
        assert set(documented[table]["suboptions"]) == wanted
        assert set(options[table]["options"]) == wanted
        for key in wanted:
            if f"{table}.{key}" not in ansible_options.NOT_IN_ROLE:
                assert f"authentication_{table}_{key}" in variables


def test_every_secret_is_hidden_from_ansible() -> None:
    options = plugin("module_utils/options.py").OPTIONS
    for full in ansible_options.SECRETS & {f"{t}.{k}" for t, keys in KEYS.items() for k in keys}:
        table, key = full.split(".")
        assert options[table]["options"][key]["no_log"] is True
    assert set(answers.SECRETS) == ansible_options.SECRETS
    secret = {key for key, text in ansible_options.manual.ANSWER_KEYS.items() if "secret:" in text}
    assert secret - ansible_options.NOT_HERE <= ansible_options.SECRETS


def test_the_role_knows_the_files_of_each_agent() -> None:
    path = COLLECTION / "roles/authentication/vars/main.yml"
    variables = yaml.safe_load(path.read_text(encoding="utf-8"))

    assert variables["__authentication_file_names"] == {
        flavour.id: sorted(agent.file_names) for flavour, agent in AGENTS.items()
    }
    assert variables["__authentication_key_names"] == {
        identity.value: name for identity, name in DEFAULT_KEY_FILES.items()
    }


def test_an_answers_file_has_what_was_given_and_no_secret() -> None:
    sections = answers.chosen(
        {
            "device": {"connection_string": "HostName=h;SharedAccessKey=c2VjcmV0", "id": None},
            "agent": {"flavour": "c", "directory": 'C:\\a "b"\x7f', "restart": False},
            "authentication": {"generate": {"days": 30, "kind": None}, "key": None},
            "network": None,
            "hub": {"ca_file": None},
        }
    )
    text = answers.as_toml(sections, lambda key, _secret: f"/memory/{key}")

    assert "c2VjcmV0" not in text
    assert tomllib.loads(text) == {
        "device": {"connection_string": {"file": "/memory/device.connection_string"}},
        "authentication": {"generate": {"days": 30}},
        "agent": {"flavour": "c", "directory": 'C:\\a "b"\x7f', "restart": False},
    }


@pytest.mark.skipif(sys.platform != "linux", reason="files in memory are Linux's")
def test_a_secret_is_handed_over_in_memory() -> None:
    with answers.MemoryFiles() as files:
        path = files.holding("device.connection_string", "secret")
        assert Path(path).read_text(encoding="utf-8") == "secret"
        assert "memfd" in str(Path(path).readlink())
        descriptor = files.descriptors[0]
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


def test_a_machine_without_files_in_memory_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(os, "memfd_create", raising=False)

    with answers.MemoryFiles() as files, pytest.raises(answers.AnswersError, match="controller"):
        files.holding("device.connection_string", "secret")


REPORT: dict[str, Any] = {
    "result": "ok",
    "agent": {
        "files": [
            {"path": "/s/LocalConfiguration.json", "change": "updated", "diff": "-a\n+b"},
            {"path": "/s/azureiotsecurity.key", "change": "unchanged", "readers": ["root"]},
            {"path": "/s/target.json", "change": "created"},
        ]
    },
    "hub_changes": [],
    "module_created": False,
    "error": None,
    "warnings": [
        {"code": "hub.not_asked", "message": "expected here"},
        {"code": "check.secondary_key", "message": "It is the secondary key."},
    ],
}


def test_what_changed_is_told() -> None:
    unchanged = {"agent": {"files": [{"path": "/s/x", "change": "unchanged"}]}}

    assert outcome.is_changed(REPORT)
    assert not outcome.is_changed(unchanged)
    assert outcome.is_changed({**unchanged, "module_created": True})
    assert outcome.is_changed({**unchanged, "hub_changes": [{"kind": "module_created"}]})


def test_a_difference_names_its_file() -> None:
    (shown,) = outcome.diffs(REPORT)

    assert "/s/LocalConfiguration.json" in shown["prepared"]
    assert shown["prepared"].endswith("-a\n+b\n")


def test_expected_warnings_are_no_noise() -> None:
    assert outcome.warnings_of(REPORT) == ["check.secondary_key: It is the secondary key."]


def test_a_failure_is_its_code_cause_and_remedy() -> None:
    error = {"code": "hub.throttled", "message": "Too many requests.", "remedy": "Wait."}

    assert outcome.failure_of({"error": error}) == "hub.throttled: Too many requests. Wait."
    assert outcome.code_of({"error": error}) == "hub.throttled"
    assert "exit code 1" in outcome.failure_of({"error": None, "exit_code": 1})
    assert outcome.code_of({}) is None
    words = outcome.without_report("/usr/bin/program", 127, "\nnot\nfound\n")
    assert words == "/usr/bin/program ended with exit code 127 and without a report: not / found"


def test_only_objects_are_reports() -> None:
    lines = ["warning: x", json.dumps(REPORT), "[1]", "3", ""]

    assert outcome.read_reports("\n".join(lines)) == [REPORT]


def test_files_made_on_the_controller_know_their_place() -> None:
    linux = fleet.copies(REPORT, "/s", "/var/ASCIoTAgent")
    windows = fleet.copies(REPORT, "/s", "C:\\ASCIoTAgent", ["D:\\k\\azureiotsecurity.key"], True)

    assert [(file["dest"], file["secret"]) for file in linux] == [
        ("/var/ASCIoTAgent/LocalConfiguration.json", False),
        ("/var/ASCIoTAgent/azureiotsecurity.key", True),
    ]
    assert [file["dest"] for file in windows] == [
        "C:\\ASCIoTAgent\\LocalConfiguration.json",
        "D:\\k\\azureiotsecurity.key",
    ]


def test_machines_that_share_an_identity_are_found() -> None:
    hosts = {
        "a": {"authentication_device_id": "cam-01"},
        "b": {"authentication_device_connection_string": "HostName=h;DeviceId=cam-01;x=y"},
        "c": {"authentication_authentication_registration_id": "cam-02"},
        "d": {},
        "e": {},
    }

    assert fleet.shared_identities(list(hosts), hosts) == ["cam-01: a, b"]
