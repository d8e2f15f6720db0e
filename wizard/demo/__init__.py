"""The embedded demo hub: an IoT Hub and a provisioning service on loopback.

- `hub`: `DemoHub`, which starts and stops it in a thread of its own; `service`: its three servers.
- `listener`, `tls`, `tls_transport`, `ca`, `client_certificates`: TLS as the real service does it.
- `registry`: devices, modules, policies, tokens; what is in the plant at the start.
- `rest`, `mqtt`: the protocols that are spoken; `faults`: what can be made to go wrong.

The idea: it answers on the wire as the real service is documented and measured to, so that the
wizard, its tests and other programs meet the same protocols, limits and refusals without a cloud.
"""
