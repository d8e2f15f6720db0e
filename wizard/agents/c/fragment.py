"""What the documentation prints of the C agent's configuration, with what belongs around it.

It shows ``"Authentication" : { … }`` alone, and people copy that as the whole file.
"""

from __future__ import annotations

from typing import Final

from wizard.agents.c import settings as keys
from wizard.agents.c.json_normalizer import cleaned
from wizard.agents.c.json_scanner import JsonError, JsonText, Kind, parse_json

_OTHER_NAMES: Final = {
    "triggeredeventsinterval": keys.TRIGGERED_INTERVAL,  # spelt right, and wrong to the agent
    "gatewayhostname": keys.HOST_NAME,  # the C# agent's
    "type": keys.METHOD,
}


def parsed_object(data: bytes) -> JsonText | None:
    """The file, cleaned, where its root is an object then; else None."""
    try:
        source = parse_json(cleaned(data))
    except JsonError:
        return None
    return source if source.root.kind is Kind.OBJECT else None


def completed(source: JsonText) -> JsonText:
    """A file whose root is an object, with what belongs around a fragment."""
    return parsed_object(_enclosed(source)) or source


def _enclosed(source: JsonText) -> bytes:
    members = source.root.members
    text = source.text[source.root.start : source.root.end]
    if keys.CONFIGURATION in members or any(meant_name(key) == "configuration" for key in members):
        return source.encode(source.text)
    if keys.IDENTITY in members and keys.FILE_PATH in members:
        text = f'{{\n"{keys.AUTHENTICATION}" : {text}\n}}'
    elif keys.AUTHENTICATION not in members:
        return source.encode(source.text)
    return source.encode(f'{{\n"{keys.CONFIGURATION}" : {text}\n}}\n')


def meant_name(key: str) -> str:
    """The setting that is meant by ``key``, in lower case."""
    plain = key.strip().lower()
    return _OTHER_NAMES.get(plain, plain).lower()
