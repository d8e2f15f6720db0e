"""The live check: doing now, from the files as they are, what the agent will do at its start.

`live_check` has the steps in the agent's order; `steps` does each within the check's time and has
its failure explained; `connection_steps` turns a connection's events into steps; `agent_port` looks
at the port that only the agent uses; `agent_credential` gets at its key or certificate as it would.
`run` is the check as a run of its own, `watch` repeats it and tells what changed. The one idea: it
uses nothing but what the agent has, so a green check means that the agent will start.
"""
