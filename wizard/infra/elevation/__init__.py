"""Administrator rights for one small process, where the user's own do not do.

The idea: `ElevatingFiles` and `ElevatingService` try as the user; where the system says no they ask
for rights, once, and go on through `wizard.writer`, which judges what it is asked for.

- system_elevation    asking once, and the process that was started
- launcher            pkexec, sudo; the prompt names the folder
- channel             calls over the socket that the two share
- elevated            the ports, carried out by the writer
- elevating           the ports, as the user first
"""
