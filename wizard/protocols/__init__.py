"""Protocols as bytes in and bytes out: no sockets, no threads, no clock.

- `mqtt_packets`: MQTT 3.1.1 as a hub speaks it; `amqp`: AMQP 1.0 as a module and a hub speak it.
- `client_keys`: the kinds of key that agents and hubs have in common in TLS.

The idea: a test feeds bytes, and the program's client and the demo hub can share one reading of a
protocol. A new transport puts its framing here.
"""
