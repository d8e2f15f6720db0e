"""MQTT as an IoT Hub speaks it to devices and modules.

- `server`: all live connections; `connection`: one of them, from CONNECT to its end.
- `login`: who may connect, by client id, user name and token.
- `topics`: telemetry and the twin, by topic.

The idea: the packets are `wizard.protocols.mqtt_packets`; here is only what the hub decides.
"""
