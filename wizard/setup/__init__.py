"""Setting an agent up, from the user's choices to the live check: what the program is for.

One state (`SetupState`) is filled by the window's `Session` or by an answers file (`answers/`). The
rules (`auth_rules`, `flow`) are pure functions of it. What a run does is a list of jobs (`jobs/`,
in their order in `plan`); the `engine` carries them out and rolls them back, `preview` shows what
they would change. Only the modules of `hub` reach the registry, only `changes` files and
keyring. Nothing in here knows a toolkit, an SDK or a sentence for people.
"""
