"""Plans that this program never makes: each is refused whole, with a reason, and changes nothing.

The writer is the real process, as real root; the agent's folder belongs to a real other account,
which has laid its traps in it.
"""

from __future__ import annotations

import base64
import copy
import json
import os
import shutil
import socket
import stat
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from wizard.agents import AGENTS
from wizard.agents.c.facts import C
from wizard.agents.csharp.facts import CSHARP
from wizard.domain.agent.model import AgentFlavour, AgentSettings, Identity, Method
from wizard.domain.errors import Code
from wizard.protocols.elevated.frames import LONGEST, frame, read_frame
from wizard.text.catalogue import TEXTS

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root can write for another account"
)
TRAPPER = 41236
"""The account that owns the agent's folder."""
KEY = base64.b64encode(bytes(range(32))) + b"\n"
PLAN_REFUSED = Code.FILES_PLAN_REFUSED.value


@dataclass
class Scene:
    """The agent's folder, a file of root's beside it, and the writer."""

    base: Path
    channel: socket.socket

    @property
    def agent(self) -> Path:
        return self.base / "agent"

    @property
    def victim(self) -> Path:
        """A file of root's that nobody else can read."""
        return self.base / "victim"

    def reset(self) -> None:
        """The folder as an agent's installer leaves it."""
        for path in self.base.iterdir():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        self.victim.write_bytes(b"root's own")
        self.victim.chmod(0o600)
        self.agent.mkdir()
        for flavour in (C,):
            for name, data in rendered(flavour, self.agent).items():
                (self.agent / name).write_bytes(data)
                os.chown(self.agent / name, TRAPPER, TRAPPER)
        os.chown(self.agent, TRAPPER, TRAPPER)

    def ask(self, message: object) -> dict[str, Any]:
        """The answer to any message."""
        self.channel.sendall(frame(message))  # type: ignore[arg-type]
        answer = read_frame(self.channel.recv)
        assert answer is not None
        return answer

    def snapshot(self) -> dict[str, tuple[object, ...]]:
        """All that is there: kind, mode, owner, content or target."""
        found: dict[str, tuple[object, ...]] = {}
        for path in sorted(self.base.rglob("*")):
            status = path.lstat()
            content: object = None
            if stat.S_ISLNK(status.st_mode):
                content = path.readlink()
            elif stat.S_ISREG(status.st_mode):
                content = path.read_bytes()
            found[str(path)] = (status.st_mode, status.st_uid, status.st_gid, content)
        return found


def rendered(
    flavour: AgentFlavour, folder: Path, key: str = "azureiotsecurity.key", **changes: Any
) -> dict[str, bytes]:
    """An agent's configuration as this program writes it."""
    agent = AGENTS[flavour]
    settings = AgentSettings(
        **{
            "identity": Identity.SECURITY_MODULE,
            "method": Method.SYMMETRIC_KEY,
            "host_name": "hub.azure-devices.net",
            "device_id": "cam-01",
            "secret_path": str(folder / key),
            **changes,
        }
    )
    agent_id = "9e9b4b8e-0d4e-4a66-9c1c-6a0d6e0f7a11"
    return dict(agent.render(settings, dict.fromkeys(agent.file_names), agent_id))


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    base = Path(tempfile.mkdtemp(prefix="iot-agent-setup-", dir="/var/tmp"))
    base.chmod(0o755)
    ours, theirs = socket.socketpair()
    folders = (base / "agent", base / "linked", Path("/etc"), Path("/etc/cron.d"), Path("/var"))
    confirmed = [part for folder in folders for part in ("--folder", str(folder))]
    with subprocess.Popen(
        [sys.executable, "-m", "wizard.writer", *confirmed],
        stdin=theirs.fileno(),
        stdout=theirs.fileno(),
    ) as writer:
        theirs.close()
        assert read_frame(ours.recv)
        yield Scene(base, ours)
        ours.close()
        assert writer.wait() == 0
    shutil.rmtree(base)


Change = Callable[[Scene, dict[str, Any]], object]
"""Makes a good request into a forged one, or lays a trap."""


def write_of(path: Path | str, content: bytes, secret: bool, group: str = "") -> dict[str, Any]:
    """A file of a plan."""
    encoded = base64.b64encode(content).decode()
    return {"path": str(path), "content": encoded, "secret": secret, "reader_group": group}


def good(scene: Scene, flavour: AgentFlavour = C) -> dict[str, Any]:
    """What the program asks for."""
    writes = [
        write_of(scene.agent / name, data, secret=False)
        for name, data in rendered(flavour, scene.agent).items()
    ]
    writes.append(write_of(scene.agent / "azureiotsecurity.key", KEY, secret=True))
    return {"call": "write", "directory": str(scene.agent), "writes": writes}


def directory(value: object) -> Change:
    """Another folder for the whole plan; ``{}`` is the agent's."""

    def change(scene: Scene, request: dict[str, Any]) -> None:
        text = value.format(scene.agent) if isinstance(value, str) else value
        request["directory"] = text
        if isinstance(text, str) and text.startswith("/"):
            for write in request["writes"]:
                write["path"] = str(Path(text) / Path(write["path"]).name)

    return change


def of_config(**values: object) -> Change:
    """Other values for the configuration's entry."""
    return lambda _scene, request: request["writes"][0].update(values)


def of_key(**values: object) -> Change:
    """Other values for the key's entry; ``{}`` in a path is the agent's folder."""

    def change(scene: Scene, request: dict[str, Any]) -> None:
        told = {
            name: value.format(scene.agent) if isinstance(value, str) else value
            for name, value in values.items()
        }
        request["writes"][-1].update(told)

    return change


def key_named(name: str) -> Change:
    """A key file of this name, which the configuration names as well."""

    def change(scene: Scene, request: dict[str, Any]) -> None:
        (config,) = rendered(C, scene.agent, name).values()
        request["writes"][0]["content"] = base64.b64encode(config).decode()
        request["writes"][-1]["path"] = f"{scene.agent}/{name}"

    return change


def config_is(content: bytes) -> Change:
    """Another configuration."""
    return of_config(content=base64.b64encode(content).decode())


def key_is(content: bytes) -> Change:
    """Another key."""
    return of_key(content=base64.b64encode(content).decode())


def besides(path: str, content: bytes = b"x", secret: bool = False) -> Change:
    """One file more."""
    return lambda scene, request: request["writes"].append(
        write_of(path.format(scene.agent), content, secret)
    )


def request_is(**values: object) -> Change:
    """Other keys of the request."""
    return lambda _scene, request: request.update(values)


def instead(**values: object) -> Change:
    """Another request altogether; ``{}`` is the agent's folder."""

    def change(scene: Scene, request: dict[str, Any]) -> None:
        request.clear()
        for name, value in values.items():
            request[name] = _placed(value, scene)

    return change


def _placed(value: object, scene: Scene) -> object:
    if isinstance(value, list):
        return [_placed(one, scene) for one in value]
    return value.format(scene.agent) if isinstance(value, str) else value


def without(name: str, of_write: bool = False) -> Change:
    """A key that is missing."""
    return lambda _scene, request: (request["writes"][0] if of_write else request).pop(name)


def settings_say(**changes: Any) -> Change:
    """A configuration of the right form that says something else."""

    def change(scene: Scene, request: dict[str, Any]) -> None:
        (config,) = rendered(C, scene.agent, **changes).values()
        request["writes"][0]["content"] = base64.b64encode(config).decode()

    return change


def linked_folder(scene: Scene, request: dict[str, Any]) -> None:
    """The confirmed folder is a link to another."""
    (scene.base / "linked").symlink_to(scene.base / "elsewhere")
    (scene.base / "elsewhere").mkdir()
    directory(str(scene.base / "linked"))(scene, request)


def folder_is_a_file(scene: Scene, request: dict[str, Any]) -> None:
    """A file where the confirmed folder should be."""
    (scene.base / "linked").write_bytes(b"")
    directory(str(scene.base / "linked"))(scene, request)


ALL_READ = {"call": "read_many", "paths": ["{}/LocalConfiguration.json", "/etc/shadow"]}
REQUESTS: dict[str, tuple[Change, str]] = {
    # Other folders
    "folder: etc, though confirmed": (directory("/etc"), "system_folder"),
    "folder: cron, though confirmed": (directory("/etc/cron.d"), "system_folder"),
    "folder: right below the root": (directory("/var"), "system_folder"),
    "folder: not confirmed": (directory("/srv/other"), "folder"),
    "folder: the parent": (lambda s, r: directory(str(s.base))(s, r), "folder"),
    "folder: inside the confirmed one": (directory("{}/sub"), "folder"),
    "folder: root's home": (directory("/root"), "folder"),
    "folder: ssh keys": (directory("/root/.ssh"), "folder"),
    "folder: the root": (directory("/"), "folder"),
    "folder: dot dot": (directory("{}/../agent"), "path"),
    "folder: dot dot to etc": (directory("{}/../../../etc"), "path"),
    "folder: slash behind": (directory("{}/"), "path"),
    "folder: two slashes": (lambda s, r: r.update(directory=f"/{s.agent}"), "folder"),
    "folder: dot": (lambda s, r: r.update(directory=f"{s.base}/./agent"), "path"),
    "folder: relative": (directory("agent"), "path"),
    "folder: empty": (directory(""), "path"),
    "folder: null character": (directory("{}\0"), "request"),
    "folder: line feed": (directory("{}\n/etc"), "request"),
    "folder: a number": (directory(7), "request"),
    "folder: a list": (directory(["{}"]), "request"),
    "folder: nothing": (directory(None), "request"),
    "folder: endless": (lambda s, r: r.update(directory=f"/{'a' * 5000}"), "request"),
    "folder: a link": (linked_folder, "link"),
    "folder: a file": (folder_is_a_file, "folder"),
    "folder: proc": (directory("/proc/self"), "folder"),
    "folder: a home's start-up files": (directory("/home/operator/.config/autostart"), "folder"),
    # Other places for a file
    "place: the configuration elsewhere": (of_config(path="/etc/LocalConfiguration.json"), "place"),
    "place: the key elsewhere": (of_key(path="/etc/azureiotsecurity.key"), "place"),
    "place: dot dot": (of_key(path="{}/../victim.key"), "path"),
    "place: a folder below": (of_key(path="{}/sub/azureiotsecurity.key"), "place"),
    "place: relative": (of_key(path="azureiotsecurity.key"), "path"),
    "place: the folder itself": (of_key(path="{}"), "place"),
    "place: shadow": (besides("/etc/shadow", secret=True), "place"),
    "place: sudoers": (besides("/etc/sudoers.d/x", secret=True), "place"),
    "place: preload": (besides("/etc/ld.so.preload"), "place"),
    "place: a device": (besides("/dev/sda"), "place"),
    "place: the kernel": (besides("/proc/sys/kernel/core_pattern"), "place"),
    "place: root's keys": (besides("/root/.ssh/authorized_keys"), "place"),
    "place: a unit": (besides("/etc/systemd/system/ASCIoTAgent.service"), "place"),
    "place: our own journal": (besides("/var/lib/iot-agent-setup/journal"), "place"),
    # Other names
    "name: the agent's program": (besides("{}/ASCIoTAgent"), "name"),
    "name: the agent's program as key": (key_named("ASCIoTAgent"), "name"),
    "name: a library": (key_named("libc.so"), "name"),
    "name: a script": (key_named("start.sh"), "name"),
    "name: a unit": (key_named("ASCIoTAgent.service"), "name"),
    "name: hidden": (key_named(".bashrc"), "name"),
    "name: hidden key": (key_named(".x.key"), "name"),
    "name: no ending": (key_named("key"), "name"),
    "name: an option": (key_named("-rf.key"), "name"),
    "name: very long": (key_named(f"{'k' * 240}.key"), "name"),
    "name: our journal": (besides("{}/.iot-agent-setup.journal"), "name"),
    "name: our undo record": (besides("{}/.iot-agent-setup.undo"), "name"),
    "name: our lock": (besides("{}/.iot-agent-setup.lock"), "name"),
    "name: a backup": (besides("{}/LocalConfiguration.json.20261126T000000Z.bak"), "name"),
    "name: another configuration": (besides("{}/appsettings.json"), "name"),
    "name: in capitals": (besides("{}/LOCALCONFIGURATION.JSON"), "name"),
    "name: a blank behind": (besides("{}/LocalConfiguration.json "), "name"),
    "name: the configuration as secret": (of_config(secret=True), "name"),
    "name: the key as configuration": (of_key(secret=False), "name"),
    "name: right-to-left": (key_named("a\u202eyek.key"), "request"),
    "name: null character": (key_named("a\0.key"), "request"),
    # Twice, too many, too large
    "twice: the configuration": (besides("{}/LocalConfiguration.json"), "twice"),
    "twice: the key": (besides("{}/azureiotsecurity.key", KEY, secret=True), "twice"),
    "secrets: two keys": (besides("{}/second.key", KEY, secret=True), "secrets"),
    "size: the configuration": (config_is(b"{" + b" " * (300 << 10)), "size"),
    "size: the key": (key_is(b"A" * (65 << 10)), "size"),
    "count: no files": (request_is(writes=[]), "request"),
    "count: a hundred files": (lambda s, r: r.update(writes=r["writes"] * 50), "request"),
    # Other owners, other rights
    "group: root": (of_key(reader_group="root"), "group"),
    "group: shadow": (of_key(reader_group="shadow"), "group"),
    "group: for the configuration": (of_config(reader_group="asciotagent"), "group"),
    "group: a number": (of_key(reader_group=0), "request"),
    "rights: setuid": (of_key(mode=0o4755), "request"),
    "rights: world-writable": (of_config(mode=0o666), "request"),
    "rights: an owner": (of_key(owner="root"), "request"),
    "rights: a number": (of_key(uid=0), "request"),
    "rights: attributes": (of_config(extended={"security.capability": "00"}), "request"),
    "rights: secret as a word": (of_key(secret="yes"), "request"),
    # Contents that the agent would not accept
    "content: no JSON": (config_is(b"#!/bin/sh\nid\n"), "content"),
    "content: empty": (config_is(b""), "content"),
    "content: a program": (config_is(b"\x7fELF" + bytes(64)), "content"),
    "content: another JSON": (config_is(b'{"Configuration": {}}'), "content"),
    "content: XML": (config_is(b"<Authentication/>"), "content"),
    "content: a null character": (config_is(b"{}\0"), "content"),
    "content: deep": (config_is(b"[" * 20000), "content"),
    "content: the key is a program": (key_is(b"#!/bin/sh\n"), "content"),
    "content: the key is empty": (key_is(b""), "content"),
    "content: the key has two lines": (key_is(KEY + b"root::0:0:::\n"), "content"),
    "content: the key is no base64": (key_is(b"root::0:0:::\n"), "content"),
    "content: a key that is not named": (key_named("other.key"), ""),
    "content: names another key": (settings_say(key="another.key"), "content"),
    "content: names root's file": (settings_say(secret_path="/etc/shadow"), "content"),
    "content: names the victim": (settings_say(key="../victim"), "content"),
    "content: no device": (settings_say(device_id=""), "content"),
    "content: a host with a command": (settings_say(host_name="h;rm -rf"), "content"),
    "content: module with certificate": (
        settings_say(method=Method.SELF_SIGNED_CERTIFICATE),
        "content",
    ),
    "content: files of two agents": (
        lambda s, r: r["writes"].extend(
            write_of(s.agent / name, data, secret=False)
            for name, data in rendered(CSHARP, s.agent).items()
        ),
        "content",
    ),
    "content: no base64 in the request": (of_key(content="*"), "request"),
    "content: a path to read from": (of_key(content={"file": "/etc/shadow"}), "request"),
    # Requests of another form
    "request: no call": (without("call"), "request"),
    "request: an unknown call": (request_is(call="exec"), "request"),
    "request: a shell": (instead(call="run", command="id"), "request"),
    "request: a call that is a list": (request_is(call=["write"]), "request"),
    "request: an inner name": (request_is(call="__class__"), "request"),
    "request: no folder": (without("directory"), "request"),
    "request: a key too many": (request_is(force=True), "request"),
    "request: a file without path": (without("path", of_write=True), "request"),
    "request: a file without content": (without("content", of_write=True), "request"),
    "request: files as text": (request_is(writes="all"), "request"),
    "request: a file as text": (request_is(writes=["/etc/passwd"]), "request"),
    "request: commit nothing": (instead(call="commit"), "request"),
    "request: roll back nothing": (instead(call="roll_back"), "request"),
    # Reading what is none of its business
    "read: shadow": (instead(call="read", path="/etc/shadow"), "system_folder"),
    "read: the victim": (instead(call="read", path="{}/../victim"), "path"),
    "read: the agent's program": (instead(call="read", path="{}/ASCIoTAgent"), "name"),
    "read: one among many": (instead(**ALL_READ), "system_folder"),
    "read: names elsewhere": (instead(call="names", directory="/root"), "folder"),
    "read: assess elsewhere": (
        instead(call="assess", directory="/root", agent="c", backup=""),
        "folder",
    ),
    "read: assess with root's file": (
        instead(call="assess", directory="{}", agent="c", backup="../victim"),
        "folder",
    ),
    "read: whether an account could read": (
        instead(call="access_barrier", path="/etc/shadow", account="nobody"),
        "system_folder",
    ),
    "undo: elsewhere": (instead(call="undo", directory="/srv"), "folder"),
    "recover: elsewhere": (instead(call="recover", directory="/var/lib/dpkg"), "folder"),
    "check: elsewhere": (instead(call="check_writable", paths=["/etc/x.key"]), "system_folder"),
    "check: a backup": (
        instead(call="check_writable", paths=["{}/a.key.20261126T000000Z.bak"]),
        "name",
    ),
    # Other services
    "service: sshd": (instead(call="restart", agent="sshd.service"), "agent"),
    "service: by its unit": (instead(call="restart", agent="ASCIoTAgent.service"), "agent"),
    "service: an option": (instead(call="restart", agent="--force"), "agent"),
    "service: empty": (instead(call="restart", agent=""), "agent"),
    "service: a command besides": (instead(call="restart", agent="c", command="id"), "request"),
    "service: the state of another": (instead(call="status", agent="dbus"), "agent"),
    "service: the log of another": (instead(call="log", agent="sudo", since=0), "agent"),
    "service: a log since ever": (instead(call="log", agent="c", since=-1), "request"),
    "service: a log since nowhen": (instead(call="log", agent="c", since="@0"), "request"),
    "service: a log since not a number": (instead(call="log", agent="c", since=1e300), "request"),
}
FORGED = {name: case for name, case in REQUESTS.items() if case[1]}


def test_the_plan_that_is_forged_is_a_good_one(scene: Scene) -> None:
    for flavour in (C, CSHARP):
        scene.reset()
        if flavour is CSHARP:
            (scene.agent / "LocalConfiguration.json").unlink()
        answer = scene.ask(good(scene, flavour))
        assert "result" in answer, answer
        assert "result" in scene.ask({"call": "commit"})
        assert (scene.agent / "azureiotsecurity.key").read_bytes() == KEY
        assert "result" in scene.ask({"call": "undo", "directory": str(scene.agent)})


def test_there_are_a_hundred_kinds() -> None:
    assert len(FORGED) >= 100


@pytest.mark.parametrize("name", FORGED)
def test_is_refused_whole_with_a_reason(scene: Scene, name: str) -> None:
    change, reason = FORGED[name]
    scene.reset()
    request = copy.deepcopy(good(scene))
    change(scene, request)
    before = scene.snapshot()

    answer = scene.ask(request)

    assert "error" in answer, answer
    error = answer["error"]
    assert (error["code"], error["variant"]) == (PLAN_REFUSED, reason)
    assert f"{PLAN_REFUSED}/{reason}" in TEXTS
    assert scene.snapshot() == before
    assert b"root's own" not in json.dumps(answer).encode()


def link(scene: Scene, name: str) -> None:
    """A link to root's file where the agent's own should be."""
    path = scene.agent / name
    path.unlink(missing_ok=True)
    path.symlink_to(scene.victim)


def hard_link(scene: Scene, name: str) -> None:
    """Another name of root's file there."""
    path = scene.agent / name
    path.unlink(missing_ok=True)
    path.hardlink_to(scene.victim)


def pipe(scene: Scene, name: str) -> None:
    """A pipe, which would be waited at for ever."""
    path = scene.agent / name
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def folder(scene: Scene, name: str) -> None:
    """A folder there."""
    path = scene.agent / name
    path.unlink(missing_ok=True)
    path.mkdir()


@pytest.mark.parametrize("trap", [link, hard_link, pipe, folder])
@pytest.mark.parametrize("name", ["LocalConfiguration.json", "azureiotsecurity.key"])
def test_what_the_other_account_has_laid_is_not_followed(
    scene: Scene, trap: Callable[[Scene, str], None], name: str
) -> None:
    scene.reset()
    trap(scene, name)
    before = scene.snapshot()

    answer = scene.ask(good(scene))
    read = scene.ask({"call": "read", "path": str(scene.agent / name)})
    agent = {"call": "assess", "directory": str(scene.agent), "agent": "c", "backup": ""}
    assessed = scene.ask(agent)

    assert "error" in answer, answer
    assert "error" in read
    assert scene.snapshot() == before
    for told in (answer, read, assessed):
        assert b"root's own" not in json.dumps(told).encode()


def test_a_configuration_that_names_roots_file_is_not_a_way_to_read_it(scene: Scene) -> None:
    scene.reset()
    (config,) = rendered(C, scene.agent, secret_path=str(scene.victim)).values()
    (scene.agent / "LocalConfiguration.json").write_bytes(config)
    scene.victim.write_bytes(KEY)  # what the agent would take for a key

    message = {"call": "assess", "directory": str(scene.agent), "agent": "c", "backup": ""}
    answer = scene.ask(message)

    assert KEY.strip() not in json.dumps(answer).encode()


@pytest.mark.parametrize(
    "sent",
    [b"\0\0\0\2[]", b"\0\0\0\1{", struct.pack(">I", LONGEST + 1), b"GET / HTTP/1.1\r\n\r\n", b"\0"],
    ids=["list", "no JSON", "too long", "HTTP", "cut off"],
)
def test_who_does_not_speak_as_agreed_is_left(sent: bytes) -> None:
    ours, theirs = socket.socketpair()
    with subprocess.Popen(
        [sys.executable, "-m", "wizard.writer"], stdin=theirs.fileno(), stdout=theirs.fileno()
    ) as writer:
        theirs.close()
        assert read_frame(ours.recv)
        ours.sendall(sent)
        ours.shutdown(socket.SHUT_WR)
        assert writer.wait() == 1
    ours.close()
