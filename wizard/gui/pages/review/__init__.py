"""The fourth page: everything that will be changed, before anything is.

- `page`: changes in the hub, files, keyring entries, as the preview tells them.
- `diff_view`: one file with its difference; a secret file's text is never shown.
"""
