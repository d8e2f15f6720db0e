"""Reading a service's JSON: what is not there, or is something else, is a bad answer."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

from wizard.domain.errors import Code, HubError
from wizard.domain.secret import Secret

E = TypeVar("E", bound=StrEnum)


class JsonReader:
    """A JSON object that raises ``hub.bad_answer``, naming the part, for what it does not have."""

    def __init__(self, content: object, part: str = "") -> None:
        if not isinstance(content, Mapping):
            raise bad_part(part or "object")
        self._content: Final[Mapping[str, object]] = content
        self._part: Final = part

    def object(self, name: str) -> JsonReader:
        """The object called ``name``."""
        return JsonReader(self._content.get(name), self._path(name))

    def text(self, name: str) -> str:
        """The text called ``name``, which is not empty."""
        value = self.text_or_none(name)
        if not value:
            raise bad_part(self._path(name))
        return value

    def text_or_none(self, name: str) -> str | None:
        """The text called ``name``; None where there is none, or null."""
        value = self._content.get(name)
        if value is not None and not isinstance(value, str):
            raise bad_part(self._path(name))
        return value

    def key(self, name: str) -> Secret:
        """The symmetric key called ``name``."""
        key = Secret(self.text(name))
        if not key.is_base64():
            raise bad_part(self._path(name))
        return key

    def one_of(self, kinds: type[E], name: str) -> E:
        """The text called ``name`` as a member of ``kinds``."""
        try:
            return kinds(self.text(name))
        except ValueError:
            raise bad_part(self._path(name)) from None

    def _path(self, name: str) -> str:
        return f"{self._part}.{name}" if self._part else name


def bad_part(part: str) -> HubError:
    """The answer lacks ``part``, or has something else there."""
    return HubError(Code.HUB_BAD_ANSWER, "part", part=part)
