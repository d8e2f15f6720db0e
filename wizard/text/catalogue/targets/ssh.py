"""Sentences about another computer that is reached over SSH. ``words`` are ssh's or sudo's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_TRY: Final = "Try `ssh {computer}` in a terminal"

TEXTS: Final[Mapping[str, Text]] = {
    "answers.missing/computer": Text(
        "The computer that the agent runs on is not named yet.",
        "Write it as ssh is told: user@host, or a name of your ~/.ssh/config.",
    ),
    "ssh.missing": Text(
        "This computer has no ssh program, so {computer} cannot be reached.",
        "Install OpenSSH's client: `apt install openssh-client` on Debian and Ubuntu; in Windows "
        "the optional feature *OpenSSH Client*. Or make a bundle, and carry it there.",
    ),
    "ssh.config": Text(
        "ssh does not accept its own configuration: {words}",
        "Correct the file that it names; others may not be able to write it.",
    ),
    "ssh.name_not_resolved": Text(
        "Nobody knows a computer of the name {computer}.",
        "Check the spelling. A name of your own needs a line `HostName` in ~/.ssh/config; or use "
        "the computer's IP address.",
    ),
    "ssh.name_not_resolved/port": Text(
        "Nobody knows a computer of the name {computer}: ssh takes no port after a name.",
        "Write ssh://{computer}, or the name alone, and its `Port` in ~/.ssh/config.",
    ),
    "ssh.no_route": Text(
        "No network leads from here to {computer}.",
        "Check that the computer is switched on, and that this one is in the same network or VPN. "
        "Behind a jump host it needs `ProxyJump` in ~/.ssh/config.",
    ),
    "ssh.refused": Text(
        "{computer} is there, but no SSH server answers on the port.",
        "Start it there (`systemctl start ssh`), or name its port in ~/.ssh/config.",
    ),
    "ssh.timeout": Text(
        "{computer} did not answer in time.",
        "Check that it is switched on, and that no firewall is between it and this computer. "
        f"{_TRY}.",
    ),
    "ssh.host_key_changed": Text(
        "{computer} has shown another host key than before. It was reinstalled, or another "
        "computer answers in its place. Nothing was sent to it.",
        "Ask whoever looks after it for the fingerprint of its key. Only if it was reinstalled, "
        "remove the former key: `ssh-keygen -R {computer}`. Then try again.",
    ),
    "ssh.host_key_changed/revoked": Text(
        "The host key that {computer} has shown is marked as revoked. Nothing was sent to it.",
        "Ask whoever looks after it: its key is known to be in the wrong hands.",
    ),
    "ssh.host_key_unknown": Text(
        "The host key of {computer} is not known here, and was not confirmed.",
        f"Compare the fingerprint with the computer's own, and confirm it. {_TRY}; it asks for the "
        "same.",
    ),
    "ssh.no_common_algorithm": Text(
        "ssh here and the SSH server of {computer} have no method in common: {words}",
        "The server is very old. Update it, or allow its method for this computer alone in "
        "~/.ssh/config (`HostKeyAlgorithms` or `KexAlgorithms`).",
    ),
    "ssh.login_refused": Text(
        "{computer} did not let you in. It accepts: {methods}.",
        "Check user name, password and key. Where it accepts publickey alone, its file "
        "~/.ssh/authorized_keys needs your public key.",
    ),
    "ssh.login_refused/open_key": Text(
        "ssh did not use your private key, because other accounts of this computer can read it. "
        "{computer} did not let you in without it.",
        "Take their rights away: `chmod 600` and the key's file. Then try again.",
    ),
    "ssh.login_refused/too_many": Text(
        "{computer} ended the connection after too many keys that it does not know.",
        "Name the right one in ~/.ssh/config: `IdentityFile`, and `IdentitiesOnly yes`.",
    ),
    "ssh.not_answered": Text(
        "{computer} asked for something that nobody has answered.",
        "Start it again and answer, in the window or in a terminal; or let ssh in with a key.",
    ),
    "ssh.not_answered/sudo": Text(
        "sudo on {computer} asked for a password, and nobody has answered.",
        "Start it again and answer, in the window or in a terminal. Without anybody to ask, allow "
        "the account sudo without a password, or sign in as root with a key.",
    ),
    "ssh.connection_lost": Text(
        "The connection to {computer} was lost.",
        "Try again. What was being written there is finished, or was taken back.",
    ),
    "ssh.no_shell": Text(
        "On {computer} no Linux shell answered: {words}",
        "The account needs a shell that runs programs, and the agent's computer Linux. For Windows "
        "make a bundle.",
    ),
    "ssh.no_sudo": Text(
        "The account on {computer} may not do this with sudo: {words}",
        "Sign in with another account, or have the rights given (group sudo or wheel).",
    ),
    "ssh.no_sudo/missing": Text(
        "On {computer} there is no sudo, and the account is not root.",
        "Sign in as root (`root@` before the computer's name), or install sudo there.",
    ),
    "ssh.no_sudo/tty": Text(
        "sudo on {computer} runs on a terminal only: {words}",
        "Take `requiretty` out of its /etc/sudoers for this account.",
    ),
    "ssh.no_sudo/password": Text(
        "sudo on {computer} did not accept the password, three times.",
        "It wants the password of the account there, not root's. Try again.",
    ),
    "ssh.no_space": Text(
        "The disk of {computer} is full. The agent's files are as before.",
        "Make room there, a megabyte is enough; then try again.",
    ),
    "ssh.read_only": Text(
        "The agent's folder on {computer} is on a disk that cannot be written to. Nothing was "
        "changed.",
        "A card or disk with errors is mounted so by the system: look into its log (`dmesg`). Or "
        "it is meant so: then mount it for writing (`mount -o remount,rw`), and try again.",
    ),
    "ssh.port_closed": Text(
        "From {computer} port {port} of {host} is not open, so the agent cannot connect.",
        "Ask whoever looks after its network to let {host}:{port} out. The agent uses no proxy for "
        "it.",
    ),
    "ssh.port_closed/noname": Text(
        "{computer} does not know the name {host}, so the agent cannot connect.",
        "Correct the name server there (/etc/resolv.conf). Then check again.",
    ),
    "ssh.port_not_known": Text(
        "Whether port {port} of {host} is open from {computer} is not known: nothing there can "
        "tell.",
        "With openssl, nc or bash installed there it would be tried.",
    ),
    "ssh.clock": Text(
        "The clock of {computer} differs from this one's by {seconds} seconds. A token of the "
        "agent may be refused.",
        "Set it there, best by NTP (`timedatectl set-ntp true`).",
    ),
    "ssh.failed": Text(
        "ssh could not connect to {computer}: {words}",
        f"{_TRY}.",
    ),
}
