"""The program without a window: arguments in, a report out, an exit code.

- `parser`, `values`: the grammar of the command line; ``--help`` is made from it.
- `commands`: from the name of a command to what carries it out, and the last resort for errors.
- `apply`, `check`, `repair`, `undo`, `demo_hub`: one file a command, each with one ``run``.
- `console`: standard output, the event loop, signals: what all commands have in common.

The idea: a command only fetches what it needs from `wizard.compose` and calls the job; what it
prints is made by `wizard.text`. Importing this package brings in no Qt and no SDK.
"""
