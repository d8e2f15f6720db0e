"""Restarting the agent, and reading what it logs then."""

from __future__ import annotations

from wizard.domain.report import StepId
from wizard.domain.state import FollowUp, SetupState
from wizard.setup.jobs.job import Job, JobPhase, Run
from wizard.upkeep.restart import RESTART_STEPS, AgentRestart


class RestartAgent(Job):
    """Has the agent read its new configuration, where that is wanted.

    After the live check: an agent that could not authenticate would only start again and again. It
    records its steps itself.
    """

    id = StepId.AGENT_RESTART
    phase = JobPhase.CHECK

    def wanted(self, state: SetupState) -> bool:
        return state.restart_agent and state.is_due(FollowUp.RESTART)

    def follow_up(self, _state: SetupState) -> FollowUp | None:
        return FollowUp.RESTART

    def steps(self, _state: SetupState) -> tuple[StepId, ...]:
        return RESTART_STEPS

    async def run(self, run: Run) -> None:
        agent = run.ports.agents[run.agent.flavour]
        restart = AgentRestart(run.agent.directory, agent, run.ports.service, run.runner)
        try:
            await restart.run()
        finally:
            run.agent_log = restart.entries
            run.warnings.extend(restart.warnings)
