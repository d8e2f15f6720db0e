"""The way out through an HTTP proxy, found for each host anew.

The idea: `routes` says in which order to try what, and which rule said so; `tunnel` asks one proxy
for a tunnel (CONNECT) and signs in where it wants that. What fails is ``hub.proxy``, by variants.

- routes                  the user's choice, else the environment's, else the system's
- environment, exceptions ``HTTPS_PROXY`` and what ``NO_PROXY`` lets past it
- windows, winhttp        the user's settings on Windows; a PAC by WinHTTP
- desktop, pac_runner     GNOME's and KDE's settings; a PAC by the desktop's own service
- tunnel, schemes         CONNECT; Basic, NTLM and Negotiate
"""
