"""What is true of repairing, whatever lies in the folder."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from tests.agents.builders import (
    FOLDER,
    GENERAL,
    INTERFACE,
    KEY_PATH,
    OTHER_ID,
    assess,
    authentication,
    c_config,
    pfx,
    section,
)
from tests.agents.strategies import c_files, csharp_files, damaged, keys, some
from wizard.agents import AGENTS
from wizard.agents.c.facts import C
from wizard.agents.csharp.facts import CSHARP
from wizard.domain.agent.assessment import Verdict
from wizard.domain.agent.model import AgentFlavour
from wizard.domain.secret import Secret

_C_FILE = f"{FOLDER}/LocalConfiguration.json"
_AUTH = f"{FOLDER}/Authentication.config"
_SECRETS = st.one_of(
    st.binary(max_size=80),
    keys.map(lambda key: key.reveal().encode()),
    st.just(b"").map(lambda _: pfx()[:200]),
)


def _is_sound(flavour: AgentFlavour, files: Mapping[str, bytes | None]) -> None:
    """It promises what comes true, makes nothing worse, and has nothing to add the second time."""
    agent = AGENTS[flavour]
    before = assess(flavour, files.get)
    plan = agent.repair(FOLDER, lambda path: files.get(path), OTHER_ID)
    after = dict(files) | {write.path.as_posix(): write.content for write in plan.writes}
    assert assess(flavour, after.get) == plan.after
    if before.verdict is Verdict.ACCEPTED:
        assert plan.after.verdict is Verdict.ACCEPTED
        if not before.findings:
            assert plan.writes == ()
        assert plan.after.secret == before.secret
    assert agent.repair(FOLDER, lambda path: after.get(path), OTHER_ID).writes == ()


@some
@given(config=c_files() | damaged(c_config()), secret=_SECRETS)
def test_the_c_agents_folder(config: bytes, secret: bytes) -> None:
    _is_sound(C, {_C_FILE: config, KEY_PATH: secret})


@some
@given(files=csharp_files(), secret=_SECRETS)
def test_the_csharp_agents_folder(files: dict[str, bytes | None], secret: bytes) -> None:
    there = {f"{FOLDER}/{name}": content for name, content in files.items()}
    _is_sound(CSHARP, there | {KEY_PATH: secret})


@some
@given(config=damaged(authentication()), secret=_SECRETS)
def test_a_damaged_folder_of_the_csharp_agent(config: bytes, secret: bytes) -> None:
    there = {
        f"{FOLDER}/General.config": section("General", GENERAL),
        f"{FOLDER}/SecurityIotInterface.config": section("ExternalInterface", INTERFACE),
    }
    _is_sound(CSHARP, {_AUTH: config, KEY_PATH: secret, **there})


@some
@given(
    key=keys,
    noise=st.lists(st.sampled_from([" ", "\t", "\r\n", "\ufeff", '"', "\xa0"]), max_size=6),
)
def test_a_key_comes_out_of_whatever_stands_around_it(key: Secret, noise: list[str]) -> None:
    content = "".join([*noise, key.reveal(), *noise]).encode()
    for flavour, config in (
        (C, {_C_FILE: c_config()}),
        (
            CSHARP,
            {
                _AUTH: authentication(),
                f"{FOLDER}/General.config": section("General", GENERAL),
                f"{FOLDER}/SecurityIotInterface.config": section("ExternalInterface", INTERFACE),
            },
        ),
    ):
        files = {**config, KEY_PATH: content}
        plan = AGENTS[flavour].repair(FOLDER, lambda path, files=files: files.get(path), OTHER_ID)
        assert plan.after.verdict is Verdict.ACCEPTED
        assert plan.after.secret == key
