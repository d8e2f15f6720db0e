"""What earlier runs have finished, so that a later one goes on from there.

`check_records` says of each installation whether the live check, and the restart, have passed with
the files as they are; `fleet_progress` is the file of ``--each … --state``. Both have no secret.
"""
