"""Administrator rights for one small process, where the user's own do not do.

The idea: `ElevatingFiles` and `ElevatingService` try as the user; where the system says no they ask
for rights, once, and go on through `wizard.writer`, which judges what it is asked for.

- system_elevation    asking once, and the process that was started
- launcher            pkexec, sudo; the prompt names the folder
- uac                 the same on Windows: User Account Control asks
- windows_processes   starting one with more rights there, and which process is which
- named_pipe          what the two share on Windows; elsewhere a pair of sockets
- channel             calls over either
- elevated            the ports, carried out by the writer
- elevating           the ports, as the user first
"""
