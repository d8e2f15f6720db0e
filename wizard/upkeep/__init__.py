"""What can be done with a configuration that is there already, without any network.

`offline_check` says what the agent would do with it, `repair` sets right what can be, `undo` puts
back what the last run in the folder changed; `agent_folder` offers all three to the window. The one
idea: files are changed as one unit, all or nothing, with backups.
"""
