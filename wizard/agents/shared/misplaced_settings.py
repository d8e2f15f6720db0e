"""Settings of an agent that stand in the module's twin where it does not look for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

_PREVIEW: Final = "azureiot*com^"
"""Begins the names that the preview had: public scripts still write them."""

_OBJECT: Final = "securityagentconfiguration"
_DEEPEST: Final = 5


def misplaced(key: str, value: object, settings: Collection[str], name: str) -> str:
    """Why ``key``, directly under the desired properties, is meant for the agent and not seen by
    it: the rule; "" for what is somebody else's. ``name`` is the object that the agent reads."""
    if key.startswith("$"):
        return ""
    if key.lower() == name.lower():
        return "other_capitals"
    if key.lower().startswith(_PREVIEW):
        return "preview_name" if _OBJECT in key.lower() else ""
    if key.lower() in {setting.lower() for setting in settings}:
        return "not_in_object"
    if _OBJECT in key.lower() or holds_settings(value, settings):
        return "other_name"
    return "too_deep" if _holds(value, name, settings, _DEEPEST) else ""


def holds_settings(value: object, settings: Collection[str]) -> bool:
    """Whether it is an object with one of the settings directly in it."""
    known = {setting.lower() for setting in settings}
    return isinstance(value, Mapping) and any(str(key).lower() in known for key in value)


def _holds(value: object, name: str, settings: Collection[str], depth: int) -> bool:
    """Whether the agent's object, or settings of it, stand somewhere in it."""
    if not isinstance(value, Mapping) or depth == 0:
        return False
    if any(str(key).lower() == name.lower() for key in value) or holds_settings(value, settings):
        return True
    return any(_holds(inner, name, settings, depth - 1) for inner in value.values())
