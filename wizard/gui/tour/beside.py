"""The tour's last scene: what the window opens beside its pages."""

from __future__ import annotations

from wizard.gui.tour.driver import TourDriver


async def opened_beside(guide: TourDriver) -> None:
    """The manual, what is kept, what the program is, and the question before leaving."""
    window, dialogs = guide.window, guide.window.dialogs
    dialogs.show_help()
    assert dialogs.help is not None  # noqa: S101 (just opened)
    await guide.picture("manual", dialogs.help)
    dialogs.help.close()
    dialogs.show_about()
    assert dialogs.about is not None  # noqa: S101 (just opened)
    await guide.picture("about", dialogs.about)
    dialogs.about.reject()
    guide.hub.string.line.setText("HostName=contoso-plant")
    window.leave()
    assert dialogs.question is not None  # noqa: S101 (there is something to be lost)
    await guide.picture("leaving", dialogs.question)
    dialogs.question.reject()
    await _what_is_kept(guide)


async def _what_is_kept(guide: TourDriver) -> None:
    dialogs = guide.window.dialogs
    dialogs.show_kept(guide.session, guide.tasks, guide.hub.list_hubs)
    assert dialogs.kept is not None  # noqa: S101 (just opened)
    await guide.picture("what-is-kept", dialogs.kept)
    row = dialogs.kept.rows[0]
    row.button.click()
    await guide.until(lambda: row.deleted is not None, "an entry is deleted")
    await guide.picture("what-is-kept-deleted", dialogs.kept)
    row.button.click()
    await guide.until(lambda: row.deleted is None, "the entry is brought back")
    dialogs.kept.reject()
