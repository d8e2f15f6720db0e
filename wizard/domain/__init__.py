"""What all the rest talks about: states, reports, errors, and the contracts of what is outside.

- `state`: what the fronts collect. `report`: what a run tells. `errors`: codes, never sentences.
- `secret`, `proof`, `redaction`: what must not be seen, what an identity shows, and how text is
  kept free of both.
- `hub`, `agent`: the nouns of the hub and of the agents. `ports`: the contracts of the plug-ins.

The idea: values are frozen and typed, and nothing here imports Qt, an SDK or the network, so that
whatever is decided above can be tested without them.
"""
