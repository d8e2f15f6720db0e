"""The port `AgentFiles`: an agent's folder, changed as a whole or not at all.

The idea: a journal is on the disk before a file is touched, so that the next run can finish or
take back what a killed one left. Every change to the disk is a method of `Disk`.

- agent_files                     the port
- transaction, targets            a run's writes, and what they would do
- journal, journal_trust          what a killed run leaves, and whether to believe it
- undo, undo_record               putting the last run back
- disk, folder_lock, errors       the operations, one run at a time, the system's errors in codes
- session_history, save_text      what this session wrote before; a report's file
"""
