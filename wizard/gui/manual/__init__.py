"""The manual in the window: offline, one page of Markdown at a time.

- `document`: a page as a document of Qt, in the window's font and colours.
- `browser`: shows it, follows its links, goes back.
- `find_bar`: finds words on the page that is shown.

Imported when the help is opened, not at the start.
"""
