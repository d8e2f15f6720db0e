"""``iot-agent-setup-writer``: the one process with administrator rights. It believes nothing.

The program runs as the user, and asks for rights once, for this: it writes an agent's files,
restarts an agent's service, and reads its log. It imports no Qt, no SDK and no network.

- __main__         how it is started, and when it ends
- environment      its own variables and folder, not the caller's
- program_pipe     on Windows: the pipe to the program, which has to be ours
- server           from one request to one answer
- requests         reading a request, key by key
- folders          in which folders it works
- judge            whether a plan is one that this program makes
- confined_files   an agent's folder, read without following what another account has laid there
"""
