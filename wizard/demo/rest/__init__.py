"""The HTTPS interfaces: the registry's and the provisioning service's.

- `server`: HTTP on aiohttp and the faults on the wire; everything else here does no I/O.
- `api`, `provisioning`: the two interfaces, from a request to an answer.
- `authorization`: who may ask for what; `answers`: requests, answers and refusals.
- `bodies`: JSON of identities and twins; `query`, `lookup`: the hub's query language, paged.

The idea: an interface is a function from `Request` to `HttpAnswer`, so it is tested without a
server.
"""
