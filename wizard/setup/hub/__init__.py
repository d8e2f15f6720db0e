"""What a run reads of the hub and changes in it: the only place that reaches the registry.

`reading` reads device and module, and waits for faults that pass. `writing` changes the hub,
records each change and can take it back; `verified_write` repeats no write without looking first,
because an answer may be lost.
"""
