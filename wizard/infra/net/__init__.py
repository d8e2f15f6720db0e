"""Connections: name, TCP, proxy, TLS, HTTPS, each with its own failure.

The idea: blocking code on a `CancellableSocket`, called by `blocking_call`, which limits its time
and cuts the socket when it is given up. Whatever fails is a HubError that says where.

- cancellable_socket, blocking_call   the two of it
- tls, client_certificate             whom to trust, and what to show
- proxy/, route                       the way out: straight, or through a tunnel
- https_client                        HTTPS over one connection that is kept
- faults                              what an operating system's error means
- survey                              the port `NetworkSurvey`
"""
