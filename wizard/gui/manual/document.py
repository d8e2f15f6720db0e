"""A page of the manual as a document of Qt: its Markdown, in the window's font and colours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QPalette,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
    QTextFrame,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)

from wizard.gui.style.theme import BLOCK, LARGE, SMALL, TINY, by_font

_CODE_IN_TABLE: Final = re.compile(r"`[^`\n]*`")
_LINE_HEIGHT: Final = 125.0
_PROPORTIONAL: Final = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
_NO_LINE: Final = QTextFrameFormat.BorderStyle.BorderStyle_Solid
_ROLE: Final = QPalette.ColorRole


def fill(document: QTextDocument, markdown: str, font: QFont, palette: QPalette) -> None:
    """Replace what the document shows by a page."""
    document.setDefaultFont(font)
    document.setIndentWidth(by_font(LARGE))
    document.setDocumentMargin(by_font(BLOCK))
    # Qt 6 keeps the backslash that GitHub wants before a bar in a table, even within code.
    plain = _CODE_IN_TABLE.sub(lambda code: code[0].replace("\\|", "|"), markdown)
    document.setMarkdown(plain, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
    whole = QTextCursor(document)
    whole.beginEditBlock()  # a long page would be laid out anew after each change
    for table in _tables(document.rootFrame()):
        _dress_table(table, palette)
    for block in _blocks(document):
        _dress_block(block, palette)
        _dress_text(block, font, palette)
    whole.endEditBlock()


def headings(document: QTextDocument) -> list[QTextBlock]:
    """Where its headings are, in their order."""
    return [block for block in _blocks(document) if block.blockFormat().headingLevel()]


def images(document: QTextDocument) -> Iterator[QTextFragment]:
    """Its pictures."""
    for block in _blocks(document):
        for fragment in _fragments(block):
            if fragment.charFormat().isImageFormat():
                yield fragment


def indentation(document: QTextDocument, part: QTextFragment) -> float:
    """How far from the left a part of the text begins, in pixels."""
    block = document.findBlock(part.position())
    around = block.textList()
    depth = block.blockFormat().indent() + (around.format().indent() if around else 0)
    return depth * document.indentWidth()


def reformat(document: QTextDocument, part: QTextFragment, wanted: QTextCharFormat) -> None:
    """Merge a format into that of a part of the text."""
    cursor = QTextCursor(document)
    cursor.setPosition(part.position())
    cursor.setPosition(part.position() + part.length(), QTextCursor.MoveMode.KeepAnchor)
    cursor.mergeCharFormat(wanted)


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _fragments(block: QTextBlock) -> list[QTextFragment]:
    found, at = [], block.begin()
    while not at.atEnd():
        found.append(at.fragment())
        at += 1
    return found


def _tables(frame: QTextFrame) -> Iterator[QTextTable]:
    for child in frame.childFrames():
        if isinstance(child, QTextTable):
            yield child
        yield from _tables(child)


def _dress_table(table: QTextTable, palette: QPalette) -> None:
    shape = table.format()
    shape.setBorderCollapse(True)
    shape.setBorder(1)
    shape.setBorderBrush(palette.color(_ROLE.Mid))
    shape.setBorderStyle(_NO_LINE)
    shape.setCellPadding(by_font(TINY + 2))
    shape.setTopMargin(SMALL)
    shape.setBottomMargin(BLOCK)
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    table.setFormat(shape)
    for column in range(table.columns()):
        cell = table.cellAt(0, column)
        ground = cell.format()
        ground.setBackground(palette.color(_ROLE.AlternateBase))
        cell.setFormat(ground)


def _dress_block(block: QTextBlock, palette: QPalette) -> None:
    cursor = QTextCursor(block)
    form = block.blockFormat()
    if form.headingLevel():
        form.setTopMargin(
            by_font(LARGE if form.headingLevel() < 3 else BLOCK) if block.position() else 0
        )
        form.setBottomMargin(by_font(TINY))
    elif _is_code(block):
        form.setBackground(palette.color(_ROLE.AlternateBase))
        form.setNonBreakableLines(False)
        form.setLeftMargin(form.leftMargin() + SMALL)
        form.setTopMargin(SMALL if not _is_code(block.previous()) else 0)
        form.setBottomMargin(SMALL if not _is_code(block.next()) else 0)
    elif cursor.currentTable() is not None:
        form.setTopMargin(0)
        form.setBottomMargin(0)
    elif block.textList() is not None:
        form.setTopMargin(0)
        form.setBottomMargin(TINY)
    if not _is_code(block) and not _has_picture(block):
        form.setLineHeight(_LINE_HEIGHT, _PROPORTIONAL)
    cursor.setBlockFormat(form)


def _is_code(block: QTextBlock) -> bool:
    """Whether it is a line of a code block. Qt 6 marks the fenced ones only."""
    if not block.isValid() or QTextCursor(block).currentTable() is not None:
        return False
    if block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence):
        return True
    texts = [each.charFormat() for each in _fragments(block)]
    return bool(texts) and all(map(_is_fixed, texts))


def _has_picture(block: QTextBlock) -> bool:
    return any(part.charFormat().isImageFormat() for part in _fragments(block))


def _is_fixed(text: QTextCharFormat) -> bool:
    """Whether it is code. Qt 6 names the family only, for lines that are indented."""
    return text.fontFixedPitch() or "monospace" in (text.fontFamilies() or ())


def _dress_text(block: QTextBlock, font: QFont, palette: QPalette) -> None:
    document = block.document()
    for fragment in _fragments(block):
        given, wanted = fragment.charFormat(), QTextCharFormat()
        if _is_fixed(given):
            fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
            wanted.setFontFamilies([fixed.family()])
            wanted.setFontFixedPitch(True)
            wanted.setFontPointSize(font.pointSizeF())
        if given.isAnchor():
            wanted.setForeground(palette.color(_ROLE.Link))
        reformat(document, fragment, wanted)
