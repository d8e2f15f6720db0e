"""Who may do what with a file, on Linux, macOS and Windows.

A replaced file is a new file: its owner, mode and lists of rights are read as data, kept in the
journal and carried over. A key's file is owner-only before its first byte.

- access    the rights of a file as data
- windows   the same by the Windows API; windows_handles opens files for it
- readers   who else is to read a key: the agent's group
- account   whether another account could read a file
"""
