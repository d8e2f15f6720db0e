"""Another computer over SSH, by the system's own OpenSSH client.

Keys, agent, jump hosts and known hosts are ssh's business: what ``~/.ssh/config`` says holds.

- client           one connection, and commands over it
- askpass          the small program by which ssh asks; questions   where it asks, and who answers
- failures         what ssh says of a failure, as an error
- remote_shell     scripts on the other computer, with sudo where that is needed
- look             what is there: system, agent, service, clock, whether the hub's port is open
- remote_files     the port `AgentFiles`; remote_service   the port `AgentService`

No secret is in an argument, an environment or a temporary file: it goes through a pipe.
"""
