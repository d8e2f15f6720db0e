"""What several agents have in common.

- `findings`: collecting what is wrong in the order in which an agent meets it.
- `hosts`, `id_limits`, `key_files`, `certificate_files`, `text_encoding`: reading what agents read.
- `vocabulary`, `repair_loop`, `credential_repair`, `certificate_repair`: setting right what was
  meant otherwise.
- `twin`: the settings in the module's twin, by a table that each agent brings.

The one idea: nothing here knows a single agent; each hands over what is its own.
"""
