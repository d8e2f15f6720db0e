"""What the program does to the world: network, registry, keyring, files, certificates.

Each folder implements one or more ports of `wizard.domain.ports`; `wizard.compose` alone imports
them. Nothing here imports agents, the demo hub or anything that decides.

- threads            code that blocks, called from asyncio: reads are abandoned, writes run to end
- logging            the log file, with every living secret taken out
- installed_agents   where agents are installed, and whether one runs as its service
- environment        what a report says of this computer
"""
