"""The answers file: every key, and what is said to a wrong one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wizard.agents import AGENTS
from wizard.agents.csharp.facts import CSHARP
from wizard.domain.agent.model import Identity
from wizard.domain.errors import AnswersError, Code
from wizard.domain.hub.transport import Transport
from wizard.domain.proof import (
    CertificateFile,
    DpsRegistration,
    KeyKind,
    NewCertificate,
    ThumbprintSlot,
)
from wizard.domain.state import SecretsChoice
from wizard.setup.answers.file import Answers, parse_answers
from wizard.setup.answers.table import SecretSource
from wizard.text.lookup import text_of

FULL = """
[hub]
connection_string = { env = "HUB" }
ca_file = "root-ca.pem"
mqtt_port = 18883
[device]
id = "dev-1"
create_module = true
[authentication]
identity = "Device"
method = "SymmetricKey"
[agent]
flavour = "csharp"
directory = "agent"
key_file = "keys/my.key"
[secrets]
keep_hub = false
keep_agent_key = true
keyring = true
"""
LEAST = """
[hub]
connection_string = { stdin = true }
[device]
id = "dev-1"
[authentication]
identity = "SecurityModule"
[agent]
flavour = "c"
directory = "/var/ASCIoTAgent"
"""


def parse(text: str, base: Path | None = None) -> Answers:
    return parse_answers(text, base or Path.cwd(), AGENTS)


def refusal(text: str, demo: bool = False) -> AnswersError:
    with pytest.raises(AnswersError) as caught:
        parse_answers(
            text, Path.cwd(), AGENTS, demo_directory=(lambda _: Path("d")) if demo else None
        )
    sentences = text_of(caught.value.problem)
    assert "{" not in sentences.cause
    return caught.value


def test_every_key_is_read(tmp_path: Path) -> None:
    answers = parse(FULL, tmp_path)
    state = answers.state
    assert answers.sources == {"hub.connection_string": SecretSource("env", "HUB")}
    assert state.network.ca_file == tmp_path / "root-ca.pem"
    assert state.network.ports[Transport.MQTT] == 18883
    assert (state.device_id, state.create_module) == ("dev-1", True)
    assert state.auth.identity is Identity.DEVICE
    assert state.agent is not None
    assert state.agent.flavour is CSHARP
    assert state.agent.directory == tmp_path / "agent"
    assert state.secret_path() == tmp_path / "agent" / "keys" / "my.key"
    assert state.secrets == SecretsChoice(keep_hub=False, keep_agent_key=True, insists=True)


def test_the_least_file_has_the_promised_defaults() -> None:
    state = parse(LEAST).state
    assert state.network.ports == {}
    assert not state.create_module
    assert state.secrets == SecretsChoice(keep_hub=True, keep_agent_key=True, insists=False)
    key_path = state.secret_path()
    assert key_path is not None
    assert key_path.name == "azureiotsecurity.key"
    device = parse(LEAST.replace("SecurityModule", "Device")).state.secret_path()
    assert device is not None
    assert device.name == "device.key"


@pytest.mark.parametrize(
    ("keys", "insists"),
    [
        ("", False),
        ("keep_hub = false", False),
        ("keyring = true", True),
        ("keep_hub = true", True),
        ("keep_agent_key = true", True),
        ('allow_keyring = "keyrings.alt.file.PlaintextKeyring"', True),
    ],
)
def test_who_asks_for_the_keyring_insists(keys: str, insists: bool) -> None:
    assert parse(f"{LEAST}[secrets]\n{keys}\n").state.secrets.insists is insists


def test_without_keyring_nothing_is_kept() -> None:
    state = parse(LEAST + "[secrets]\nkeyring = false\n").state
    assert state.secrets == SecretsChoice(keep_hub=False, keep_agent_key=False)


@pytest.mark.parametrize(
    ("old", "new", "key", "nearest"),
    [
        ("create_module", "create_modul", "device.create_modul", "device.create_module"),
        ("[agent]", "[agnet]", "agnet", "agent"),
        ("flavour", "flavor", "agent.flavor", "agent.flavour"),
        ("{ env", "{ environment", "hub.connection_string.environment", "env"),
        ("keep_hub", "keephub", "secrets.keephub", "secrets.keep_hub"),
    ],
)
def test_an_unknown_key_is_named_with_the_nearest(
    old: str, new: str, key: str, nearest: str
) -> None:
    error = refusal(FULL.replace(old, new))
    assert error.code is Code.ANSWERS_UNKNOWN_KEY
    assert (error.params["key"], error.params["nearest"]) == (key, nearest)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('connection_string = { env = "HUB" }', "hub.connection_string"),
        ('id = "dev-1"', "device.id"),
        ('identity = "Device"', "authentication.identity"),
        ('flavour = "csharp"', "agent.flavour"),
        ('directory = "agent"', "agent.directory"),
    ],
)
def test_what_is_missing_is_named(line: str, key: str) -> None:
    error = refusal(FULL.replace(line, ""))
    assert (error.code, error.params["key"]) == (Code.ANSWERS_MISSING, key)


@pytest.mark.parametrize(
    ("old", "new", "key", "variant"),
    [
        ('"Device"', '"device"', "authentication.identity", "choice"),
        ('"csharp"', '"C#"', "agent.flavour", "choice"),
        ('"SymmetricKey"', '"SasToken"', "authentication.method", "choice"),
        ("18883", '"18883"', "hub.mqtt_port", "not_number"),
        ("18883", "0", "hub.mqtt_port", "not_number"),
        ("18883", "true", "hub.mqtt_port", "not_number"),
        ("create_module = true", "create_module = 1", "device.create_module", "not_boolean"),
        ('"dev-1"', '"dev 1"', "device.id", "device_id"),
        ('"dev-1"', "5", "device.id", "not_text"),
        ('{ env = "HUB" }', '"HostName=x"', "hub.connection_string", "secret_inline"),
        ('{ env = "HUB" }', '{ env = "A", file = "b" }', "hub.connection_string", "secret_source"),
        ('{ env = "HUB" }', "{ stdin = false }", "hub.connection_string", "secret_source"),
        ('"keys/my.key"', '"keys/"', "agent.key_file", "key_file"),
        ("keyring = true", "keyring = false", "secrets.keep_agent_key", "no_keyring"),
        ("[hub]", "hub = 1\n[hubb]", "", "toml"),
        ("[hub]", "[hub", "", "toml"),
    ],
)
def test_a_wrong_value_is_named(old: str, new: str, key: str, variant: str) -> None:
    text = FULL.replace(old, new)
    error = refusal(text if variant != "toml" else text.replace("hub = 1\n[hubb]", "[hub"))
    assert (error.code, error.variant) == (Code.ANSWERS_INVALID, variant)
    assert error.params["key"] == key


def test_an_inline_secret_is_not_repeated() -> None:
    error = refusal(FULL.replace('{ env = "HUB" }', '"HostName=x;SharedAccessKey=abcd"'))
    assert "abcd" not in repr(error.params)


def test_the_demo_needs_neither_hub_nor_folder() -> None:
    text = LEAST.replace("[hub]\nconnection_string = { stdin = true }", "").replace(
        'directory = "/var/ASCIoTAgent"', ""
    )
    answers = parse_answers(
        text, Path.cwd(), AGENTS, demo_directory=lambda flavour: Path("d") / flavour.id
    )
    assert not answers.sources
    assert answers.state.agent is not None
    assert answers.state.agent.directory == Path("d") / "c"


@pytest.mark.skipif(os.name == "nt", reason="the folder is a POSIX one")
def test_the_folder_is_made_absolute_and_plain() -> None:
    state = parse(LEAST.replace("/var/ASCIoTAgent", "/var/../var/ASCIoTAgent/.")).state
    assert state.agent is not None
    assert str(state.agent.directory) == "/var/ASCIoTAgent"


CERTIFICATE = FULL.replace(
    'method = "SymmetricKey"',
    'method = "SelfSignedCertificate"\ncertificate = "camera.pem"\ncertificate_key = "camera.key"\n'
    'passphrase = { env = "PASS" }',
)
DPS = """
[authentication]
identity = "DPS"
id_scope = "0ne1"
registration_id = "cam-03"
key = { env = "KEY" }
dps_host = "127.0.0.1:4711"
[agent]
flavour = "c"
directory = "agent"
[network]
ca_file = "root-ca.pem"
mqtt_port = 18883
"""
OWN = """
[device]
connection_string = { file = "device.txt" }
[authentication]
identity = "Device"
[agent]
flavour = "c"
directory = "agent"
"""


def test_a_certificate(tmp_path: Path) -> None:
    answers = parse(CERTIFICATE, tmp_path)
    assert answers.state.certificate == CertificateFile(
        tmp_path / "camera.pem", tmp_path / "camera.key"
    )
    assert answers.sources["authentication.passphrase"] == SecretSource("env", "PASS")
    assert answers.state.secret_path() == tmp_path / "agent" / "agent.pfx"


def test_a_certificate_to_be_made() -> None:
    text = FULL.replace('"SymmetricKey"', '"SelfSignedCertificate"')
    made = parse(text + '[authentication.generate]\nkind = "rsa"\nregister = "primary"\n').state
    assert made.certificate == NewCertificate(KeyKind.RSA, 365, ThumbprintSlot.PRIMARY)
    assert parse(text + "[authentication.generate]\n").state.certificate == NewCertificate()


def test_provisioning_needs_neither_hub_nor_device() -> None:
    answers = parse(DPS)
    assert answers.state.dps == DpsRegistration("0ne1", "cam-03")
    assert answers.state.network.dps_host == "127.0.0.1:4711"
    assert answers.state.network.ports[Transport.MQTT] == 18883
    assert answers.sources == {"authentication.key": SecretSource("env", "KEY")}


def test_a_devices_own_connection_string(tmp_path: Path) -> None:
    answers = parse(OWN, tmp_path)
    source = SecretSource("file", str(tmp_path / "device.txt"))
    assert answers.sources == {"device.connection_string": source}


@pytest.mark.parametrize(
    ("text", "key", "variant"),
    [
        (CERTIFICATE.replace('certificate = "camera.pem"\n', ""), "certificate", "certificate"),
        (CERTIFICATE + "[authentication.generate]\n", "certificate", "instead_of_generate"),
        (FULL.replace("[agent]", 'certificate = "x"\n[agent]'), "certificate", "only_certificate"),
        (FULL.replace("[agent]", 'id_scope = "x"\n[agent]'), "id_scope", "only_dps"),
        (DPS.replace('id_scope = "0ne1"', ""), "id_scope", ""),
        (DPS.replace('key = { env = "KEY" }', ""), "key", ""),
        (DPS + '[hub]\nconnection_string = { env = "H" }\nmqtt_port = 1\n', "mqtt_port", "twice"),
        (OWN.replace("[device]", '[device]\nid = "cam"'), "id", "own_and_registry"),
        (OWN + '[hub]\nconnection_string = { env = "H" }\n', "connection_string", "own_and_hub"),
        (
            FULL.replace("[agent]", '[agent]\ncertificate_file = "a.pem"'),
            "certificate_file",
            "certificate_name",
        ),
        (
            FULL.replace('"SymmetricKey"', '"SelfSignedCertificate"')
            + "[authentication.generate]\ndays = 0\n",
            "days",
            "not_number",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(text: str, key: str, variant: str) -> None:
    error = refusal(text)
    assert (str(error.params["key"]).rpartition(".")[2], error.variant) == (key, variant)


@pytest.mark.parametrize(
    ("text", "variant"),
    [
        ("a = " + "[" * 100_000, "toml_depth"),
        ("a = " + "{a = " * 100_000, "toml_depth"),
        ("a = " + "1" * 100_000, "toml_number"),
        (".".join(["a"] * 50_000) + " = 1", "toml_key"),
        ("\n[" + " . ".join(['"a"'] * 50_000) + "]", "toml_key"),
        ("x = {" + ".".join(["a"] * 50_000) + " = 1}", "toml_key"),
        ("a ." * 300_000, "toml_key"),
    ],
    ids=["arrays", "tables", "digits", "dotted_key", "header", "inline_table", "unfinished_key"],
)
def test_what_takes_the_parser_out_of_its_depth(text: str, variant: str) -> None:
    with pytest.raises(AnswersError) as caught:
        parse(text)
    assert caught.value.variant == variant
    text_of(caught.value.problem)


def test_text_with_many_dots_is_no_key() -> None:
    dots = ".".join("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz")
    assert parse(FULL.replace('"dev-1"', f'"{dots}"  # {dots}')).state.device_id == dots
