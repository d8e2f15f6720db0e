"""What is said about agents on other computers.

`answers` has the sentences about ``[agent] target`` and the keys that belong to it, and about files
that are prepared here for another computer; `provisioning` those about registering devices that
are set up before anybody sees them. The one idea: how files and keys get there is a subject of its
own, with a file here for each kind.
"""
