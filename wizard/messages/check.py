"""Sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.messages.text import Text

TEXTS: Final[Mapping[str, Text]] = {}
