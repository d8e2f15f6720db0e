"""The README of the wheel: without its pictures, which lie beside it in the checkout only.

Called by hatchling, which builds the wheel: ``[tool.hatch.metadata.hooks.custom]``.
"""

import re
from pathlib import Path
from typing import Any, Final

from hatchling.metadata.plugin.interface import MetadataHookInterface

_PICTURE: Final = re.compile(r"^ *!\[[^]]*\]\([^)]*\)\n+", re.MULTILINE)


def without_pictures(text: str) -> str:
    """The text of a page of Markdown without the lines that are a picture."""
    return _PICTURE.sub("", text)


class ReadmeWithoutPictures(MetadataHookInterface):
    """Sets the field ``readme`` of the metadata."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Called with what pyproject.toml says; ``readme`` is dynamic there."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": without_pictures(text)}
