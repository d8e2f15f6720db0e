"""The nouns of a hub: its address and credentials, its devices and modules, and its tokens.

- `model`: credentials, network settings, device and module as the registry tells them.
- `connection_string`, `address`, `device_ids`: what people paste or type, read strictly.
- `sas_token`: tokens as the hub checks them.
- `connection_events`, `network_survey`: what a connection tells on its way, and what else can be
  looked at when it failed.

The idea: facts of the service, pure. `wizard.infra` speaks to it, `wizard.demo` plays it.
"""
