"""The module's AMQP connection: SASL or none, open, token, link, the twin, a message.

The idea: `wizard.protocols.amqp.client` knows the protocol; here its bytes go over a socket in a
thread that can be cut, and its refusals become what the check reports.

- refusals   what a refusal means
- link       the port `ModuleLink`: the client and its socket, until what is awaited has come
"""
