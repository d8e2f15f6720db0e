"""Who is connected, over whatever protocol: a hub keeps one connection for each identity."""

from __future__ import annotations

from typing import Protocol

from wizard.demo.registry.identity_tokens import ConnectedClient, IdentityTokens

Key = tuple[str, str | None]


class LiveLink(Protocol):
    """One connection of an identity."""

    def cut(self) -> None:
        """End it at once and without a word."""
        ...

    def give_way(self) -> None:
        """The same identity has connected anew: end, as the protocol says it."""
        ...


class LiveLinks:
    """All live links. Used in the hub's loop only, except for what says otherwise."""

    def __init__(self, tokens: IdentityTokens) -> None:
        self._tokens = tokens
        self._links: dict[Key, LiveLink] = {}

    @property
    def sessions(self) -> tuple[Key, ...]:
        """Who is connected: (device, module or None). From any thread."""
        return tuple(self._links.copy())

    def has(self, device_id: str, module_id: str | None) -> bool:
        """Whether the identity is connected. From any thread."""
        return (device_id, module_id) in self._links

    def enter(self, client: ConnectedClient, link: LiveLink) -> None:
        """The identity is connected by this link now, and by no other any more."""
        former = self._links.get(client.key)
        self._links[client.key] = link
        if former is not None and former is not link:
            former.give_way()

    def leave(self, client: ConnectedClient | None, link: LiveLink) -> None:
        """The link has ended; another one of the same identity stays."""
        if client is not None and self._links.get(client.key) is link:
            del self._links[client.key]

    def cut(self, device_id: str, module_id: str | None) -> bool:
        """Cut the identity's link; False where there is none."""
        link = self._links.get((device_id, module_id))
        if link is not None:
            link.cut()
        return link is not None

    def review(self, device_id: str) -> None:
        """The registry has changed for this device: cut the links that may not stay."""
        for key, link in tuple(self._links.items()):
            if key[0] == device_id and not self._tokens.is_enabled(*key):
                link.cut()
