"""What all runs share: a set-up, a check, a repair, an undo.

`step_runner` records the steps and tells them as events; `outcome` ends a run and makes its report;
`retry` waits for faults that may pass, and lets writes end although they are cancelled; `assess`
reads a folder as its agent would; `file_preview` shows changes as diffs. The one idea: a run never
raises, and a cancellation ends in a report like any other end.
"""
