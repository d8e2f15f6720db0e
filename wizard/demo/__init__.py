"""The embedded demo hub: an IoT Hub's registry and MQTT door on loopback, with faults at will."""
