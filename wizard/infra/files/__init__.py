"""The port `AgentFiles`: an agent's folder, changed as a whole or not at all.

The idea: a journal is on the disk before a file is touched, so that the next run can finish or
take back what a killed one left. Every change to the disk is a method of `Disk`.

- agent_files                     the port
- transaction, targets            a run's writes, and what they would do
- journal, records                what a killed run leaves, and where: outside the agent's folder
- kept_backups                    which backups outlive a run
- undo, undo_record               putting the last run back
- disk, folder_lock, errors       the operations, one run at a time, the system's errors in codes
- real_paths, folders, found_file paths without links; open folders; a file by one descriptor
- session_history                 what this session wrote before
- save_text, append               a report's file, the log's
"""
