"""The port `AuthProbe`: over the network, exactly what an agent does at its start.

Each call gets a `ProbeContext`: how to get there, and whom to tell how far it has come.

- hub_rest, provisioning   the agents' REST calls to the hub and to the provisioning service
- http_request             one such call, with a token or a certificate
- mqtt                     the module's connection
- reach                    as far as TLS and no further
- agent_errors             what the agent would log of a failure
"""
