"""What is said about agents on other computers.

`answers` has the sentences about ``[agent] target`` and the keys that belong to it, and about files
that are prepared here for another computer. The one idea: how the files get there is a subject of
its own, with a file here for each kind.
"""
