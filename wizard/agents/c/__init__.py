"""The C agent: one JSON file, which the library parson reads.

- `facts`: where it lives, who reads its key, which ids it cannot carry.
- `settings`, `json_scanner`, `durations`: its words and how it reads JSON and durations.
- `validator`, `address`, `credential_files`: its start, step by step.
- `writer`, `json_editor`: the file edited in place; `repair`, `json_normalizer`: set right.
- `twin_values`: how it reads its settings in the module's twin.

The one idea: what the agent's own code does counts, not what JSON or the documentation says.
"""
