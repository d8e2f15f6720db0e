"""What is said beside a folder: what lies there, and what writing there will need."""

from __future__ import annotations

from wizard.gui.words import in_a_row
from wizard.setup.folder_notes import NEW_FOLDER, FolderTruth
from wizard.text.language import _
from wizard.text.lookup import text_of


def folder_hint(truth: FolderTruth) -> str:
    """The quiet line below the folder, enough for a new one; empty if there is nothing to know."""
    words = []
    if truth.note is not None and truth.note.variant in NEW_FOLDER:
        words.append(in_a_row(text_of(truth.note)))
    if truth.needs_rights:
        words.append(
            _(
                "Writing there needs administrator rights: you are asked for them once, when the "
                "configuration is written.",
            )
        )
    return " ".join(words)


def folder_line(truth: FolderTruth) -> str:
    """All that is known of the folder, where there is room for a line only."""
    if truth.obstacle is not None:
        return in_a_row(text_of(truth.obstacle))
    if truth.note is not None and truth.note.variant not in NEW_FOLDER:
        return in_a_row(text_of(truth.note))
    return folder_hint(truth)


def taken_folder_words(device_id: str) -> str:
    """Asks whether a folder is to be taken from the device that it belongs to."""
    return _(
        "The agent in this folder is set up for {device}. Choose another folder, or press the "
        "button again to set it up for this device instead.",
    ).format(device=device_id)
