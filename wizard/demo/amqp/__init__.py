"""AMQP 1.0 as an IoT Hub speaks it to modules and devices.

- `server`: its connections; `connection`: one of them, from the first header to its end.
- `hub_links`: `$cbs`, telemetry and the twin; `login`: what a token proves, whose a link is.

The idea: codec, frames and messages are `wizard.protocols.amqp`; here is what the hub decides.
"""
