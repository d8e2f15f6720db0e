"""The first page: which hub, and with whose rights.

- `page`: the page; Next asks the hub itself. `start`: with what it begins.
- `access_choice`: what a pasted string is good for, and the set-up without access to the hub.
- `saved_hubs`: hubs whose connection string is in the keyring, as cards.
- `installed_agent`: what an agent that is installed here is configured for.
- `network_fields`: CA file and ports, behind "Advanced".
"""
