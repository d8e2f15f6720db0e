"""A table of devices, set up in one process, each with an outcome of its own.

- ``device``: one row of it, and how it ended
- ``batch``: the devices whose missing modules are created with one request
- ``run``: all of them, so many at a time
"""
