"""The port `Registry` by azure-iot-hub, over our own HTTPS client.

The SDK builds and signs the requests; the answers are read here, for it drops fields. All that ask
the same hub with the same key share one connection, one thread and one SDK.

- client           the connection, and who shares it
- azure_sdk        the SDK with its transport replaced
- amqp_stand_in    lets the SDK load without uamqp
- azure_registry   the port
- queries          the hub's query language
- http_answers     what a status means
- identity_json    identities in the answers
"""
