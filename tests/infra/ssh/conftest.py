"""A real sshd on loopback for these tests."""

from __future__ import annotations

from tests.infra.ssh.sshd import server, sshd

__all__ = ["server", "sshd"]
