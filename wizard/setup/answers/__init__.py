"""The answers file of ``apply``: a whole set-up as TOML.

`file` reads it key by key into the one state, `table` and `authentication` check one table each,
`secret_source` fetches the secrets from where the file says they are. The one idea: no key is
ignored silently, and no secret stands in the file itself.
"""
