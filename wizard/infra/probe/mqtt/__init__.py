"""The module's MQTT connection: CONNECT, CONNACK, the twin, a message.

The idea: paho-mqtt gets a socket that is connected and secured already, so that a name, a route
and a certificate do not fail alike, and reports events from its thread to the event loop.

- protocol      topics, login and events, free of the library
- paho_client   the library
- link          the port `ModuleLink`: waits for the events
"""
