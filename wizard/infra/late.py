"""Parts that are made when they are first used: the window is seen before they are imported."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Late:
    """Stands for an object and passes everything on to it. Good for methods and attributes."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make: Final = make
        self._made: Any = None

    def made(self) -> Any:
        """The object itself."""
        if self._made is None:
            self._made = self._make()
        return self._made

    def __getattr__(self, name: str) -> Any:
        return getattr(self.made(), name)


class LateMapping(Mapping[K, V], Generic[K, V]):
    """Stands for a mapping."""

    def __init__(self, make: Callable[[], Mapping[K, V]]) -> None:
        self._late: Final = Late(make)

    def __getitem__(self, key: K) -> V:
        found: V = self._late.made()[key]
        return found

    def __iter__(self) -> Iterator[K]:
        return iter(self._late.made())

    def __len__(self) -> int:
        return len(self._late.made())
