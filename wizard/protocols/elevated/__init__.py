"""How the program and its writer with administrator rights speak: bytes in, bytes out.

- frames    one message: its length in four bytes, then JSON
- values    the results that come back: dataclasses of the domain as JSON, and nothing else

What goes to the writer is plain JSON that `wizard.writer.requests` reads key by key: it believes
nothing.
"""
