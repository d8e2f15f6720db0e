"""Set up the authentication of an Azure IoT security agent, and prove it live.

`README.md` beside this file is the architecture: the rooms, the rules, and how to add what is
missing. In one sentence: the fronts (`cli`, `gui`) collect a typed state, `setup` carries it out,
`check` proves it, `text` says it, and everything outside is behind the ports of `domain`.
"""

__version__ = "0.1.0"
