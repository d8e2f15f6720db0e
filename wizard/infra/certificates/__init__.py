"""The port `Certificates`: reading, making and writing certificates with their keys.

Takes PEM, DER and PKCS#12 in whatever form the user has; writes what both agents read.

- certificates   the port
- reader         the forms that are read, and what is wrong with a file
- pfx            PKCS#12 with the MAC that old Windows wants
"""
