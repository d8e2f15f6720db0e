"""What each agent logs of a start that fails, where that is not what the hub has answered."""

from __future__ import annotations

import pytest

from wizard.agents.c.facts import C
from wizard.agents.csharp.facts import CSHARP
from wizard.domain.agent.agent_error import NOTHING, AgentError
from wizard.domain.agent.failed_start import FailedStart
from wizard.domain.agent.model import AgentFlavour, Identity
from wizard.domain.errors import Code, Problem
from wizard.text.catalogue.steps import logged_text

REFUSED, GONE = Code.CHECK_UNAUTHORIZED, Code.CHECK_NOT_FOUND
MODULE, DEVICE, DPS = Identity.SECURITY_MODULE, Identity.DEVICE, Identity.DPS
ANSWERED = AgentError.AUTH_UNAUTHORIZED


@pytest.mark.parametrize(
    ("flavour", "identity", "code", "variant", "logged"),
    [
        (C, MODULE, REFUSED, "device_disabled", AgentError.AUTH_OTHER),
        (C, MODULE, REFUSED, "device_disabled_reason", AgentError.AUTH_OTHER),
        (C, MODULE, REFUSED, "key_rolled", ANSWERED),
        (C, DEVICE, REFUSED, "device_disabled", ANSWERED),
        (C, DPS, REFUSED, "other_hub", NOTHING),
        (C, DPS, GONE, "other_hub", NOTHING),
        (C, DPS, GONE, "device_gone", NOTHING),
        (C, DEVICE, GONE, "device_gone", ANSWERED),
        (C, DPS, GONE, "module_gone", ANSWERED),
        (C, DPS, Code.MODULE_NOT_SYMMETRIC, "", NOTHING),
        (C, DEVICE, Code.MODULE_NOT_SYMMETRIC, "", NOTHING),
        (CSHARP, MODULE, REFUSED, "device_disabled", ANSWERED),
        (CSHARP, DPS, REFUSED, "other_hub", ANSWERED),
        (CSHARP, DEVICE, Code.MODULE_NOT_SYMMETRIC, "", NOTHING),
    ],
)
def test_after_the_hub_has_answered(
    flavour: AgentFlavour, identity: Identity, code: Code, variant: str, logged: str
) -> None:
    problem = Problem(code, variant, agent_error=ANSWERED)
    assert flavour.logs(FailedStart(problem, identity)) == logged


def test_the_csharp_agent_tells_all_refusals_of_the_provisioning_service_alike() -> None:
    problem = Problem(REFUSED, agent_error=ANSWERED)
    assert CSHARP.logs(FailedStart(problem, DPS, at_dps=True)) == AgentError.AUTH_OTHER
    assert C.logs(FailedStart(problem, DPS, at_dps=True)) == ANSWERED


@pytest.mark.parametrize("variant", ["assigning", "failed", "unassigned", "disabled", ""])
def test_the_csharp_agent_dies_of_a_registration_without_a_hub(variant: str) -> None:
    problem = Problem(Code.CHECK_DPS_NOT_ASSIGNED, variant, agent_error=AgentError.AUTH_OTHER)
    failure = FailedStart(problem, DPS, at_dps=True)
    assert CSHARP.logs(failure) == NOTHING
    assert C.logs(failure) == AgentError.AUTH_OTHER


def test_silence_is_said_in_words() -> None:
    assert logged_text(NOTHING) == ("The agent would log nothing: it ends without giving a reason.")
    assert logged_text(ANSWERED) == "The agent would log: Authentication / Unauthorized"
    assert logged_text(None) == ""


def test_on_windows_too_each_agent_is_restarted_by_its_own_command() -> None:
    """The C agent has no Windows service: it runs on the Linux device that the folder is for."""
    assert C.restart_command(windows=True) == "sudo systemctl restart ASCIoTAgent.service"
    assert CSHARP.restart_command(windows=True) == 'Restart-Service -Name "ASC IoT Agent"'
