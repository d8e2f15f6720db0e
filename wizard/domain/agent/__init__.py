"""The nouns of an agent: what it is, where it lives, what it would say to its files.

- `model`: flavour, identity, method, the folder and the settings of an agent.
- `facts`: where an installed agent and its service are found; `agent_error`: what agents log,
  `failed_start`: and of what.
- `assessment`, `twin_finding`: the verdict on a configuration, finding by finding.

The idea: the words that everybody shares about agents; what one agent does with them is its own
affair and stands in its folder of `wizard.agents`.
"""
