"""AMQP 1.0, as far as an IoT Hub and its modules speak it.

- values      numbers, strings, lists, maps, and how they are written
- decoder     how they are read, with limits on depth and size
- frames      protocol headers and frames out of a stream of bytes, and performatives by their names
- messages    the sections of a message: properties, annotations, a body
- transfers   messages that come, or go, in several transfers
- links       what a module attaches to; module_links: how messages go over it
- events      what a hub's bytes mean: progress, refusals
- client      the module's side: SASL or none, open, put-token, links, the twin, a message

The idea: everything that is not AMQP 1.0 raises `AmqpProtocolError` and nothing else, whoever sent
it; an unfinished frame waits for its rest. The demo hub's server is made of the same parts.
"""
