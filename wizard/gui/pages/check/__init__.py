"""The last page: the run, the live check, and what comes after.

- `page`: starts the run as soon as it is shown, and says how it ended.
- `step_list`, `step_group`, `step_row`: the steps as they happen. `result_mark`: how it ended.
- `report_actions`: saving and copying the report.
- `changes_panel`: what was changed, in files and in the hub, with a button to undo each.
- `restart_panel`, `command_line`: restarting the agent, or the command that does.
"""
