"""What the program needs from the world, one protocol a file.

`wizard.infra` and `wizard.agents` implement them, tests fake them; each has one suite in
``tests/contracts`` that every implementation passes. All raise SetupErrors only.

- registry, probe   the hub: its identities; connecting as the agent does
- files, secrets    the agents' folders; the keyring and the list of hubs
- agent             what is known about one agent
- certificates      reading, making and writing them
- ports             all of them in one hand
"""
