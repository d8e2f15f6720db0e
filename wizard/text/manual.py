"""The pages of the manual as the window shows them: offline, each a file of Markdown.

The manual is English. What its page about the window has from `page_help` is in the language in
use: those parts stand between ``<!-- generated: NAME -->`` and ``<!-- end -->``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from wizard.domain.resources import resource
from wizard.setup.page_id import PageId
from wizard.text.language import _
from wizard.text.page_help import HELP, KEYS

INDEX: Final = "README.md"
WINDOW: Final = "window.md"
KEYS_BLOCK: Final = "keys"
_BLOCK: Final = re.compile(r"<!-- generated: ([a-z ]+) -->\n(.*?)<!-- end -->\n", re.DOTALL)
_HEADING: Final = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_FENCED: Final = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
_NOT_IN_ANCHORS: Final = re.compile(r"[^\w\- ]")
_MARKUP: Final = re.compile(r"([\\`*_\[\]<>#|])")


def manual_file(name: str = "") -> Path:
    """A file of the manual, or its folder."""
    return resource("manual", *filter(None, [name]))


def page_text(name: str) -> str:
    """A page's Markdown without comments; the help of the window's pages in the language in use.

    Raises OSError where the installation lacks the page.
    """
    source = manual_file(name).read_text(encoding="utf-8")
    return _BLOCK.sub(
        lambda block: _BLOCKS[block[1]]() if block[1] in _BLOCKS else block[2], source
    )


def anchors(name: str) -> tuple[str, ...]:
    """The anchors of a page's headings, in their order. They are those of the English page."""
    source = _FENCED.sub("", manual_file(name).read_text(encoding="utf-8"))
    return tuple(map(anchor, _HEADING.findall(source)))


def anchor(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return _NOT_IN_ANCHORS.sub("", heading.lower()).replace(" ", "-")


def section_of(page: PageId) -> str:
    """The manual's section about a page of the window: ``FILE#ANCHOR``."""
    return f"{WINDOW}#{anchor(HELP[page].title)}"


def help_block(page: PageId) -> str:
    """The name of the part that is about a page of the window."""
    return f"help {page.name.lower()}"


def help_as_markdown(page: PageId) -> str:
    """A page's help, in the language in use."""
    about = HELP[page]
    parts = "".join(
        f"\n### {_escaped(_(heading))}\n\n{_escaped(_(words))}\n"
        for heading, words in about.paragraphs
    )
    return f"## {_escaped(_(about.title))}\n{parts}"


def keys_as_markdown() -> str:
    """What the keys do, in the language in use."""
    rows = "".join(f"| {_escaped(_(key))} | {_escaped(_(words))} |\n" for key, words in KEYS)
    heading = _escaped(_("Keys"))
    return f"## {heading}\n\n| | |\n| --- | --- |\n{rows}"


def _escaped(words: str) -> str:
    return _MARKUP.sub(r"\\\1", words)


_BLOCKS: Final[Mapping[str, Callable[[], str]]] = {
    **{help_block(page): partial(help_as_markdown, page) for page in PageId},
    KEYS_BLOCK: keys_as_markdown,
}
