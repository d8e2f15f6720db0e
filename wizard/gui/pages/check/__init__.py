"""The last page: the run, the live check, and what comes after.

- `page`: starts the run as soon as it is shown, and says how it ended.
- `step_list`: the steps as they happen.
- `report_actions`: saving and copying the report.
- `changes_panel`: what was changed, in files and in the hub, with a button to undo each.
- `command_line`: the command that restarts the agent.
"""
