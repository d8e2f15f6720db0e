"""The identity registry of the demo hub, in memory.

- `records`: devices, modules, twins, keys and registrations as data.
- `store`: them by id, thread-safe, with a call to whoever watches for changes.
- `seed`: the devices of the plant; `generated`: any number more, made when they are looked at.
- `policies`, `tokens`: shared access policies and the tokens that are signed with their keys.

The idea: no protocol in here; `wizard.demo.rest` and `wizard.demo.mqtt` show the same records.
"""
