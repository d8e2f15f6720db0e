"""What can be made to go wrong with the demo hub.

- `faults`: each fault as a small class, and `Faults`, which holds those that are set.
- `channel`: setting a fault for one server, for some requests, for some times.
- `visibility`: how long a new module stays unreadable.
- `scenarios`: faults by name, for ``--fault NAME``.

The idea: a fault is data; the server that it concerns asks for it at the moment when it acts.
"""
